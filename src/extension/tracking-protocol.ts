import type { NewConsent, NewTrackingSettings } from '../connectors/endpoint-tracking';
import type { FailureCode } from '../core/outcome';
import type { Settings } from '../core/settings';
import type { TrackedPerson } from '../core/tracking/consent';
import type { HitCounts } from '../core/tracking/looks';
import type { Consent, FeedItem, TrackingSettings } from '../core/tracking-api';

/** T5. Somebody on a mail, and her newest word on being tracked; null: none is recorded, or nobody could be asked. */
export interface PersonConsent extends TrackedPerson {
  consent: Consent | null;
}

/** A tracked mail of a thread; its host knows it by the ids. */
export interface TrackedInThread {
  id: string;
  messageId: string | null;
  hostMessageId: string | null;
  /** Epoch ms. */
  at: number;
  hits: ShownHit[];
}

/** T6: an open or a click. `unseen`: 1 until the rep has looked at the list. */
export interface ShownHit extends FeedItem {
  connectionId: string;
  unseen: 0 | 1;
}

/** The opens and clicks of one mail. */
export interface HitMail extends Pick<ShownHit, 'connectionId' | 'subject' | 'oneOf' | 'recipient'> {
  /** The message's. */
  id: string;
  newest: ShownHit;
  counts: HitCounts;
  /** So many of them the rep has not seen. */
  unseen: number;
}
export interface HitMails {
  mails: HitMail[];
  /** How many mails there are, listed or not; and unseen opens and clicks. */
  total: number;
  unseen: number;
}

/** R2. Mails to somebody, alone or among others, that people opened or clicked in, by what last happened to them, newest first. */
export interface PersonHits {
  address: string;
  /** `url`: where all of it is shown over time; null: nowhere. */
  mails: (HitMail & { url: string | null })[];
}

/** Popup and options → worker, on tracking. */
export interface FromUiTracking {
  /** Mails by what last happened to them, newest first; asks for news too. `machines`: also what no person is behind. */
  listHitMails(limit: number, machines: boolean): HitMails;
  /** The rep has looked at them. */
  markHitsSeen(): void;
  /** T7. */
  eraseTracking(connectionId: string, id: string): { erased: boolean };
  /** By what right, with what footer and for how long a connection tracks; null: nobody could be asked. */
  readTrackingSettings(connectionId: string): TrackingSettings | null;
  saveTrackingSettings(connectionId: string, changes: NewTrackingSettings): { settings: TrackingSettings } | { failure: FailureCode };
  notifyOpens(on: boolean): Settings;
  /** All words of an address, newest first; null: nobody could be asked. */
  readConsents(connectionId: string, address: string): Consent[] | null;
  noteConsentsAt(connectionId: string, consents: NewConsent[]): { noted: boolean };
}
