import { CARELESS_PARAMETERS, KEYS, LEAVING, STEPS } from './target-words';

/** Longer ones do not survive every mail client once they are written into another [?]. */
const MAX_LENGTH = 2_000;
/** Spaces, controls, quotes, brackets, the backslash that browsers read as a slash, half of a character: no honest address has them. */
const FORBIDDEN = /[\s\p{Cc}"'<>\\`]|[\ud800-\udfff]/u;

/** An address of the web that may stand in an attribute and in a redirect, whoever wrote it: no other scheme, no name or password. */
export function isWebTarget(target: string): boolean {
  const authority = /^https?:\/\/([^/?#]+)/i.exec(target)?.[1];
  if (authority === undefined || target.length > MAX_LENGTH || FORBIDDEN.test(target) || /[@%]/.test(authority)) return false;
  return hostOf(target) !== null;
}

export function hostOf(target: string): string | null {
  try {
    return new URL(target).hostname || null;
  } catch {
    return null;
  }
}

/**
 * An address that is good once, for one person, or because it is signed: it is to reach its server as it was written, and is no one
 * else's to know. Told by the names in it, and by words that are no words.
 */
export function isPersonal(target: string): boolean {
  const [, path = '', query = '', fragment = ''] = /^[^/]+\/\/[^/?#]*([^?#]*)\??([^#]*)#?(.*)$/.exec(target) ?? [];
  const steps = path.split('/').map(decode);
  if (steps.some((step) => STEPS.test(step) || LEAVING.test(step) || isOpaque(step))) return true;
  return [...query.split(/[&;]/), ...fragment.split(/[&;?/!]/)].some(isPersonalParameter);
}

function isPersonalParameter(parameter: string): boolean {
  const at = parameter.indexOf('=');
  const name = decode(at < 0 ? '' : parameter.slice(0, at)).toLowerCase();
  const value = decode(parameter.slice(at + 1));
  if (CARELESS_PARAMETERS.test(name)) return false;
  return (value !== '' && KEYS.test(name)) || LEAVING.test(name) || LEAVING.test(value) || isOpaque(value);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Long, and nobody's words: a hash, a UUID, a JWT, Base64. */
function isOpaque(text: string): boolean {
  if (/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i.test(text) || /\beyJ[\w-]{8}/.test(text)) return true;
  return text.split(/[\s./:,;|~]/).some((word) => isNoise(word) || word.split(/[-_]/).some(isNoise));
}

/** [?] 16 letters that change between digits, small and capital letters more often than any name does. */
function isNoise(word: string): boolean {
  if (word.length < 16 || !/^[\w+=%$!*-]+$/.test(word)) return false;
  if (word.length >= 20 && /^[0-9a-f]+$/i.test(word)) return /\d/.test(word) && /[a-f]/i.test(word);
  const changes = [...word.matchAll(/\d(?=\D)|[A-Za-z](?=\d)|[a-z](?=[A-Z])|[A-Z](?=[A-Z]*[a-z])/g)].length;
  const words = word.split(/[-_]/).length - 1;
  return changes - 2 * words >= Math.max(4, word.length / 5);
}
