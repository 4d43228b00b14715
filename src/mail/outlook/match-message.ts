import type { MessageClaim } from './message-claim';
import { squeezed } from './read-message';

/** What the page shows of a message. */
export interface Shown {
  from: { address: string; name: string };
  thread: string;
  subject: string;
  text: string;
}

/** By so many characters a message is known. */
const BEGINNING = 60;
const ENOUGH = 3;

/** The message among those that the page was given to read; null if none fits, or two fit alike. */
export function matchMessage(shown: Shown, claims: readonly MessageClaim[]): MessageClaim | null {
  const scored = claims
    .filter(({ isDraft }) => !isDraft)
    .map((claim) => ({ claim, score: scoreOf(shown, claim) }))
    .filter(({ score }) => score >= ENOUGH)
    .sort((one, other) => other.score - one.score);
  const [best, next] = scored;
  return best && best.score !== next?.score ? best.claim : null;
}

function scoreOf({ from, thread, subject, text }: Shown, claim: MessageClaim): number {
  const sender = claim.from;
  if (from.address && sender?.address && from.address !== sender.address) return 0;
  let score = 0;
  if (from.address && from.address === sender?.address) score += 2;
  else if (from.name !== '' && from.name === sender?.name) score += 1;
  if (thread && claim.conversationId) score += thread === claim.conversationId ? 2 : -2;
  if (subject && claim.subject) score += isSameSubject(subject, claim.subject) ? 1 : -1;
  const begins = squeezed(claim.preview).slice(0, BEGINNING);
  if (begins && text) score += squeezed(text).startsWith(begins) ? 3 : -3;
  return score;
}

/** Heads show a thread's subject, without what answers put before it in any language. */
const isSameSubject = (shown: string, claimed: string) => claimed === shown || claimed.endsWith(shown) || shown.endsWith(claimed);
