import type { Person } from '../core/engagement';
import type { Draft, DraftRecipient } from './draft';
import type { BodyParts, ChangeBody } from './leaving-change';
import type { MailReader } from './mail-reader';

export type { Draft, DraftFile, DraftRecipient } from './draft';
export type { BodyParts, ChangeBody } from './leaving-change';

/** What a host page means to us. Only adapters know how Gmail or Outlook look; everybody else speaks these types. */
export interface MailClient {
  readonly id: 'gmail' | 'outlook';
  /** The address this window is signed in with, canonical. */
  readonly account: string;
  readonly reader: MailReader;
  /** Hands out every compose window: those open already, then each new one. */
  watchComposes(onCompose: (compose: Compose) => void, signal: AbortSignal): void;
  /** Sends of drafts that have no compose window in this page, as when a pop-out window sends through its opener. */
  watchStraySends(onSend: (hostDraftId: string, sign: SendSign) => void, signal: AbortSignal): void;
  /** As `Compose.onLeaving`, for those sends. */
  watchStrayLeaving(change: (hostDraftId: string, parts: BodyParts) => ReturnType<ChangeBody>, signal: AbortSignal): void;
  /** Opens a window with a copy in it. Missing where the page opens none for us. */
  openCopy?(copy: MailCopy): Promise<Compose>;
  /** The host's own short notices ("Message sent"), at its own place. */
  notify(notice: Notice): void;
  /** Each thing the adapter needs in the page, found or not. Shape only, never text. */
  inspect(): Probe[];
}

/** A mail for one person, to be written into a window of its own. */
export interface MailCopy {
  from: Person;
  to: Person;
  subject: string;
  html: string;
  files: File[];
}

/** What we may do to a window in the rep's name, at her click. */
export interface ComposeHands {
  /** They and nobody else, each in its field. */
  setRecipients(recipients: readonly DraftRecipient[]): void;
  /** One more in Bcc. */
  addBcc(address: string): void;
  send(): void;
  discard(): void;
}

export interface Probe {
  /** Names a locale string `probe_<id>`. */
  id: string;
  state: 'found' | 'missing' | 'not-needed-yet';
  /** What was looked for, as a selector or a name; never page text. */
  evidence: string;
}

export interface Notice {
  text: string;
  actions: { label: string; run(): void }[];
}

/** What the host, or our witness in its page, has said about a send. A claim: checked against a draft that we know. */
export type SendSign =
  | { kind: 'pressed' }
  /** The final message as it leaves; recipients typed but never turned into a chip are here. */
  | { kind: 'leaving'; recipients: DraftRecipient[]; subject: string; html: string }
  /** `isFinal`: the host can no longer take it back, so nobody need wait for its time to undo. */
  | { kind: 'confirmed'; messageId: string | null; hostThreadId: string; hostMessageId: string | null; at: number; isFinal?: boolean }
  /** The host refused it, or took it back before it left. The draft is still the rep's. */
  | { kind: 'failed'; status: number }
  | { kind: 'undone' }
  | { kind: 'scheduled'; at: number | null }
  | { kind: 'discarded' };

/** One compose window. Its lifetime is `signal`. */
export interface Compose {
  readonly signal: AbortSignal;
  readonly kind: 'new' | 'reply' | 'forward';
  /** Cheap: recipients, subject, sender and files, without the body. Called for each change. */
  readHeader(): Omit<Draft, 'html' | 'text'>;
  /** The body alone, to know its size: nothing is laid out for it, as for its text. */
  readHtml(): string;
  /** The whole draft. Called when Send is pressed and for the dry run, never while typing. */
  read(): Draft;
  /**
   * `header`: recipients, sender, subject or files changed. `body`: something was put into it, or it was left, so its size
   * may be another. Never fired per key in the body.
   */
  onChange(listener: (what: 'header' | 'body') => void): void;
  /** Signs outlive `signal`: hosts close the window when Send is pressed, and send, fail or undo afterwards. */
  onSend(listener: (sign: SendSign) => void): void;
  /**
   * Asked as the mail leaves, with the texts of its body: what is answered leaves in their place (T4), the draft stays as it
   * is. Null, at once or later: it leaves as it is. Missing where nothing can be changed.
   */
  onLeaving?(change: ChangeBody): void;
  /** T4: takes what is ours out of the body and puts its links back. `bases`: where our pixels and links begin. */
  cleanBody?(bases: readonly string[]): void;
  /** The window that this draft was sent from before somebody pressed Undo, where no id of the host's says so. `onChange` tells. */
  readonly earlier?: Compose | null;
  /** Missing where the page takes nothing from us. */
  readonly hands?: ComposeHands | null;
  /** A line at the foot of the message, as high as the host's status line. Null: the page has no place that we know. */
  readonly slot: HTMLElement | null;
  /** True if the page or the host's theme is dark right here. */
  isDark(): boolean;
  focusBody(): void;
}
