import type { MailAccount } from '../../core/settings';
import type { WireDraft, WireMessage } from '../protocol';
import type { MailIdentity } from './mail-index';
import type { ThreadPlace } from './threads';

/** A message that a page shows, as we know mails. */
export interface Read {
  message: WireMessage;
  account: MailAccount;
  connectionId: string;
  isReceived: boolean;
  identity: MailIdentity;
  place: ThreadPlace;
}

/** Of its thread, as far as it is open. */
export const isNewestSent = ({ place, message: { at } }: Read, reads: readonly Read[]): boolean =>
  !reads.some((other) => other.place.thread === place.thread && !other.isReceived && (other.message.at ?? 0) > (at ?? 0));

/** A message's head in the shape of a draft without content. */
export const contentOf = ({ hostThreadId, from, recipients, subject }: WireMessage): WireDraft => ({
  ...{ hostDraftId: '', hostThreadId, from: { address: from.address, name: from.name }, recipients, subject },
  ...{ html: '', text: '', files: [] },
});
