import { isOurPixel, readOurUrl } from '../core/tracking/our-urls';

/**
 * T4. Takes our pixels, traps and footers out of a body that is being written, and puts its links back: after an undo, in a
 * draft opened again, in what a reply quotes. Nothing of anybody else's is touched. True: there was something.
 */
export function cleanLeftovers(body: HTMLElement, bases: readonly string[]): boolean {
  let isChanged = false;
  for (const image of body.querySelectorAll('img')) {
    if (!isOurPixel(image.getAttribute('src') ?? '', bases)) continue;
    image.remove();
    isChanged = true;
  }
  for (const link of body.querySelectorAll<HTMLAnchorElement>('a[href]')) {
    const ours = readOurUrl(link.getAttribute('href') ?? '', bases);
    if (!ours) continue;
    if (ours.token.kind === 'click' && ours.target !== null) link.setAttribute('href', ours.target);
    else (blockOf(link, body) ?? link).remove();
    isChanged = true;
  }
  // The host saves what it hears of.
  if (isChanged) body.dispatchEvent(new InputEvent('input', { bubbles: true }));
  return isChanged;
}

/** A footer stands in a block of its own. */
function blockOf({ parentElement }: HTMLElement, body: HTMLElement): HTMLElement | null {
  return parentElement !== body && parentElement?.tagName === 'DIV' && parentElement.childNodes.length === 1 ? parentElement : null;
}
