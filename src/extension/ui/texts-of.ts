import { type LocaleFile, lookUpIn, makeTranslate, type Translate } from '../../core/messages';

const files = import.meta.glob<{ default: LocaleFile }>('../../../public/_locales/*/messages.json');

/** The texts of a language without an extension around, for tests and for looking at the pages. A missing one shows as its key. */
export async function textsOf(language: string): Promise<Translate> {
  const file = await files[`../../../public/_locales/${language}/messages.json`]?.();
  return makeTranslate(language, lookUpIn(file?.default ?? {}));
}
