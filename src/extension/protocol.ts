import type { WrittenRecord } from '../connectors/crm-connector';
import type { NewConsent } from '../connectors/endpoint-tracking';
import type { ConnectFailure, FieldValues } from '../core/connector-face';
import type { Rule } from '../core/endpoint-api';
import type { Association, Person, RecordKind } from '../core/engagement';
import type { HistoryItem } from '../core/logged-mail';
import type { EntryCounts, EntryState, OutboxEntry } from '../core/outbox/entry';
import type { EntryPage } from '../core/outbox/outbox-store';
import type { FailureCode } from '../core/outcome';
import type { Choices, Plan } from '../core/plan';
import type { Contact, FoundRecord, Lead } from '../core/records';
import type { Connection, MailAccount, Settings } from '../core/settings';
import type { TrackingPlan } from '../core/tracking/consent';
import type { Claim } from '../mail/claim';
import type { Draft, SendSign } from '../mail/mail-client';
import type { MessageHeader, MessageOrigin, SentSighting } from '../mail/mail-reader';
import type { PersonConsent, PersonHits, TrackedInThread } from './tracking-protocol';

/** Files and other page objects do not cross: a file goes ahead by `keepFile`, in pieces, and is known by its hash. */
export interface WireFile {
  name: string;
  type: string;
  size: number;
  sha256: string | null;
}
/** A part of a file, base64. */
export interface FilePiece {
  key: string;
  index: number;
  last: boolean;
  data: string;
}
export type WireDraft = Omit<Draft, 'files'> & { files: WireFile[] };
export type WireHeader = Omit<WireDraft, 'html' | 'text'> & { bodyBytes: number };

/** What a compose window shows at once. */
export interface DraftState {
  /** The engagement's id. */
  id: string;
  log: boolean;
  track: boolean;
  choices: Choices;
  connection:
    | 'ok'
    | 'none'
    | 'account-unknown'
    | 'needs-reconnect'
    /** Of the CRM behind the server: nobody here can mend it. */
    | 'admin-must-reconnect'
    | 'may-not-log'
    | 'may-not-reach'
    | 'unreachable';
  connectionLabel: string;
  offline: boolean;
  /** Logging is paused, which is why `log` is off unless the rep turned it on. */
  paused: boolean;
  /** Is there somebody who serves pixels and links for this account. Whom it may be used for, `TrackingPlan` says. */
  trackAllowed: boolean;
  /** Where pixels and links of ours begin, to know them again in a draft or in what it quotes. */
  trackBases: string[];
}

export type AccountState = Omit<DraftState, 'id' | 'choices'>;

/** What the page is told about a mail it sent. */
export interface DeliveryNews {
  id: string;
  state: EntryState | 'held' | 'cancelled' | 'unconfirmed';
  names: string[];
  url: string | null;
  code: FailureCode | null;
  rule: string | null;
}

/** Content script → worker. Everything here is a claim by a hostile page: each handler checks the draft it speaks of. */
export interface FromPage {
  /** All that windows of this account show before their drafts are known: asked once when the page loads, so that nobody waits. */
  openPage(account: string): { state: AccountState; shortcuts: { log: string; track: string } };
  accountState(account: string): AccountState;
  /** The accounts that are set up, for a message logged by hand in a page whose account cannot be read. */
  accounts(): string[];
  /** A compose opened, or its host draft id became known. Answers the same id for the same draft, also after a reload. */
  openDraft(account: string, hostDraftId: string, hostThreadId: string, knownId: string | null): DraftState;
  setSwitches(id: string, switches: { log: boolean; track: boolean }): DraftState;
  setChoices(id: string, choices: Choices): DraftState;
  plan(id: string, header: WireHeader): Plan;
  describe(id: string, draft: WireDraft): WrittenRecord[];
  search(id: string, query: string): FoundRecord[];
  /** One piece of a file, base64; answers the hash after the last. */
  keepFile(id: string, piece: FilePiece): { sha256: string | null };
  /** Send was pressed: durable before the mail leaves. */
  intend(id: string, draft: WireDraft): { stored: boolean };
  sign(id: string, sign: SendSign): DeliveryNews | null;
  /** A send seen in a page that has no window for it; believed only for a draft of that account that we know. */
  signStray(account: string, hostDraftId: string, sign: SendSign): DeliveryNews | null;
  /** T5: whether this mail may be tracked, and who stands against it; null: nobody serves pixels for this account. */
  planTracking(id: string, mail: LeavingMail): TrackingPlan | null;
  /** T5: everybody on this mail, and what is recorded of each; empty: nobody serves pixels for this account. */
  listConsents(id: string, mail: LeavingMail): PersonConsent[];
  /** T4: what is to leave in place of the body's texts; null: they leave as they are. Quick: the mail waits for it. */
  track(id: string, mail: LeavingMail, parts: readonly string[]): string[] | null;
  /** …of a mail that leaves in a page without its window. */
  trackStray(account: string, hostDraftId: string, mail: LeavingMail, parts: readonly string[]): string[] | null;
  /** What the host said of a mail that left with other texts. */
  signTracked(id: string, sign: SendSign): void;
  /** T5: the rep writes down what recipients said about being tracked. */
  noteConsents(id: string, consents: NewConsent[]): { noted: boolean };
  /** "Undo" in the notice after sending: un-log. */
  unlog(id: string): DeliveryNews | null;
  news(ids: string[]): DeliveryNews[];
  /** `accounts/<address>`: at an account that is to be set up. */
  openOptions(section: string): void;
  /** Opens the popup, or where the browser cannot, the options page. */
  openPopup(): void;
  reportSelfCheck(report: SelfCheckReport): void;
}

