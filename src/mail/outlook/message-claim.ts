import { MAX_CLAIM, peopleIn, personIn, textIn, timeIn, type WirePerson } from '../claim';
import { isDraftId } from './bridge';

/** A message that the page was given to read: what its head does not show. A claim, as all that comes from the page. */
export interface MessageClaim {
  itemId: string;
  conversationId: string;
  /** RFC 5322, with its angle brackets. */
  messageId: string | null;
  /** Epoch ms. */
  sentAt: number | null;
  receivedAt: number | null;
  from: WirePerson | null;
  to: WirePerson[];
  cc: WirePerson[];
  bcc: WirePerson[];
  subject: string;
  /** How its text begins, plain; '' where the page was not told. */
  preview: string;
  isDraft: boolean;
}

const MAX_MESSAGES = 500;

/** Those of a list that are well formed. Never throws. */
export function parseMessageClaims(detail: unknown): MessageClaim[] {
  if (typeof detail !== 'string' || detail.length > MAX_CLAIM) return [];
  try {
    const list: unknown = JSON.parse(detail);
    return Array.isArray(list) ? list.slice(0, MAX_MESSAGES).flatMap((one) => parseOne(one) ?? []) : [];
  } catch {
    return [];
  }
}

function parseOne(value: unknown): MessageClaim | null {
  if (typeof value !== 'object' || value === null) return null;
  const claim = value as Partial<Record<keyof MessageClaim, unknown>>;
  const itemId = typeof claim.itemId === 'string' ? claim.itemId : '';
  if (itemId === '' || !isDraftId(itemId)) return null;
  const messageId = textIn(claim.messageId);
  return {
    itemId,
    conversationId: typeof claim.conversationId === 'string' && isDraftId(claim.conversationId) ? claim.conversationId : '',
    messageId: isMessageId(messageId) ? messageId : null,
    sentAt: timeIn(claim.sentAt),
    receivedAt: timeIn(claim.receivedAt),
    from: personIn(claim.from),
    to: peopleIn(claim.to),
    cc: peopleIn(claim.cc),
    bcc: peopleIn(claim.bcc),
    subject: textIn(claim.subject),
    preview: textIn(claim.preview),
    isDraft: claim.isDraft === true,
  };
}

export const isMessageId = (text: string) => /^<[^<>\s]{1,990}>$/.test(text);
