import type { NoticeLook } from '../notice';
import { SELECTORS } from './selectors';

/** As Gmail's own notices, bottom left and dark in both themes; above them, for "Undo" must stay in reach. */
export const GMAIL_NOTICES: NoticeLook = {
  style: () => ({
    left: '24px',
    bottom: '88px',
    background: '#202124',
    text: '#fff',
    action: '#8ab4f8',
    font: '14px/20px Roboto, RobotoDraft, Helvetica, Arial, sans-serif',
  }),
  sends: () => document.querySelectorAll(SELECTORS.send),
};
