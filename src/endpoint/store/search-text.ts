/** Text as it is searched and sorted: without case and without accents, so that "jose" finds José. */
export const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();

/** A record's searchable text: its name first, so that sorting by it sorts by name. */
export const searchText = (name: string, ...others: string[]) => [name, ...others].map(fold).filter(Boolean).join(' ');

/** A LIKE pattern (escape character `\`) for text that contains what was typed. */
export const containing = (typed: string) => `%${fold(typed).replace(/[\\%_]/g, '\\$&')}%`;
