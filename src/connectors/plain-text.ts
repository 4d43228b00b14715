import { parseAddress, parseDomain } from '../core/address';
import type { Engagement, Person } from '../core/engagement';

/** Text that any store can hold: without NUL and its like, and without halves of characters. */
export const clean = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/\p{Cs}/gu, '\uFFFD');

export const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ').trim();

/** Words that are of the last name which they stand before. */
const PARTICLES =
  /^(?:v[ao]n|von|zu|zur|zum|der|den|de|del|della|di|da|do|dos|das|du|des|la|le|las|los|af|av|ten|ter|bin|ibn|al|el|mac|st\.?)$/i;

/** `Ada Lovelace`, `Lovelace, Ada`, `Anna von Berg`; of one word the first name. Nothing, where the name is only the address again. */
export function splitName({ name, address }: Person): { first: string; last: string } {
  const plain = oneLine(name);
  if (plain.includes('@') || parseAddress(plain) === address) return { first: '', last: '' };
  const [family, given, ...more] = plain.split(',').map((part) => part.trim());
  if (family && given && more.length === 0) return { first: given, last: family };
  const words = plain.split(' ');
  let start = Math.max(1, words.length - 1);
  while (start > 1 && PARTICLES.test(words[start - 1] ?? '')) start--;
  return { first: words.slice(0, start).join(' '), last: words.slice(start).join(' ') };
}

/** `https://www.acme.example/about`, or without its scheme, as people know it: `acme.example`. */
export function siteDomain(site: string | null | undefined): string | null {
  const plain = (site ?? '').trim().replace(/^[a-z]+:\/\//i, '');
  const host = plain.split(/[/?#:]/)[0] ?? '';
  return host === '' ? null : parseDomain(host.replace(/^www\./i, ''));
}

/** N2: nothing of whom a rule keeps out is written, not even among a mail's recipients. */
export const hiddenAddresses = ({ excluded }: Pick<Engagement, 'excluded'>): string[] =>
  excluded.filter(({ reason }) => reason === 'never-log').map(({ address }) => address);

/** A mail's recipients, as far as they may be written down. */
export function shownRecipients(engagement: Engagement): Pick<Engagement, 'to' | 'cc' | 'bcc'> {
  const hidden = new Set(hiddenAddresses(engagement));
  const shown = (people: readonly Person[]) => people.filter(({ address }) => !hidden.has(address));
  return { to: shown(engagement.to), cc: shown(engagement.cc), bcc: shown(engagement.bcc) };
}
