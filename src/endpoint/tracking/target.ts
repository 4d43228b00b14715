/** Control characters, spaces and the backslash, which browsers read as a slash. */
const UNSAFE = /[\p{Cc} \\]/u;

/**
 * Where a link leads, as a `Location`; null: nowhere that we send anybody, whoever signed it. Only the web, without a name and a password,
 * and without anything that two programs might read differently.
 */
export function locationOf(target: string): string | null {
  if (!/^https?:\/\/[^/]/i.test(target) || UNSAFE.test(target) || !URL.canParse(target)) return null;
  const { protocol, username, password, href } = new URL(target);
  if ((protocol !== 'http:' && protocol !== 'https:') || username || password) return null;
  // As it was written, where a header can say it.
  return /^[!-~]+$/.test(target) ? target : href;
}

/** The target in the query of a link, exactly as it was signed; null: there is none, or it can be read in two ways. */
export function targetIn(url: string): string | null {
  const [, query = ''] = url.split('?', 2);
  const values = query.split('&').filter((part) => part.startsWith('u='));
  const [value] = values;
  if (value === undefined || values.length > 1 || url.includes('#')) return null;
  try {
    return decodeURIComponent(value.slice(2));
  } catch {
    return null;
  }
}
