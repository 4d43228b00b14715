import { parseDetail } from './claim';
import { replaceTexts, type TextChange } from './json-text';

// A mail may leave with another body than the page wrote: the witness, in the page's own world, asks by a DOM event, and
// the content script answers by another. Both may be forged by the page, which then only deceives itself: what comes in is
// the body of its own mail, and what goes out is what would have left in it.

/** The texts that a mail's body consists of: what was written, then what is quoted. */
export type BodyParts = readonly string[];
/** What is to leave in their place; null: they leave as they are. Without a promise nothing is held up. */
export type ChangeBody = (parts: BodyParts) => Promise<BodyParts | null> | null;

/** What the witness asks, as it sees a mail leave. */
export interface Leaving {
  /** The host's id; '' for a mail that was never saved. */
  draft: string;
  parts: BodyParts;
}

export interface ChangeEvents {
  ask: string;
  answer: string;
}

/** A mail waits no longer than this: it is the rep's, and leaves as she wrote it. */
const PATIENCE_MS = 1_500;
const MAX_PARTS = 20;

/** The witness's side. Null: nobody wants to change it, and it need not wait. */
export type AskForChange = (leaving: Leaving) => Promise<BodyParts | null> | null;

export function makeAskForChange(page: typeof globalThis, events: ChangeEvents): AskForChange {
  const { document, CustomEvent, JSON: json, setTimeout, clearTimeout } = page;
  const stringify = json.stringify;
  const dispatch = document.dispatchEvent.bind(document);
  const waiting = new Map<number, (parts: BodyParts | null) => void>();
  let asked = 0;
  document.addEventListener(events.answer, (event) => {
    const { ask, parts } = parseDetail((event as CustomEvent).detail) ?? {};
    waiting.get(Number(ask))?.(partsIn(parts));
  });
  return ({ draft, parts }) => {
    const ask = ++asked;
    const answered = new Promise<BodyParts | null>((resolve) => waiting.set(ask, resolve));
    // Whoever wants to change it says so at once; otherwise nothing is held up.
    const isTaken = !dispatch(new CustomEvent(events.ask, { detail: stringify({ ask, draft, parts }), cancelable: true }));
    if (!isTaken) {
      waiting.delete(ask);
      return null;
    }
    const timer = setTimeout.call(page, () => waiting.get(ask)?.(null), PATIENCE_MS);
    return answered.then((changed) => {
      clearTimeout.call(page, timer);
      waiting.delete(ask);
      return changed?.length === parts.length ? changed : null;
    });
  };
}

/** A mail that a request sends: where the texts of its body stand in it. */
export interface LeavingMail {
  draft: string;
  places: readonly TextChange[];
}

/** The request with the bodies that were asked for; null, at once where nobody wants to change anything. */
export function changeBodies(json: string, mails: readonly LeavingMail[], ask: AskForChange): Promise<string | null> | null {
  const asked = mails.flatMap(({ draft, places }) => {
    const changed = places.length > 0 ? ask({ draft, parts: places.map(({ text }) => text) }) : null;
    return changed ? [changed.then((parts) => parts?.map((text, index) => ({ path: places[index]?.path ?? [], text })) ?? [])] : [];
  });
  if (asked.length === 0) return null;
  return Promise.all(asked).then((all) => {
    const changes = all.flat();
    return changes.length > 0 ? replaceTexts(json, changes) : null;
  });
}

/** The content script's side. `change` answers null, at once, for mails that are none of its business. */
export function answerChanges(
  document: Document,
  events: ChangeEvents,
  isDraftId: (id: string) => boolean,
  change: (leaving: Leaving) => Promise<BodyParts | null> | null,
  signal: AbortSignal,
): void {
  const listen = (event: Event) => {
    const { ask, draft, parts } = parseDetail(event instanceof CustomEvent ? event.detail : null) ?? {};
    const texts = partsIn(parts);
    if (typeof ask !== 'number' || typeof draft !== 'string' || !isDraftId(draft) || !texts) return;
    const changed = change({ draft, parts: texts });
    if (!changed) return;
    event.preventDefault();
    const answer = (result: BodyParts | null) =>
      void document.dispatchEvent(new CustomEvent(events.answer, { detail: JSON.stringify({ ask, parts: result }) }));
    changed.then(answer, () => answer(null));
  };
  document.addEventListener(events.ask, listen, { signal });
}

function partsIn(value: unknown): string[] | null {
  if (!Array.isArray(value) || value.length > MAX_PARTS) return null;
  return value.every((part): part is string => typeof part === 'string') ? value : null;
}
