import { isSealedBy, readToken, sealedBytes, type Token, type TokenKind } from '../../core/tracking/token';
import type { KeyRing, TrackingKey } from './key-ring';

/** A token that one of our keys was used for, and whose. */
export interface Verified extends Token {
  tenant: string;
  userId: string;
}

/** What was asked for: a token of one of these kinds, with the exact target where it has one. */
export interface Asked {
  text: string;
  kinds: readonly TokenKind[];
  target: string | null;
}

/**
 * The token, if it is one of ours. Null: it is not, whatever else it is. At once where its key is at hand; else, if `mayAsk`, after a look
 * into the store: the promise rejects where nobody can tell just now. `mayAsk` is asked only where it matters.
 */
export function checkToken(
  ring: KeyRing,
  { text, kinds, target }: Asked,
  mayAsk: () => boolean = () => true,
): Verified | null | Promise<Verified | null> {
  const token = readToken(text);
  if (!token || !kinds.includes(token.kind)) return null;
  const keys = ring.peek(token.keyRef);
  if (keys) return matchKey(token, target, keys);
  if (!mayAsk()) return matchKey(token, target, ring.peek(token.keyRef, true) ?? []);
  return ring.find(token.keyRef).then((found) => matchKey(token, target, found));
}

function matchKey(token: Token, target: string | null, keys: readonly TrackingKey[]): Verified | null {
  const bytes = sealedBytes(token.payload, target);
  const key = keys.find((one) => isSealedBy(token, one.seal(bytes)));
  return key ? { ...token, tenant: key.tenant, userId: key.userId } : null;
}
