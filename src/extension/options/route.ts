import { parseAddress } from '../../core/address';

export const SECTIONS = ['accounts', 'logging', 'never-log', 'tracking', 'privacy', 'shortcuts', 'self-check', 'about'] as const;
export type SectionName = (typeof SECTIONS)[number];

export interface Route {
  /** Null: wherever the page opens by itself. */
  section: SectionName | null;
  /** A mail account that asks to be set up. */
  account: string | null;
}

/** Reads `#accounts`, `#/never-log`, `#accounts/anna@acme.com`. What it does not know leads to the page's own start. */
export function parseRoute(hash: string): Route {
  const [name = '', rest = ''] = hash.replace(/^#\/?/, '').split('/', 2);
  const section = SECTIONS.find((known) => known === name) ?? null;
  return { section, account: section === 'accounts' ? parseAddress(decoded(rest)) : null };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

export const hashOf = (section: SectionName): string => `#/${section}`;
/** The locale string that names a section. */
export const titleOf = (section: SectionName): string => `options_section_${section.replace('-', '_')}`;
