import type { Field, Person } from '../core/engagement';

export interface DraftRecipient extends Person {
  field: Field;
  /** False: the page shows something there that is no address yet; `name` holds what it shows. */
  known: boolean;
}

export interface DraftFile {
  name: string;
  type: string;
  /** Bytes. */
  size: number;
  /** The file itself, where the page let us see it. */
  file: File | null;
}

/** A draft as it is now. */
export interface Draft {
  /** The host's own id of the draft, stable over a reload; '' while the host has not given one. */
  hostDraftId: string;
  /** The host's thread; '' for a new message. */
  hostThreadId: string;
  from: Person;
  recipients: DraftRecipient[];
  subject: string;
  html: string;
  text: string;
  files: DraftFile[];
}
