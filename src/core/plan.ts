import type { Association, Exclusion, Field } from './engagement';
import type { Company, Contact, Deal, Lead } from './records';

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
}

export interface PlannedRecord<T> {
  record: T;
  ticked: boolean;
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
