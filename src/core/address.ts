import { addressParser, decodeWords } from 'postal-mime';
import type { Person } from './engagement';

/** Longest address that SMTP carries (RFC 5321 4.5.3.1), with room for a quoted local part. */
const MAX_ADDRESS = 320;
/** Characters that show nothing (format, private use, controls): mail pages put them into chips, others hide behind them. */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cc}]/gu;
/** An unquoted local part (RFC 5322 dot-atom, and the stray dots that real servers accept), with RFC 6532 letters. */
const DOT_ATOM = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~.-]+$/u;
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** What nearly every address looks like: in its canonical form already, and in plain ASCII. `xn--` is for the URL parser to judge. */
const PLAIN =
  /^[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?!(?:.*\.)?xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** No domain is longer than 253. */
const MAX_PLAIN = 250;
const DOMAIN_LITERAL = /^\[[0-9a-f:.]+\]$/;

/**
 * A domain in the one form we compare: ASCII (UTS 46, by the platform's own URL parser), lower case, no trailing dot.
 * Null: not a domain.
 */
export function parseDomain(text: string): string | null {
  const plain = text.normalize('NFKC').replace(INVISIBLE, '').trim().toLowerCase().replace(/\.$/, '');
  if (DOMAIN_LITERAL.test(plain)) return plain;
  if (plain === '' || plain.length > 255 || /[\s%/\\?#@:<>[\]^|"]/.test(plain)) return null;
  const ascii = toAscii(plain);
  if (ascii === null || ascii.length > 253) return null;
  return ascii.split('.').every((label) => LABEL.test(label)) ? ascii : null;
}

function toAscii(domain: string): string | null {
  try {
    // The URL parser takes a last label of digits for an IPv4 address; no mail domain ends in one.
    return /(^|\.)\d+$/.test(domain) ? null : new URL(`http://${domain}`).hostname.replace(/\.$/, '');
  } catch {
    return null;
  }
}

/** Joins the parts of an address; a local part that is no dot-atom is quoted. */
function join(local: string, domain: string): string | null {
  const written = DOT_ATOM.test(local) ? local : `"${local.replace(/["\\]/g, '\\$&')}"`;
  const address = `${written}@${domain}`;
  return local === '' || address.length > MAX_ADDRESS ? null : address;
}

/**
 * One mailbox as people and headers write it (`ada@acme.com`, `Ada <ada@acme.com>`, `"ada"@Acme.COM.`), as a person
 * with a canonical address: lower case, ASCII domain, no comments, no needless quotes. Null: no address, or several.
 */
export function parsePerson(text: string): Person | null {
  const people = parsePeople(text);
  return people.length === 1 && people[0] ? people[0] : null;
}

/** The canonical address in a text that holds exactly one; null otherwise. */
export function parseAddress(text: string): string | null {
  if (text === '') return null;
  if (text.length <= MAX_PLAIN && PLAIN.test(text)) return text;
  return parsePerson(text)?.address ?? null;
}

/** All mailboxes of an address list, groups opened. What is no address is left out; callers who must know use `parsePerson`. */
export function parsePeople(text: string): Person[] {
  // Full-width and invisible characters must go before the grammar is read, or they hide its signs.
  const plain = text.slice(0, 100_000).normalize('NFKC').replace(INVISIBLE, '');
  return addressParser(plain, { flatten: true }).flatMap(({ address, name }) => {
    const at = (address ?? '').lastIndexOf('@');
    if (!address || at < 1) return [];
    const domain = parseDomain(address.slice(at + 1));
    const canonical = domain && join(address.slice(0, at).trim().toLowerCase(), domain);
    return canonical ? [{ address: canonical, name: (name ?? '').trim().slice(0, 500) }] : [];
  });
}

/** Words of a header as people read them: RFC 2047 carries what is no ASCII. */
export const decodeHeader = (text: string): string => decodeWords(text);

/** The domain of a canonical address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** The domain and every domain above it: `a.b.c`, `b.c`, `c`. */
export function domainsAbove(domain: string): string[] {
  if (domain.startsWith('[')) return [domain];
  const labels = domain.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}
