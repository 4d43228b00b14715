import { isolate } from './bidi';

/**
 * Text from `_locales`, by key. `values` fill $1…$9. A count chooses among `key_one`, `key_other` (and what else
 * the language has) by `Intl.PluralRules`, and is $1. A value that runs from right to left is kept apart from the sentence.
 */
export interface Translate {
  (key: string, ...values: (string | number)[]): string;
  plural(key: string, count: number, ...values: (string | number)[]): string;
  /** BCP 47, for `Intl`. */
  readonly language: string;
}

const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

/**
 * Makes a `Translate` from something that looks a key up and fills it in: `browser.i18n.getMessage`, or a loaded file. What
 * `Intl` needs time for is made when it is needed.
 */
export function makeTranslate(language: string | (() => string), look: (key: string, values: string[]) => string): Translate {
  const known = once(() => (typeof language === 'string' ? language : language()));
  const rules = once(() => new Intl.PluralRules(known()));
  const number = once(() => new Intl.NumberFormat(known()));
  const text = (value: string | number) => (typeof value === 'number' ? number().format(value) : isolate(value));
  const translate = (key: string, ...values: (string | number)[]) => look(key, values.map(text)) || key;
  const plural = (key: string, count: number, ...values: (string | number)[]) => {
    const filled = [count, ...values].map(text);
    return look(`${key}_${rules().select(count)}`, filled) || look(`${key}_other`, filled) || key;
  };
  return Object.defineProperty(Object.assign(translate, { plural, language: '' }), 'language', { get: known });
}

/** A locale file as Chrome defines it; only `message` is needed here. */
export type LocaleFile = Record<string, { message: string }>;

/** Looks up in a loaded locale file, filling $1…$9; `$$` is a dollar sign. */
export function lookUpIn(file: LocaleFile): (key: string, values: string[]) => string {
  return (key, values) =>
    (file[key]?.message ?? '').replace(/\$(\$|[1-9])/g, (_, mark: string) => (mark === '$' ? '$' : (values[Number(mark) - 1] ?? '')));
}
