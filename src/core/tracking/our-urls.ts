import { decodeHTMLAttribute } from 'entities/decode';
import { isWebTarget } from './targets';
import { readToken, TOKEN_LETTERS, TOKEN_PATHS, type Token, type TokenKind } from './token';

/** An address of ours, as it stands in a mail. */
export interface OurUrl {
  token: Token;
  /** Of a click or a trap: where it leads. */
  target: string | null;
  /** The target as it is to stand in the HTML of an attribute again. */
  raw: string | null;
}

/**
 * How an ampersand of the target was written, and how we write it into the link. Both ways of each say the same to a browser, and
 * the difference tells them apart when the link is put back. The first is what browsers write themselves.
 */
const AMPERSANDS = [
  ['&amp;', '%26'],
  ['&', '%2&#54;'],
  ['&#38;', '%&#50;6'],
  ['&#x26;', '%&#50;&#54;'],
] as const;
const WRITTEN = /&amp;|&#38;|&#x26;|&/;
const OURS = /%26|%2&#54;|%&#50;6|%&#50;&#54;/;

/** `url` without a slash at its end. */
const baseOf = (url: string) => (url.endsWith('/') ? url.slice(0, -1) : url);

export const urlOf = (baseUrl: string, kind: 'open' | 'opt-out', token: string): string =>
  `${baseOf(baseUrl)}${TOKEN_PATHS[kind]}${token}${kind === 'open' ? '.gif' : ''}`;

/** A link of ours in place of what an attribute says. Call only for a `raw` that `targetOf` understands. */
export function linkUrl(baseUrl: string, kind: 'click' | 'trap', token: string, raw: string): string {
  return `${baseOf(baseUrl)}${TOKEN_PATHS[kind]}${token}?u=${exchange(raw, WRITTEN, 0, encodeURIComponent)}`;
}

/** The target in an attribute's value, as it is written; null: it is no web address that can be followed and put back to the letter. */
export function targetOf(raw: string): string | null {
  const target = raw.split(new RegExp(WRITTEN, 'g')).join('&');
  return isWebTarget(target) && (target === raw || target === decodeHTMLAttribute(raw)) ? target : null;
}

/** Takes text apart at its ampersands, in either spelling (`from`: 0 as written, 1 ours), and puts it together in the other. */
function exchange(text: string, sign: RegExp, from: 0 | 1, each: (part: string) => string): string {
  const parts = text.split(sign);
  const signs = text.match(new RegExp(sign, 'g')) ?? [];
  return parts.map((part, place) => each(part) + spell(signs[place], from)).join('');
}

function spell(sign: string | undefined, from: 0 | 1): string {
  return AMPERSANDS.find((pair) => pair[from] === sign)?.[from === 0 ? 1 : 0] ?? '';
}

/** What an attribute's value says, if it is an address under one of our base URLs with the shape of a token. No key is asked. */
export function readOurUrl(value: string, bases: readonly string[]): OurUrl | null {
  for (const base of bases) {
    const prefix = baseOf(base);
    if (value.slice(0, prefix.length).toLowerCase() !== prefix.toLowerCase()) continue;
    const path = value.slice(prefix.length, prefix.length + 3);
    const token = readToken(value.slice(prefix.length + 3, prefix.length + 3 + TOKEN_LETTERS));
    if (!token || TOKEN_PATHS[token.kind] !== path) continue;
    const rest = value.slice(prefix.length + 3 + TOKEN_LETTERS);
    const raw = rest.startsWith('?u=') ? decodeRaw(rest.slice(3)) : null;
    if (isRestOf(token.kind, rest, raw)) return { token, target: raw === null ? null : targetOf(raw), raw };
  }
  return null;
}

const isRestOf = (kind: TokenKind, rest: string, raw: string | null): boolean =>
  kind === 'open' ? rest === '.gif' : kind === 'opt-out' ? rest === '' : raw !== null;

/** Null: not written by us, or a target that must not get into an attribute. */
function decodeRaw(written: string): string | null {
  try {
    const raw = exchange(written, OURS, 1, decodeURIComponent);
    return targetOf(raw) === null ? null : raw;
  } catch {
    return null;
  }
}

/** An image's address leads to a pixel of ours: itself, behind a mail host's proxy that keeps it as a fragment, or as a parameter. */
export function isOurPixel(source: string, bases: readonly string[]): boolean {
  const value = decodeHTMLAttribute(source);
  const isPixel = (url: string) => readOurUrl(url, bases)?.token.kind === 'open';
  if (isPixel(value)) return true;
  const fragment = value.indexOf('#');
  if (fragment >= 0 && isPixel(value.slice(fragment + 1))) return true;
  const query = value.slice(value.indexOf('?') + 1).split('#')[0] ?? '';
  return query.includes('%2Fo%2F') && query.split('&').some((part) => isPixel(decodeOr(part.slice(part.indexOf('=') + 1))));
}

function decodeOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
