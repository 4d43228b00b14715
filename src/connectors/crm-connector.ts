import type { Engagement, Person } from '../core/engagement';
import type { HistoryItem, LoggedMail, MailQuery } from '../core/logged-mail';
import type { Deliverer } from '../core/outbox/delivery';
import type { CrmRef, Outcome } from '../core/outcome';
import type { FoundRecord, Known } from '../core/records';
import type { Memory } from './memory';
import type { Pace } from './pace';

export type { DeliveryItem, DoublesOutcome, Traces, Written } from '../core/outbox/delivery';

/** One record of "what will be written". */
export interface WrittenRecord {
  /** The CRM's own name for this kind of record, and the key of the locale string that says what it is. */
  record: string;
  labelKey: string;
  /** Whose it is; '': there is only one of its kind. */
  name: string;
  fields: WrittenField[];
}

/** A field under the CRM's own name, with the key of the locale string that says what it is. */
export interface WrittenField {
  field: string;
  labelKey: string;
  value: string;
}

/** Who the connection is and what it may do; `missing` names what it may not. */
export interface Identity {
  userId: string;
  name: string;
  address: string;
  role: 'rep' | 'admin';
  organisation: string;
  /** Tells this account of the service from all others at the same address; a key of the same account may take the place of another. '': it does not tell, or the address alone does. */
  accountId: string;
  missing: string[];
}

/** Oldest first. `more`: there is another page behind the cursor. */
export interface MailChanges {
  changes: { engagementId: string; change: 'logged' | 'removed' | 'refused' }[];
  cursor: string;
  more: boolean;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; outcome: Exclude<Outcome, { kind: 'delivered' | 'blocked' }> };

/** What is to stand in the CRM about the opens and clicks of one mail. */
export interface HitNote {
  engagementId: string;
  /** The mail as the CRM has it; null: it is gone from there. */
  ref: CrmRef | null;
  /** Plain text; null: nothing is to stand there any more. */
  text: string | null;
  /** Epoch ms of the newest that it tells. */
  at: number;
  /** The CRM's id of the note, as it was last answered; null: none is known of, which may be an answer that was lost. */
  noteId: string | null;
}

/** Speaks one CRM's API. Holds no state; `fetch` and secrets are handed in. Never throws for what a CRM may answer. */
export interface CrmConnector extends Deliverer, CrmReader {
  readonly id: string;
  check(): Promise<Checked<Identity>>;
  lookUp(addresses: readonly string[]): Promise<Checked<Known[]>>;
  search(query: string): Promise<Checked<FoundRecord[]>>;
  /** What became of this user's mails since the cursor ('': from the beginning), also by other ways than ours; undefined: this CRM has no such feed. */
  readChanges?(cursor: string): Promise<Checked<MailChanges>>;
  /** The dry run: every field as `deliver` will send it. Pure. */
  describe(engagement: Engagement): WrittenRecord[];
  /** K7. Writes, changes or takes out the one note on a mail's opens and clicks; answers its id. Undefined: this CRM hears of them by itself. */
  noteHits?(note: HitNote): Promise<Checked<string | null>>;
}

/** The reading side of a connector: what its CRM holds already, and somebody who is written down while reading. */
export interface CrmReader {
  /** Mails the CRM knows among those asked for; what it does not know is simply missing. */
  find(query: MailQuery): Promise<Checked<LoggedMail[]>>;
  /** The last engagements of a contact, newest first, at most `limit`. */
  readHistory(contactId: string, limit: number): Promise<Checked<HistoryItem[]>>;
  /** Finds or creates the contact of an address; answers what is then known of it. A never-log rule refuses it: `rejected`, `never_log`. */
  createContact(person: Person): Promise<Checked<Known>>;
}

/** What a connector is built from. The worker and the endpoint hand in their own `fetch` and secret. */
export interface ConnectorContext {
  fetch: typeof fetch;
  /** The service's base URL, without a trailing slash. */
  baseUrl: string;
  token: string;
  /** The turns of everybody who asks this account; without it only the outbox's own pace holds. */
  pace?: Pace;
  /** What is kept between the calls of one connection; without it nothing is. */
  memory?: Memory;
}
