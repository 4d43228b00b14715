import type { NoticeLook } from '../notice';
import { isDarkAt } from '../theme';

const [ABOVE_TOASTS, FONT] = ['72px', '14px/20px "Segoe UI", "Segoe UI Web (West European)", system-ui, sans-serif'];

/** As Outlook's own notices, at the middle of the foot, in its theme; above them, for "Undo" must stay in reach. */
export const outlookNotices = (sends: NoticeLook['sends']): NoticeLook => ({
  style: () => ({
    left: '50%',
    shift: 'translateX(-50%)',
    bottom: ABOVE_TOASTS,
    font: FONT,
    ...(isDarkAt(document.body)
      ? { background: '#292929', text: '#fff', action: '#62abf5', border: '1px solid #666' }
      : { background: '#fff', text: '#242424', action: '#0f6cbd', border: '1px solid #d1d1d1' }),
  }),
  sends,
});