/** Whom a mail goes to, as its host's own request says. */
export type LeavingMail = Pick<WireDraft, 'from' | 'recipients' | 'subject'>;

/** An open message as its page tells of it. */
export type WireMessage = MessageHeader & MessageOrigin;
export type WireWholeMessage = WireMessage & Pick<WireDraft, 'html' | 'text' | 'files'>;

/** What the chip at a message's head shows (R1). */
export interface MessageState {
  state:
    | 'not-logged'
    /** On its way to the CRM; `code` says what holds it up. */
    | 'waiting'
    | 'logged'
    /** Un-log is on its way, or waits for its undo. */
    | 'removing'
    | 'removed'
    | 'failed'
    | 'never-log'
    /** Nobody on it whom a CRM would know: only colleagues, or oneself. */
    | 'nobody'
    | 'account-unknown'
    | 'not-connected'
    /** The CRM could not be asked: it may be logged, and may not. */
    | 'unknown';
  /** The engagement's id; '' if there is none. */
  id: string;
  records: { kind: RecordKind; name: string }[];
  /** Opens the record in the CRM. */
  url: string | null;
  /** The CRM itself or another program logged it: it cannot be un-logged here. */
  byOthers?: boolean;
  code: FailureCode | null;
  rule: string | null;
  ruleScope: 'me' | 'everyone' | null;
  /** C9: a reply that came into a logged thread, or a mail that the rep asked for from the popup: the page logs it at once. */
  logsItself: boolean;
}

/** The side panel's person (R2). */
export interface PersonCard {
  address: string;
  /** More than one: several records have this address. */
  contacts: Contact[];
  leads: Lead[];
  /** Of the first contact. */
  history: HistoryItem[];
  /** Why it is not complete. */
  code: FailureCode | null;
  rule: string | null;
}

/** A mail that was sent and not logged (R3). */
export interface NotLogged {
  id: string;
  account: string;
  subject: string;
  names: string[];
  /** Epoch ms. */
  at: number;
  /** True: all of it is kept here. False: it has to be opened in the mail client to be logged. */
  isKept: boolean;
}

/** Content script → worker, for messages that are read. Claims by a hostile page, as all that `FromPage` says. */
export interface FromReader {
  /** One state per message, in order; asks the CRM at most once for all of them. All of one thread. */
  messageStates(account: string, messages: WireMessage[]): MessageState[];
  planMessage(account: string, message: WireMessage, choices: Choices): Plan;
  /** Durable when it answers. `files` were kept by `keepMessageFile`. */
  logMessage(account: string, message: WireWholeMessage, choices: Choices): MessageState;
  keepMessageFile(account: string, message: WireMessage, piece: FilePiece): { sha256: string | null };
  /** Waits some seconds for its undo, which is `relogMessage`. */
  unlogMessage(account: string, message: WireMessage): MessageState;
  relogMessage(account: string, message: WireMessage): MessageState;
  searchRecords(account: string, query: string): FoundRecord[];
  readPerson(account: string, address: string): PersonCard;
  createContact(account: string, person: Person): PersonCard;
  /** Rows seen in the Sent list. */
  noteSentList(account: string, rows: SentSighting[]): void;
  /** A draft with Log off was really sent; kept here for some days, so that one click can log it (R3). */
  noteSentUnlogged(
    id: string,
    draft: WireDraft,
    sent: { messageId: string | null; hostThreadId: string; hostMessageId: string | null },
  ): void;
  /** …and was taken back. */
  forgetSentUnlogged(id: string): void;
  /** T3: the rep has this thread open now; what its pixels tell is her own doing. */
  noteThreadOpen(account: string, hostThreadId: string): void;
  /** T6: the mails of a thread that are tracked, with their opens and clicks; asks for news first. */
  threadHits(account: string, hostThreadId: string): TrackedInThread[];
  /** R2 T6: null: mails of this account cannot be tracked. */
  personHits(account: string, address: string): PersonHits | null;
  /** T7. */
  eraseTracked(account: string, hostThreadId: string, id: string): { erased: boolean };
  /** The account that another page of this origin showed, for a page that shows none; null: none, or more than one. */
  accountHint(): string | null;
}

