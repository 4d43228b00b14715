import type { KeptSend } from './send-reporter';
import type { Worker } from './worker';

/** A send that an orphaned content script saw and could not tell the worker of. */
export interface Kept extends KeptSend {
  account: string;
  /** The draft's id, if the worker had given one. Without it nobody could check the claim. */
  id: string;
}

const HERE = 'threadline:here';
const KEPT = 'threadline:kept';
const MAX_KEPT_LENGTH = 8 * 1024 * 1024;

/** Keeps sends in this script's memory and hands them to the content script that comes after it in the same page. */
export class KeptSends {
  readonly #kept = new Map<string, Kept>();

  constructor(page: EventTarget, signal: AbortSignal) {
    page.addEventListener(
      HERE,
      () => {
        for (const kept of this.#kept.values()) page.dispatchEvent(new CustomEvent(KEPT, { detail: JSON.stringify(kept) }));
        this.#kept.clear();
      },
      { signal },
    );
  }

  keep(kept: Kept): void {
    this.#kept.set(kept.id, kept);
  }
}

/**
 * Takes over what an orphan kept. The page can say such a thing too, so it is a claim: only a draft that the worker
 * knows by that very id is told on.
 */
export function takeOver(page: EventTarget, worker: Pick<Worker, 'openDraft' | 'intend' | 'sign'>): void {
  const onKept = (event: Event) => {
    const kept = parseKept((event as CustomEvent<unknown>).detail);
    if (kept) void tell(kept, worker);
  };
  page.addEventListener(KEPT, onKept);
  page.dispatchEvent(new CustomEvent(HERE));
  page.removeEventListener(KEPT, onKept);
}

async function tell({ account, id, draft, signs }: Kept, worker: Pick<Worker, 'openDraft' | 'intend' | 'sign'>): Promise<void> {
  if (!draft) return;
  const known = await worker.openDraft(account, draft.hostDraftId, draft.hostThreadId, id);
  if (known.id !== id || !known.log) return;
  await worker.intend(id, draft);
  for (const sign of signs) await worker.sign(id, sign);
}

function parseKept(detail: unknown): Kept | null {
  if (typeof detail !== 'string' || detail.length > MAX_KEPT_LENGTH) return null;
  try {
    const kept = JSON.parse(detail) as Partial<Kept>;
    const isWhole = typeof kept.account === 'string' && typeof kept.id === 'string' && Array.isArray(kept.signs);
    return isWhole && kept.draft ? (kept as Kept) : null;
  } catch {
    return null;
  }
}
