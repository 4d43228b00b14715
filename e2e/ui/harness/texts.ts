import { type LocaleFile, lookUpIn, makeTranslate, type Translate } from '../../../src/core/messages';

const files = import.meta.glob<{ default: LocaleFile }>('../../../public/_locales/*/messages.json');

/** The texts as the extension would show them in a browser of this language. A missing one shows as its key. */
export async function textsFor(language: string): Promise<Translate> {
  const file = await files[`../../../public/_locales/${language}/messages.json`]?.();
  return makeTranslate(language, lookUpIn(file?.default ?? {}));
}
