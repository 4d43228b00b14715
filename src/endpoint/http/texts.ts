/// <reference types="vite/types/importMeta.d.ts" />
import { chooseLanguage } from '../../core/language';
import { type LocaleFile, lookUpIn, makeTranslate, type Translate } from '../../core/messages';

const files = import.meta.glob<LocaleFile>('../../../public/_locales/*/messages.json', { eager: true, import: 'default' });
const texts = new Map(Object.entries(files).map(([path, file]) => [path.split('/').at(-2) ?? '', file]));

/** The texts in the language that a browser asks for by `Accept-Language`, for pages that work without a script. */
export function translateFor(acceptLanguage: string | undefined): Translate {
  const language = chooseLanguage(readWanted(acceptLanguage ?? ''), [...texts.keys()]);
  return makeTranslate(language.texts, lookUpIn(texts.get(language.texts) ?? {}));
}

/** Language tags, the most wanted first (RFC 9110 12.5.4). */
function readWanted(header: string): string[] {
  const ranges = header
    .slice(0, 500)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().split(';');
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find((value) => value !== undefined);
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) };
    });
  const wanted = ranges.filter(({ tag, weight }) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) && weight > 0);
  return wanted.sort((a, b) => b.weight - a.weight).map(({ tag }) => tag);
}
