import { makeTranslate } from '../core/messages';
import { browserLanguage, lookUpMessage } from './browser-api';

/** Every text once, with its $1…$9 still in it: a page whose extension was updated can look nothing up any more. */
const templates = new Map<string, string>();
const MARKS = ['$1', '$2', '$3', '$4', '$5', '$6', '$7', '$8', '$9'];

function templateOf(key: string): string {
  let template = templates.get(key);
  if (template === undefined) {
    try {
      template = lookUpMessage(key, MARKS);
    } catch {
      return '';
    }
    templates.set(key, template);
  }
  return template;
}

const look = (key: string, values: string[]): string =>
  templateOf(key).replace(/\$([1-9])/g, (_, digit: string) => values[Number(digit) - 1] ?? '');

/** The browser may speak a language that we do not: plurals, numbers and dates go with the text that is shown. */
function shownLanguage(): string {
  const ours = templateOf('app_language');
  const theirs = browserLanguage();
  return theirs.split('-')[0] === ours ? theirs : ours;
}

export const t = makeTranslate(shownLanguage, look);

/** Looks texts up ahead, for when nothing can be looked up any more. */
export function rememberTexts(keys: readonly string[]): void {
  for (const key of keys) templateOf(key);
}
