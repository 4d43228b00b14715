import type { WirePerson } from './wire';

/**
 * What the witness in the page's own world says, as the detail (JSON) of a DOM event: the one thing both worlds share.
 * Anything in the page can say the same, so it is a claim, and `order` only sorts claims that are honest.
 */
export type Claim =
  | { kind: 'leaving'; draft: string; order: number; to: WirePerson[]; cc: WirePerson[]; bcc: WirePerson[]; subject: string; html: string }
  | { kind: 'accepted'; draft: string; order: number; messageId: string | null; hostMessageId: string | null; hostThreadId: string }
  | { kind: 'refused'; draft: string; order: number; status: number }
  | { kind: 'scheduled'; draft: string; order: number; at: number | null }
  /** Saved as a draft: the mail is not, or no longer, sent. */
  | { kind: 'saved'; draft: string; order: number };

export const CLAIM_EVENT = 'threadline:gmail-claim';
/** Asks the witness who it is; it answers at once, by `PRESENT_EVENT`. */
export const ASK_EVENT = 'threadline:gmail-ask';
export const PRESENT_EVENT = 'threadline:gmail-present';

/** Gmail takes 25 MB; with its markup and JSON around it, this is more than any mail it sends. */
export const MAX_CLAIM = 40_000_000;
const MAX_PEOPLE = 2_000;
const MAX_TEXT = 2_000;

/** Null: no claim. Never throws. */
export function parseClaim(detail: unknown): Claim | null {
  if (typeof detail !== 'string' || detail.length > MAX_CLAIM) return null;
  let claim: Record<string, unknown>;
  try {
    const value: unknown = JSON.parse(detail);
    if (value === null || typeof value !== 'object') return null;
    claim = value as Record<string, unknown>;
  } catch {
    return null;
  }
  const { kind, draft, order } = claim;
  if (typeof draft !== 'string' || !isDraftId(draft) || typeof order !== 'number' || !Number.isSafeInteger(order)) return null;
  const common = { draft, order };
  switch (kind) {
    case 'leaving':
      return {
        kind,
        ...common,
        to: people(claim.to),
        cc: people(claim.cc),
        bcc: people(claim.bcc),
        subject: text(claim.subject),
        html: typeof claim.html === 'string' ? claim.html : '',
      };
    case 'accepted':
      return {
        kind,
        ...common,
        messageId: orNull(claim.messageId),
        hostMessageId: orNull(claim.hostMessageId),
        hostThreadId: text(claim.hostThreadId),
      };
    case 'refused':
      return { kind, ...common, status: typeof claim.status === 'number' && Number.isInteger(claim.status) ? claim.status : 0 };
    case 'scheduled':
      return { kind, ...common, at: typeof claim.at === 'number' && Number.isSafeInteger(claim.at) && claim.at > 0 ? claim.at : null };
    case 'saved':
      return { kind, ...common };
    default:
      return null;
  }
}

export const isDraftId = (id: string) => /^msg-[af]:[\w-]{1,64}$/.test(id);

const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : '');
const orNull = (value: unknown) => text(value) || null;

function people(value: unknown): WirePerson[] {
  return (Array.isArray(value) ? value.slice(0, MAX_PEOPLE) : []).flatMap((one: unknown) => {
    const { address, name } = (one ?? {}) as Partial<Record<'address' | 'name', unknown>>;
    return typeof address === 'string' ? [{ address: text(address), name: text(name) }] : [];
  });
}
