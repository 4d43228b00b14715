import { type ESTree, Visitor } from 'vite';
import { describe, expect, test } from 'vitest';
import { FAILURES } from '../../src/core/outcome';
import { exists, isTest, read, type Source, sourcesUnder, trackedFiles } from './sources';

const LANGUAGES = ['en', 'de', 'it', 'fr', 'es'] as const;

/** Keys put together at run time, with everything that may be put in: all of them must be there. */
const FAMILIES: Record<string, readonly string[]> = { failure_: FAILURES, remedy_: FAILURES };

const files = Object.fromEntries(
  LANGUAGES.map((language) => [
    language,
    JSON.parse(read(`public/_locales/${language}/messages.json`)) as Record<string, { message: string }>,
  ]),
);
const keys = Object.keys(files.en ?? {});
const textOf = (language: string, key: string) => files[language]?.[key]?.message ?? '';
const placeholders = (text: string) => [...new Set(text.match(/\$[1-9]/g))].sort().join();
/** Chosen among by number: `key_one` and `key_other` are asked for as `key`. */
const baseOf = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');

describe.each(LANGUAGES)('%s', (language) => {
  const texts = Object.entries(files[language] ?? {}).map(([key, { message }]) => ({ key, message }));

  test('has the same keys as English, in order', () => {
    expect(Object.keys(files[language] ?? {})).toEqual(keys);
  });

  test('has no empty text', () => {
    expect(texts.filter(({ message }) => message.trim() === '').map(({ key }) => key)).toEqual([]);
  });

  test('fills in the same values as English', () => {
    const odd = texts.filter(({ key, message }) => !key.endsWith('_one') && placeholders(message) !== placeholders(textOf('en', key)));
    expect(odd.map(({ key, message }) => `${key}: ${message}`)).toEqual([]);
  });

  test('speaks about the mail and not about the machine', () => {
    const machine = /\b(?:HTTP|NaN|null|undefined|exception|payload|timeout|stack)\b|\b[45]\d\d\b|failed to|\$[A-Z]/i;
    expect(texts.filter(({ message }) => machine.test(message)).map(({ key, message }) => `${key}: ${message}`)).toEqual([]);
  });
});

test('German says Sie', () => {
  const familiar = keys.filter((key) => /\b(?:du|dich|dir|dein(?:e[mnrs]?)?)\b/i.test(textOf('de', key)));
  expect(familiar.map((key) => textOf('de', key))).toEqual([]);
});

test('French keeps its double signs on the line of the word before', () => {
  const loose = keys.filter((key) => / [;:?!»]|« /.test(textOf('fr', key)));
  expect(loose.map((key) => textOf('fr', key))).toEqual([]);
});

const uses = collectUses();

test('every number has a singular and a plural', () => {
  const isCounted = (key: string) => /_(one|other)$/.test(key) && !uses.asked.has(key);
  const isWhole = (base: string) => keys.includes(`${base}_one`) && keys.includes(`${base}_other`);
  expect(keys.filter((key) => isCounted(key) && !isWhole(baseOf(key)))).toEqual([]);
});

test('every text that the code asks for is there', () => {
  const known = new Set([...keys, ...keys.map(baseOf)]);
  expect([...uses.asked].filter((key) => !known.has(key))).toEqual([]);
  expect([...uses.families].filter((family) => !keys.some((key) => key.startsWith(family)))).toEqual([]);
});

test('every family of texts is complete', () => {
  const wanted = Object.entries(FAMILIES).flatMap(([family, members]) => members.map((member) => `${family}${member}`));
  expect(wanted.filter((key) => !keys.includes(key))).toEqual([]);
});

test('every text is used', () => {
  const isUsed = (key: string) =>
    uses.mentioned.has(key) || uses.mentioned.has(baseOf(key)) || [...uses.families].some((family) => key.startsWith(family));
  expect(keys.filter((key) => !isUsed(key))).toEqual([]);
});

/** `asked`: by `t('key')`. `families`: by t(`failure_${code}`). `mentioned`: any string that could be a key, on its way to a `t`. */
function collectUses() {
  const asked = new Set<string>();
  const families = new Set<string>();
  const mentioned = new Set<string>();
  for (const source of sourcesUnder('src').filter(({ path }) => !isTest(path))) visit(source, { asked, families, mentioned });
  const pages = trackedFiles().filter((path) => path === 'manifest.json' || /^src\/.*\.html$/.test(path));
  for (const [, key] of pages.filter(exists).flatMap((path) => [...read(path).matchAll(/__MSG_(\w+)__/g)])) asked.add(key as string);
  for (const key of asked) mentioned.add(key);
  return { asked, families, mentioned };
}

function visit(source: Source, { asked, families, mentioned }: ReturnType<typeof collectUses>) {
  const ask = (node: ESTree.Node | undefined): void => {
    if (node?.type === 'Literal' && typeof node.value === 'string') asked.add(node.value);
    if (node?.type === 'ConditionalExpression') for (const branch of [node.consequent, node.alternate]) ask(branch);
  };
  new Visitor({
    CallExpression(node) {
      const { callee } = node;
      const isTranslate = callee.type === 'Identifier' && ['t', 'translate'].includes(callee.name);
      const isPlural = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'plural';
      if (isTranslate || isPlural) ask(node.arguments[0]);
    },
    Literal(node) {
      if (typeof node.value === 'string') mentioned.add(node.value);
    },
    TemplateLiteral(node) {
      const start = node.quasis[0]?.value.raw ?? '';
      if (node.expressions.length > 0 && /^[a-z][a-z0-9]*_([a-z0-9_]*_)?$/.test(start)) families.add(start);
    },
  }).visit(source.parsed.program);
}
