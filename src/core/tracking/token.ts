import { decodeBase64url, encodeBase64url } from './base64url';

/**
 * What stands in the path of a pixel, a link or the page to opt out: 18 bytes that say what it is, and 12 of an HMAC-SHA256, as 40
 * letters. No look-up is needed to refuse one, and no address is in it. Whoever holds the key computes the HMAC: WebCrypto in the
 * worker, `node:crypto` at the endpoint.
 */
export interface TokenParts {
  kind: TokenKind;
  /** 32 bits, unique in the endpoint: names tenant, user and generation of the key. */
  keyRef: number;
  /** 24 hex digits, by `messageRefOf`. */
  messageRef: string;
  /** Of a click: 1 to 255, in the order of the links in the body. Else 0. */
  link: number;
}
export type TokenKind = 'open' | 'click' | 'trap' | 'opt-out';

/** A token taken apart. Nothing in it is true before `isSealedBy`. */
export interface Token extends TokenParts {
  payload: Uint8Array;
  mac: Uint8Array;
}

const VERSION = 1;
const KINDS: readonly TokenKind[] = ['open', 'click', 'trap', 'opt-out'];
const PAYLOAD_BYTES = 18;
const MAC_BYTES = 12;
export const TOKEN_LETTERS = 40;
/** Links beyond are left as they are: the index is one byte, and 0 means none. */
export const MAX_LINKS = 255;
/** Where a token stands under the endpoint's public base URL. A trap is a link like any other. */
export const TOKEN_PATHS: Record<TokenKind, string> = { open: '/o/', click: '/c/', trap: '/c/', 'opt-out': '/p/' };

/** The first 12 and the last 12 digits of an engagement's UUIDv7: its millisecond, and 48 random bits. Throws if it is no UUID. */
export function messageRefOf(engagementId: string): string {
  const digits = engagementId.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) throw new Error('a message is named by a UUID');
  return digits.slice(0, 12) + digits.slice(-12);
}

/** The 18 bytes. Throws if a part does not fit: parts come from us. */
export function packPayload({ kind, keyRef, messageRef, link }: TokenParts): Uint8Array {
  if (!/^[0-9a-f]{24}$/.test(messageRef)) throw new Error('a message reference has 24 hex digits');
  if (!isWithin(keyRef, 0xffffffff) || !isWithin(link, MAX_LINKS)) throw new Error('key reference or link out of range');
  const payload = new Uint8Array(PAYLOAD_BYTES);
  const view = new DataView(payload.buffer);
  view.setUint8(0, (VERSION << 4) | KINDS.indexOf(kind));
  view.setUint32(1, keyRef);
  for (let place = 0; place < 12; place++) view.setUint8(5 + place, Number.parseInt(messageRef.slice(2 * place, 2 * place + 2), 16));
  view.setUint8(17, link);
  return payload;
}

const isWithin = (value: number, most: number) => Number.isInteger(value) && value >= 0 && value <= most;

/** What the HMAC is taken of: the payload, and of a click or a trap the exact target too, so that none can be exchanged. */
export function sealedBytes(payload: Uint8Array, target: string | null): Uint8Array {
  if (target === null) return payload;
  const tail = new TextEncoder().encode(target);
  const bytes = new Uint8Array(payload.length + tail.length);
  bytes.set(payload);
  bytes.set(tail, payload.length);
  return bytes;
}

/** `hmac`: the whole HMAC-SHA256 of `sealedBytes`. */
export function writeToken(payload: Uint8Array, hmac: Uint8Array): string {
  const bytes = new Uint8Array(PAYLOAD_BYTES + MAC_BYTES);
  bytes.set(payload);
  bytes.set(hmac.subarray(0, MAC_BYTES), PAYLOAD_BYTES);
  return encodeBase64url(bytes);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Null: no token of this version, whatever else it may be. */
export function readToken(text: string): Token | null {
  if (text.length !== TOKEN_LETTERS) return null;
  const bytes = decodeBase64url(text);
  if (!bytes) return null;
  const view = new DataView(bytes.buffer);
  const kind = KINDS[view.getUint8(0) & 15];
  const link = view.getUint8(17);
  if (view.getUint8(0) >> 4 !== VERSION || kind === undefined || (kind !== 'click' && link !== 0)) return null;
  let messageRef = '';
  for (let place = 5; place < 17; place++) messageRef += HEX[bytes[place] as number];
  return {
    ...{ kind, keyRef: view.getUint32(1), messageRef, link },
    payload: bytes.subarray(0, PAYLOAD_BYTES),
    mac: bytes.subarray(PAYLOAD_BYTES),
  };
}

/** In constant time: how long it takes tells nothing of where the two differ. `hmac`: of `sealedBytes`, by the key that `keyRef` names. */
export function isSealedBy(token: Token, hmac: Uint8Array): boolean {
  let difference = hmac.length < MAC_BYTES ? 1 : 0;
  for (let place = 0; place < MAC_BYTES; place++) difference |= (token.mac[place] ?? 0) ^ (hmac[place] ?? 0);
  return difference === 0;
}
