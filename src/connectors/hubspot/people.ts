import type { Person } from '../../core/engagement';

/** Text that any store can hold: without NUL and its like, and without halves of characters. */
export const clean = (text: string): string => text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/\p{Cs}/gu, '\uFFFD');

/** The properties of a contact that is to be made. A name that is only the address again is no name. */
export function contactProperties({ address, name }: Person): Record<string, string> {
  const plain = clean(name).replace(/\s+/g, ' ').trim();
  if (plain === '' || plain.includes('@')) return { email: address };
  const [last, first] = plain.split(/\s*,\s*/, 2);
  const words = first && last ? [first, last] : splitName(plain);
  const [firstname = '', lastname = ''] = words;
  return { email: address, firstname, ...(lastname ? { lastname } : {}) };
}

function splitName(name: string): string[] {
  const [first = '', ...rest] = name.split(' ');
  return [first, rest.join(' ')];
}
