import { Dexie, type Table } from 'dexie';
import type { Rule } from '../../core/endpoint-api';
import type { LoggedMail } from '../../core/logged-mail';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { Hold } from '../../core/outbox/holds';
import type { Choices } from '../../core/plan';
import type { Known } from '../../core/records';
import type { SendState } from '../../core/send-state';
import type { Consent, TrackedMail } from '../../core/tracking-api';
import type { Health, SelfCheckReport, WireDraft } from '../protocol';
import type { ShownHit } from '../tracking-protocol';

/** A draft, from the moment its compose opens until its send is settled. */
export interface DraftRow {
  /** What the page knows it by. */
  id: string;
  /** What it is logged by: the same, until a send that was handed to a CRM is undone and the draft is sent again. */
  engagementId: string;
  /** Canonical. */
  account: string;
  /** Of the page that it was opened in. */
  origin?: string;
  /** '' while the host has not given one. */
  hostDraftId: string;
  hostThreadId: string;
  /** The tabs that opened it since the browser, or an updated extension, started; no other may speak of it. */
  tabs: number[];
  log: boolean;
  track: boolean;
  /** Its account was not set up when it was opened: the switches are off for want of defaults, not by anybody's choice. */
  isUnset?: boolean;
  choices: Choices;
  send: SendState;
  /** The message as it will be logged; null before Send and after it was handed to the outbox. */
  content: WireDraft | null;
  openedAt: number;
}

/** An entry with what its indexes need; see `dexie-outbox-store.ts`. */
export interface EntryRow extends OutboxEntry {
  activeThread?: string;
  due?: number;
  check?: number;
}

export interface RuleRecord extends Rule {
  connectionId: string;
}

/** Which entry a mail is; see `mail-index.ts`. */
export interface MailRow {
  connectionId: string;
  key: string;
  engagementId: string;
  account: string;
  thread: string;
}

/** What a CRM said of a thread. */
export interface ThreadRow {
  connectionId: string;
  account: string;
  thread: string;
  mails: LoggedMail[];
  /** Keys of the mails that it was asked about besides. */
  asked: string[];
  /** Epoch ms. */
  checkedAt: number;
}

/**
 * A mail that was sent and not logged (R3). `unchecked`: the CRM was not asked yet whether it has it. `asked`: the rep wants it
 * logged, its page is being opened. `settled`: it is logged, or she does not want it to be.
 */
export interface SentRow {
  id: string;
  account: string;
  /** Of the page that told of it. */
  origin: string;
  /** Where it is opened there; null: it is kept here. */
  path: string | null;
  hostThreadId: string;
  hostMessageId: string | null;
  messageId: string | null;
  subject: string;
  names: string[];
  /** Epoch ms; when it was first seen, if its list told no time. */
  at: number;
  isTimed: boolean;
  draft: WireDraft | null;
  state: 'unchecked' | 'open' | 'asked' | 'settled';
}

/**
 * A mail that left with pixel and links (T1), under its engagement's id. `leaving`: nobody confirmed it yet. `sent`: whoever
 * serves its pixel is to be told. `told`: is told. `erasing`: it was taken back after all; `erased`: and
 * nothing can be tracked under its id any more.
 */
export interface TrackedRow {
  id: string;
  draftId: string;
  connectionId: string;
  /** As in `mail`, for its index. */
  thread: string;
  state: 'leaving' | 'sent' | 'told' | 'erasing' | 'erased';
  /** Epoch ms. */
  changedAt: number;
  /** Epoch ms from which it is told of: until then the host may take the mail back. */
  dueAt: number;
  mail: TrackedMail;
  /** As the host called it when it was sent. */
  messageId?: string | null;
  hostMessageId?: string | null;
}

export interface ConnectionRow {
  connectionId: string;
  health: Omit<Health, 'connectionId'>;
  hold: Hold | null;
  /** Where the never-log list was last read up to. */
  rulesCursor: string | null;
  /** Epoch ms of that. */
  rulesReadAt: number;
  /** Where the feed of changes was last read up to. */
  changesCursor?: string;
}

export type Database = Dexie & {
  entries: Table<EntryRow, string>;
  counters: Table<{ name: string; value: number }, string>;
  drafts: Table<DraftRow, string>;
  rules: Table<RuleRecord, [string, string, string]>;
  hits: Table<{ connectionId: string; key: string; scope: string; count: number }, [string, string, string]>;
  files: Table<{ draftId: string; sha256: string; bytes: Uint8Array }, [string, string]>;
  pieces: Table<{ draftId: string; key: string; index: number; bytes: Uint8Array }, [string, string, number]>;
  known: Table<{ connectionId: string; address: string; known: Known; at: number }, [string, string]>;
  mails: Table<MailRow, [string, string]>;
  threads: Table<ThreadRow, [string, string, string]>;
  sent: Table<SentRow, string>;
  tracked: Table<TrackedRow, string>;
  opens: Table<ShownHit, string>;
  /** The newest word of a contact on being tracked; null: there is none. */
  consents: Table<{ connectionId: string; address: string; consent: Consent | null; readAt: number }, [string, string]>;
  /** How far the hits of each connection were read. */
  feeds: Table<{ connectionId: string; cursor: string }, string>;
  connections: Table<ConnectionRow, string>;
  reports: Table<SelfCheckReport, string>;
};

/** Everything the extension holds, but for settings and secrets. Strict: what is acknowledged is on the disk. */
export function openDatabase(name = 'threadline'): Database {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict' }) as Database;
  db.version(1).stores({
    entries: 'id, [connectionId+due], [activeThread+position], [state+changedAt+position]',
    counters: 'name',
    drafts: 'id, engagementId, [account+hostDraftId], [send.phase+send.since]',
    rules: '[connectionId+key+scope]',
    hits: '[connectionId+key+scope]',
    files: '[draftId+sha256]',
    pieces: '[draftId+key+index]',
    known: '[connectionId+address], at',
    connections: 'connectionId',
    reports: 'host',
  });
  db.version(2).stores({
    mails: '[connectionId+key], [connectionId+account+thread]',
    threads: '[connectionId+account+thread], checkedAt',
    sent: 'id, at, state, [account+hostThreadId]',
  });
  db.version(3).stores({
    tracked: 'id, draftId, thread, state, [connectionId+state], [state+changedAt]',
    opens: 'id, connectionId, messageId, at, unseen',
    feeds: 'connectionId',
    consents: '[connectionId+address], connectionId',
  });
  db.version(4).stores({
    entries: 'id, [connectionId+due], [connectionId+check], [activeThread+position], [state+changedAt+position]',
  });
  return db;
}
