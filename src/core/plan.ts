import type { Association, Exclusion, Field, Person } from './engagement';
import type { RuleHit } from './never-log';
import type { Company, Contact, Deal, Known, Lead } from './records';
import type { MailAccount } from './settings';
import type { ThreadMemory } from './thread-memory';

/** What would happen to one recipient. */
export interface PlannedContact {
  address: string;
  name: string;
  field: Field;
  /** Null: a new contact will be created. */
  contact: Contact | null;
  /** More than one record has this address: the rep chooses among them. */
  choices: Contact[];
  /** Somebody of a logged thread: the thread's records take the place of his own. */
  inherits?: boolean;
  /** He was not looked up, and is tied only if there is a record: another recipient of a mail received. */
  onlyWithRecord?: boolean;
}

export interface PlannedRecord<T> {
  record: T;
  ticked: boolean;
  /** It is the thread's, through those who inherit. */
  inherited?: boolean;
  /** The CRM files the mail there itself, by the record's own address among its recipients: it is not logged there a second time. */
  filed?: boolean;
}

/**
 * What logging this message would do, per recipient, with the reasons. The one answer that the compose window shows,
 * the worker queues by and the endpoint checks again.
 */
export interface Plan {
  verdict:
    | 'will-log'
    /** No CRM for this browser at all. */
    | 'not-connected'
    /** The mail account has no connection. */
    | 'account-unknown'
    | 'no-recipients'
    | 'nobody-left'
    | 'too-large'
    | 'paused';
  contacts: PlannedContact[];
  companies: PlannedRecord<Company>[];
  deals: PlannedRecord<Deal>[];
  leads: PlannedRecord<Lead>[];
  /** C9: a reply in a logged thread; its records are the thread's. */
  inherited: boolean;
  excluded: Exclusion[];
  /** What the page shows where no address is known yet. */
  unresolved: string[];
  /** False: somebody was planned without the CRM (offline, unreachable); those records are found at delivery. */
  lookedUp: boolean;
  /** Bytes. */
  bodyBytes: number;
  attachmentBytes: number;
  /** Attachments that are left out because all together are over the limit. */
  attachmentsLeftOut: boolean;
}

/** What the rep ticked on or off against the plan, kept with the draft. Keys are `kind:id`, or an address for a contact. */
export interface Choices {
  off: string[];
  added: Association[];
}

/** A recipient as a page or a header gives it: `address` canonical, or '' where only `name` is known. */
export interface Recipient extends Person {
  field: Field;
}

export interface PlanInput {
  recipients: readonly Recipient[];
  /** Of a mail received: it is logged to its sender, and to those of its recipients who have a record. */
  sender?: Recipient;
  /** C9: what is logged of the thread already. */
  thread?: ThreadMemory | null;
  /** Addresses that are not known yet will be, when it is sent. */
  isDraft?: boolean;
  /** Undefined: the rep's settings do not know the account this is sent from. */
  account: MailAccount | undefined;
  /** Every address that is the rep's own, canonical. */
  ownAddresses: readonly string[];
  /** Is any CRM connected in this browser. */
  connected: boolean;
  paused: boolean;
  /** What the CRM said; recipients that are missing here were not looked up (offline, unreachable). */
  known: readonly Known[];
  findRule(address: string): RuleHit | null;
  choices: Choices;
  /** UTF-8 bytes of the HTML body. */
  bodyBytes: number;
  attachmentBytes: number;
}
