import { type LocaleFile, lookUpIn, makeTranslate, type Translate } from '../../core/messages';

const FALLBACK = 'en';
const files = import.meta.glob<LocaleFile>('../../../public/_locales/*/messages.json', { import: 'default' });
const loaders = new Map(Object.entries(files).map(([path, load]) => [path.split('/').at(-2) ?? '', load]));

/** The first wanted language that there is a text for. Dates follow the wanted region (`de-CH`), texts the language (`de`). */
export function chooseLanguage(wanted: readonly string[], available: readonly string[]): { texts: string; formats: string } {
  for (const tag of wanted) {
    const texts = tag.toLowerCase().split('-')[0] ?? '';
    if (available.includes(texts)) return { texts, formats: tag };
  }
  return { texts: FALLBACK, formats: FALLBACK };
}

/** The texts in the reader's language; only that one is fetched. */
export async function loadTranslate(wanted: readonly string[]): Promise<Translate> {
  const { texts, formats } = chooseLanguage(wanted, [...loaders.keys()]);
  const load = loaders.get(texts);
  return makeTranslate(formats, lookUpIn(load ? await load() : {}));
}
