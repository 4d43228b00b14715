/** Hosts clean what is pasted before they put it in. */
const PASTED_MS = 100;

/** Calls `changed` when the body was left, or something was put into it at once. */
export function watchBody(body: Element | null, changed: () => void, signal: AbortSignal): void {
  body?.addEventListener('focusout', changed, { signal });
  for (const put of ['paste', 'drop']) body?.addEventListener(put, () => setTimeout(changed, PASTED_MS), { signal });
}
