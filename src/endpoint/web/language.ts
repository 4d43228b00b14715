import { chooseLanguage } from '../../core/language';
import { type LocaleFile, lookUpIn, makeTranslate, type Translate } from '../../core/messages';

const files = import.meta.glob<LocaleFile>('../../../public/_locales/*/messages.json', { import: 'default' });
const loaders = new Map(Object.entries(files).map(([path, load]) => [path.split('/').at(-2) ?? '', load]));

/** The texts in the reader's language; only that one is fetched. */
export async function loadTranslate(wanted: readonly string[]): Promise<Translate> {
  const { texts, formats } = chooseLanguage(wanted, [...loaders.keys()]);
  const load = loaders.get(texts);
  return makeTranslate(formats, lookUpIn(load ? await load() : {}));
}
