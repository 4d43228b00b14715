import { type FilePlaces, sizeShown } from '../held-files';
import type { Leftover } from '../window-life';
import { COMPOSE_ROOTS, SELECTORS } from './selectors';

/** The window that something in the page belongs to. */
export function composeRootOf(node: Element | null): HTMLElement | null {
  for (const selector of COMPOSE_ROOTS) {
    const root = node?.closest<HTMLElement>(selector);
    if (root?.querySelector(SELECTORS.draftId)) return root;
  }
  return null;
}

export const FILE_PLACES: FilePlaces = {
  rootOf: composeRootOf,
  shown: (root) =>
    [...root.querySelectorAll(`${SELECTORS.files} ${SELECTORS.file}`)].flatMap((chip) => {
      const name = chip.querySelector(SELECTORS.fileName)?.textContent?.trim() ?? '';
      return name ? [{ name, size: sizeShown(chip.querySelector(SELECTORS.fileSize)?.textContent ?? '') }] : [];
    }),
};

/** Closed in full screen while it is being saved, a window stays and only loses what is in it (InboxSDK). */
export const CLOSED_IN_FULL_SCREEN: Leftover = {
  inner: (root) => root.querySelectorAll('.aaZ'),
  isEmpty: (root) => root.querySelector('.aaZ:empty') !== null,
};
