/** What a host leaves standing when a window closes, and only empties. */
export interface Leftover {
  /** Looked at for children that leave, besides all that the window is in. */
  inner(root: HTMLElement): Iterable<Node>;
  isEmpty(root: HTMLElement): boolean;
}

/**
 * Aborts when a window has left the page. Hosts move the same element about (full screen and back), so it counts as
 * gone only if it is still away a moment later. Looks at the children of what the window is in, not at the whole page.
 */
export function goneFromPage(root: HTMLElement, until: AbortSignal, { inner, isEmpty }: Leftover): AbortSignal {
  const gone = new AbortController();
  const isThere = () => root.isConnected && !isEmpty(root);
  const observer = new MutationObserver(() => {
    // It may be there at another place, with others around it.
    if (isThere()) return watch();
    setTimeout(() => {
      if (isThere()) return watch();
      observer.disconnect();
      gone.abort();
    });
  });
  const watch = () => {
    observer.disconnect();
    for (let node = root.parentNode; node && node !== root.ownerDocument; node = node.parentNode)
      observer.observe(node, { childList: true });
    for (const one of inner(root)) observer.observe(one, { childList: true });
  };
  until.addEventListener('abort', () => observer.disconnect(), { signal: gone.signal });
  watch();
  return gone.signal;
}
