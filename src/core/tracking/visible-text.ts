import { parse } from 'tldts';
import { LEAVING } from './target-words';

/** Show nothing, and would hide a domain from us but not from a reader: format characters, the soft hyphen. */
const INVISIBLE = /\p{Cf}/gu;
/** Labels with a dot between them, in any script; IDNA takes the ideographic one for a dot too. */
const DOTTED = /(?<![\p{L}\p{N}\p{M}_-])[\p{L}\p{N}\p{M}_-]+(?:[.。][\p{L}\p{N}\p{M}_-]+)+/gu;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** Nobody reads a link of more letters; what is in it, is not looked for. */
const LONGEST = 2_000;

/** A reader who sees this text believes to know where it leads: an address of the web or of mail, or a domain, is in it. */
export function namesPlace(text: string, host: string): boolean {
  if (text.length > LONGEST) return true;
  const plain = text.normalize('NFKC').replace(INVISIBLE, '');
  if (/:\/\/|\bwww\d*\.|\S@\S/i.test(plain) || plain.toLowerCase().includes(host.toLowerCase())) return true;
  return [...plain.matchAll(DOTTED)].some(([dotted]) => isPlace(dotted.split(/[.。]/)));
}

/** Some of the labels, from the first on, are a domain. Behind it a sentence may go on without a space. */
function isPlace(labels: readonly string[]): boolean {
  if (IPV4.test(labels.slice(0, 4).join('.'))) return true;
  return labels.some((_, place) => {
    if (place === 0) return false;
    const { isIcann, domain } = parse(labels.slice(0, place + 1).join('.'), { allowPrivateDomains: false });
    return isIcann === true && domain !== null;
  });
}

/** The link is the end of a subscription, in the words of its reader. */
export const isLeaving = (text: string): boolean => LEAVING.test(text.normalize('NFKC').replace(INVISIBLE, '').replace(/\s+/g, ' '));
