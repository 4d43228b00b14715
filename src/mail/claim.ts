/** A person as a request names one: neither part is checked. */
export interface WirePerson {
  address: string;
  name: string;
}

/** What a request carries of a mail. One that changes a draft may carry only what is new. */
export interface CarriedMail {
  to: WirePerson[];
  cc: WirePerson[];
  bcc: WirePerson[];
  subject: string;
  from?: WirePerson | null;
  operation?: 'new' | 'reply' | 'forward' | null;
}

/**
 * What the witness in the page's own world says, as the detail (JSON) of a DOM event: the one thing both worlds share.
 * Anything in the page can say the same, so it is a claim, and `order` only sorts claims that are honest. `draft` is the
 * host's id, or '' where a request sends a mail that was never saved; then `order` joins the answer with it.
 */
export type Claim =
  | ({ kind: 'leaving'; draft: string; order: number; html: string } & CarriedMail)
  | { kind: 'accepted'; draft: string; order: number; messageId: string | null; hostMessageId: string | null; hostThreadId: string }
  | { kind: 'refused'; draft: string; order: number; status: number }
  | { kind: 'scheduled'; draft: string; order: number; at: number | null }
  /** Saved as a draft: the mail is not, or no longer, sent. */
  | { kind: 'saved'; draft: string; order: number; mail?: CarriedMail };

/** Mail hosts take 25 to 35 MB; with its markup and JSON around it, this is more than any mail they send. */
export const MAX_CLAIM = 40_000_000;
const MAX_PEOPLE = 2_000;
const MAX_TEXT = 2_000;

/** Null: no claim. Never throws. */
export function parseClaim(detail: unknown, isDraftId: (id: string) => boolean): Claim | null {
  const claim = parseDetail(detail);
  if (!claim) return null;
  const { kind, draft, order } = claim;
  if (typeof draft !== 'string' || !isDraftId(draft) || typeof order !== 'number' || !Number.isSafeInteger(order)) return null;
  const common = { draft, order };
  switch (kind) {
    case 'leaving':
      return { kind, ...common, ...carried(claim), html: typeof claim.html === 'string' ? claim.html : '' };
    case 'accepted':
      return {
        kind,
        ...common,
        messageId: orNull(claim.messageId),
        hostMessageId: orNull(claim.hostMessageId),
        hostThreadId: textIn(claim.hostThreadId),
      };
    case 'refused':
      return { kind, ...common, status: typeof claim.status === 'number' && Number.isInteger(claim.status) ? claim.status : 0 };
    case 'scheduled':
      return { kind, ...common, at: timeIn(claim.at) };
    case 'saved':
      return { kind, ...common, ...(isRecord(claim.mail) && { mail: carried(claim.mail) }) };
    default:
      return null;
  }
}

type Loose = Record<string, unknown>;

/** The object in an event's detail; null if there is none. */
export function parseDetail(detail: unknown): Loose | null {
  if (typeof detail !== 'string' || detail.length > MAX_CLAIM) return null;
  try {
    const value: unknown = JSON.parse(detail);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

/** A text of the page, cut to what we keep of one. */
export const textIn = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : '');
const orNull = (value: unknown) => textIn(value) || null;
/** Epoch ms, or null. */
export const timeIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;

export function peopleIn(value: unknown): WirePerson[] {
  return (Array.isArray(value) ? value.slice(0, MAX_PEOPLE) : []).flatMap((one: unknown) => personIn(one) ?? []);
}

export function personIn(value: unknown): WirePerson | null {
  const { address, name } = (value ?? {}) as Partial<Record<keyof WirePerson, unknown>>;
  return typeof address === 'string' ? { address: textIn(address), name: textIn(name) } : null;
}

const OPERATIONS = ['new', 'reply', 'forward'] as const;

function carried({ to, cc, bcc, subject, from, operation }: Loose): CarriedMail {
  const mail: CarriedMail = { to: peopleIn(to), cc: peopleIn(cc), bcc: peopleIn(bcc), subject: textIn(subject) };
  const sender = personIn(from);
  const known = OPERATIONS.find((one) => one === operation);
  return { ...mail, ...(sender && { from: sender }), ...(known && { operation: known }) };
}
