export interface Listed<T> {
  items: T[];
  cursor: string | null;
}

/**
 * What is shown, brought up to date with a fresh first page: what was logged or removed within that page is taken over,
 * and the pages below it stay, so that nobody who has scrolled down is thrown back to the top. The same object if
 * nothing changed, so that nothing is drawn anew.
 */
export function refreshed<T extends { id: string }>(shown: Listed<T>, fresh: Listed<T>): Listed<T> {
  const last = fresh.items.at(-1);
  if (last === undefined || fresh.cursor === null) return same(shown, fresh) ? shown : fresh;
  const overlap = shown.items.findIndex((item) => item.id === last.id);
  if (overlap < 0) return fresh;
  if (same(shown.items.slice(0, overlap + 1), fresh.items)) return shown;
  return { items: [...fresh.items, ...shown.items.slice(overlap + 1)], cursor: shown.cursor };
}

/** For what comes from the endpoint: the same JSON. */
export const same = (before: unknown, after: unknown) => JSON.stringify(before) === JSON.stringify(after);
