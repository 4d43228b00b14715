import type { RecordKind } from '../../core/engagement';
import type { DeliveryItem } from '../crm-connector';
import type { Failure } from '../http';
import type { MarkerWord } from '../marker';

/** A record as its CRM knows it. */
export interface Place {
  kind: RecordKind;
  id: string;
}

/** A record that is to have a note. */
export interface Target extends Place {
  name: string;
  /** Contacts: the address that led to it. */
  address?: string;
}

/** A CRM to which a mail is one note on each of its records. Whatever ends a delivery is thrown by `must` or `stop`. */
export interface NoteDesk {
  /** Every record of the mail, each once. */
  findTargets(item: DeliveryItem): Promise<Target[]>;
  /** The new note's id, or that the record is gone. */
  addNote(place: Place, text: string): Promise<{ id: string } | { gone: Failure }>;
  /** Of a record's notes those of ours, and of which mail each is; at least the newest of them. */
  listOurs(place: Place): Promise<{ id: string; mail: string }[]>;
  /** Ids of the notes on a record that carry this mail's marker, oldest first; of a record that is gone, none. */
  findNotes(place: Place, engagementId: string, word?: MarkerWord): Promise<string[]>;
  /** False: there is no such note any more. */
  changeNote(id: string, place: Place, text: string): Promise<boolean>;
  /** Done also for a note that is not there. */
  removeNote(id: string): Promise<void>;
  /** Where a record's note may be: a contact's also on whoever has its address now, after it was merged or made anew. */
  placesOf(target: Target): Promise<Target[]>;
  /** What else a mail to this contact may have been noted on. */
  around(contactId: string): Promise<Place[]>;
  linkTo(place: Place): string;
}
