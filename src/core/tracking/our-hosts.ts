/**
 * T4. Something of ours may be in a mail: it names a host of ours, however the address is written in it (a mail host's proxy may
 * carry it, encoded, in one of its own). Where it names none nobody has to look more closely, and that is nearly every mail.
 */
export function mayHoldOurs(html: string, bases: readonly string[]): boolean {
  if (bases.length === 0) return false;
  const lower = html.toLowerCase();
  return bases.some((base) => lower.includes(hostIn(base)));
}

/** '' where it is none: then one looks. */
const hostIn = (base: string): string => /^https?:\/\/([^/:?#]+)/i.exec(base)?.[1]?.toLowerCase() ?? '';
