/**
 * Calls once the browser has laid an element out and before it paints it: what is measured then is known already, and would
 * otherwise have to be worked out in the middle of a window that the page is still drawing.
 */
export function onceLaidOut(element: Element, act: () => void): void {
  const observer = new ResizeObserver(() => {
    observer.disconnect();
    act();
  });
  observer.observe(element);
}
