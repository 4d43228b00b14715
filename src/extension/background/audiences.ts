import { mailOrigins, ownId, ownOrigin, type Sender } from '../browser-api';

const originOf = (url: string | undefined): string => {
  try {
    return new URL(url ?? '').origin;
  } catch {
    return '';
  }
};
/** `new URL('chrome-extension://…').origin` is "null" where the scheme is not registered; the start of the URL says the same. */
const isOwnPage = (url: string | undefined): boolean => url?.startsWith(`${ownOrigin()}/`) ?? false;

/** Popup and options: pages of this extension, at the top of their tab or in none. */
export function isUi({ id, url, tab, frameId }: Sender): boolean {
  if (id !== ownId() || !isOwnPage(url)) return false;
  return tab === undefined || (frameId ?? 0) === 0;
}

/** The origin of the page that a content script runs in: a window without an address of its own has its opener's. */
export const pageOriginOf = ({ url, origin }: Sender): string => (url?.startsWith('about:') ? (origin ?? '') : originOf(url));

/** Our content script in a mail page: it runs in a tab, and in a frame of the mail's own origin. */
export function isMailPage(sender: Sender): boolean {
  return sender.id === ownId() && sender.tab?.id !== undefined && mailOrigins().includes(pageOriginOf(sender));
}