/** Popup → worker, for the list "sent but not logged". */
export interface FromUiReader {
  listNotLogged(): NotLogged[];
  /** Logs it, or opens it in the mail client, where it is then logged. */
  logSent(id: string): { opened: boolean };
  dismissSent(id: string): void;
}

export interface SelfCheckReport {
  host: string;
  at: number;
  probes: { id: string; state: string; evidence: string }[];
}

export interface Health {
  connectionId: string;
  state: 'ok' | 'needs-reconnect' | 'permission-missing' | 'unreachable' | 'unknown';
  code: FailureCode | null;
  /** Epoch ms of the last answer. */
  checkedAt: number | null;
  /** Rights that its key lacks, as the CRM names them. It may work without some of them. */
  missing: string[];
}

export interface ConnectRequest {
  /** A connector's id in the registry, and what was typed into its fields. */
  connector: string;
  values: FieldValues;
  /** The mail account to be linked with it. */
  account: string | null;
  /** The connection that gets a new key; null: a new one. */
  connectionId: string | null;
}
/** `detail` of `other_account`: the account whose key it is. */
export type ConnectAnswer = { ok: true; connection: Connection } | { ok: false; code: ConnectFailure; detail: string };

/** A mail that was sent, as far as anybody knows, but that no host confirmed. */
export interface Unconfirmed {
  id: string;
  account: string;
  subject: string;
  names: string[];
  /** Epoch ms: pressed, or the time it was scheduled for. */
  at: number;
  scheduled: boolean;
}

export interface RuleRow extends Rule {
  connectionId: string;
  /** How often it hit, in this browser. */
  hits: number;
}

export interface RuleTest {
  address: string;
  rule: RuleRow | null;
}

/** Popup and options → worker. Pages of the extension only. */
export interface FromUi {
  getSettings(): Settings;
  saveAccount(account: MailAccount): Settings;
  removeAccount(address: string): Settings;
  pause(until: number | null): Settings;
  /** The browser's permission for the CRM's host was asked for by the page, in the rep's own click. Stores the key if it works. */
  connect(request: ConnectRequest): ConnectAnswer;
  checkConnection(connectionId: string): Health;
  removeConnection(connectionId: string): Settings;
  health(): Health[];
  counts(): EntryCounts & { unconfirmed: number };
  listOutbox(states: EntryState[], limit: number, cursor: string | null): EntryPage;
  getEntry(id: string): OutboxEntry | null;
  retry(id: string): OutboxEntry | null;
  /** Every failed one with one of these codes; answers how many. */
  retryAll(codes: FailureCode[]): number;
  /** The rep corrects what was refused: other records, or fewer recipients. */
  edit(id: string, associations: Association[]): OutboxEntry | null;
  drop(id: string): void;
  unlogEntry(id: string): OutboxEntry | null;
  /** The undo of an un-log, while it has not gone out. */
  relog(id: string): OutboxEntry | null;
  listUnconfirmed(): Unconfirmed[];
  resolveUnconfirmed(id: string, sent: boolean): void;
  listRules(
    connectionId: string,
    query: string,
    limit: number,
    cursor: string | null,
  ): { rules: RuleRow[]; total: number; cursor: string | null };
  addRules(
    connectionId: string,
    lines: string[],
    scope: 'me' | 'everyone',
    neverTrack: boolean,
  ): { added: RuleRow[]; refused: string[]; failure: FailureCode | 'admin_only' | null };
  removeRule(connectionId: string, key: string, scope: 'me' | 'everyone'): { failure: FailureCode | 'admin_only' | null };
  testRule(connectionId: string, address: string): RuleTest;
  search(connectionId: string, query: string): FoundRecord[];
  /** Everything as JSON, and the outbox as a table. */
  exportData(): { json: string; csv: string };
  wipe(): void;
  selfCheck(): SelfCheckReport[];
  /** Every mail page looks at itself; each reports when it has. */
  lookAgain(): void;
}

/** Worker → the page that has the draft, and → every open popup and options page. */
export interface FromWorker {
  news(news: DeliveryNews): void;
  changed(what: 'outbox' | 'sent' | 'opens' | 'settings' | 'rules' | 'health' | 'self-check'): void;
  /** What the worker saw a request carry: a page cannot see what its workers or its opener send for it. */
  wire(claim: Claim): void;
  /** Somebody wants to know what is found in the mail pages. */
  inspect(): void;
  /** A browser shortcut was pressed. */
  toggle(which: 'log' | 'track'): void;
}
