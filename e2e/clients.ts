import type { GmailOptions, MailOptions, OutlookOptions } from './fixture';

/** Some that only this client knows. */
type Options = MailOptions & (Pick<GmailOptions, 'undo' | 'seconds' | 'batch' | 'transport'> | Pick<OutlookOptions, 'undo' | 'transport'>);

/** Where the mail clients differ: as data, so that no spec has to ask which one it is. */
export interface Client {
  /** The only host besides the endpoint that may hear of anything. */
  readonly host: string;
  /** Of the first account. */
  readonly url: string;
  readonly forwardPrefix: string;
  /** Ways in which a send can be undone before it was logged. */
  readonly undoModes: readonly { readonly name: string; readonly options: Options }[];
  /** Makes two sends leave in one request, where the client does such a thing. */
  readonly together: Options;
  /** Sends in another way than usual. */
  readonly otherTransport: Options;
  /** The event by which the witness tells what it saw: what a script of the page would forge. */
  readonly claimEvent: string;
  /** An id such as drafts have, of a draft that does not exist. */
  readonly strangeDraft: string;
  /** What the self-check says of a page that nobody has seen before. */
  readonly selfCheck: { readonly says: string; readonly missing: readonly string[] };
}

export const CLIENTS = {
  gmail: {
    host: 'mail.google.com',
    url: 'https://mail.google.com/mail/u/0/',
    forwardPrefix: 'Fwd: ',
    undoModes: [
      { name: 'held', options: { undo: 'held', seconds: 3 } },
      { name: 'taken-back', options: { undo: 'taken-back', seconds: 30 } },
    ],
    together: { batch: 2 },
    otherTransport: { transport: 'fetch' },
    claimEvent: 'threadline:gmail-claim',
    strangeDraft: 'msg-a:r666',
    selfCheck: { says: 'Gmail’s page as a whole', missing: ['gmail_account', 'gmail_sdk'] },
  },
  outlook: {
    host: 'outlook.office.com',
    url: 'https://outlook.office.com/mail/?undo=0',
    forwardPrefix: 'Fw: ',
    undoModes: [{ name: 'held', options: { undo: 3 } }],
    together: {},
    otherTransport: { transport: 'worker' },
    claimEvent: 'threadline:outlook-claim',
    strangeDraft: 'AAMkADk2666AAAA=',
    selfCheck: { says: 'The account that is signed in', missing: ['outlook_account'] },
  },
} as const satisfies Record<string, Client>;

export type ClientName = keyof typeof CLIENTS;
