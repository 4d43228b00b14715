/**
 * Aborts when a window has left the page. Gmail moves the same element about (full screen and back), so it counts as
 * gone only if it is still away a moment later. Looks at the children of what the window is in, not at the whole page.
 */
export function goneFromPage(root: HTMLElement, until: AbortSignal): AbortSignal {
  const gone = new AbortController();
  const observer = new MutationObserver(() => {
    if (root.isConnected && !emptied(root)) return;
    setTimeout(() => {
      if (root.isConnected && !emptied(root)) return watch();
      observer.disconnect();
      gone.abort();
    });
  });
  const watch = () => {
    observer.disconnect();
    for (let node = root.parentNode; node && node !== root.ownerDocument; node = node.parentNode)
      observer.observe(node, { childList: true });
    // Closed in full screen while it is being saved, a window stays and only loses what is in it (InboxSDK).
    for (const inner of root.querySelectorAll('.aaZ')) observer.observe(inner, { childList: true });
  };
  until.addEventListener('abort', () => observer.disconnect(), { signal: gone.signal });
  watch();
  return gone.signal;
}

const emptied = (root: HTMLElement) => root.querySelector('.aaZ:empty') !== null;
