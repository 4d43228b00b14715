import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lookUpIn, makeTranslate } from '../messages';
import type { TrackingRefusal } from './consent';
import { countHits, countMail } from './looks';
import { CERTAIN, GUESS, LIKELY, PROBABLE } from './verdict';
import { type SaidHit, sayCounts, sayHeldBack, sayHit } from './words';

const LANGUAGES = ['en', 'de', 'it', 'fr', 'es'];
const translateTo = (language: string) => {
  const path = join(import.meta.dirname, `../../../public/_locales/${language}/messages.json`);
  return makeTranslate(language, lookUpIn(JSON.parse(readFileSync(path, 'utf8'))));
};
const t = translateTo('en');
const ada = { address: 'ada@acme.com', name: 'Ada' };
const hit = (changes: Partial<SaidHit>): SaidHit => ({
  ...{ kind: 'open', class: 'person', confidence: LIKELY, reason: 'mail-client', oneOf: 1, recipient: ada },
  ...changes,
});

describe('T2: nothing is claimed that is not known', () => {
  test.each<[Partial<SaidHit>, string]>([
    [{}, 'Opened, probably by Ada'],
    [{ recipient: { ...ada, name: '' } }, 'Opened, probably by ada@acme.com'],
    [{ oneOf: 3, recipient: null }, 'Opened by someone of 3'],
    [{ oneOf: 0, recipient: null }, 'Opened'],
    [{ confidence: GUESS }, 'Perhaps opened by Ada'],
    [{ class: 'proxy', reason: 'gmail-proxy', oneOf: 3, recipient: null }, 'Opened by someone of 3, through Gmail’s proxy'],
    [{ class: 'proxy', reason: 'mail-proxy' }, 'Opened through a mail proxy, probably by Ada'],
    [{ kind: 'click', oneOf: 2, recipient: null }, 'Link clicked by someone of 2'],
    [{ class: 'self', confidence: CERTAIN, reason: 'own-open' }, 'Opened by you'],
    [{ class: 'self', confidence: PROBABLE, reason: 'own-open' }, 'Opened, probably by you'],
    [{ class: 'self', confidence: PROBABLE, reason: 'before-sending' }, 'Opened before it left, probably by you'],
    [
      { class: 'self', confidence: PROBABLE, reason: 'before-sending', kind: 'click' },
      'Link clicked before the e-mail left, probably by you',
    ],
    [{ class: 'prefetch', reason: 'apple-privacy' }, 'Fetched in advance by Apple Mail: that says nothing about whether it was read'],
    [{ class: 'scanner', reason: 'security-gateway', kind: 'click' }, 'Link checked by a security scanner'],
    [{ class: 'scanner', reason: 'http-library' }, 'Fetched by a program, not by a person'],
  ])('%j', (changes, text) => expect(sayHit(t, hit(changes))).toBe(text));

  test('in any language: of several none is named, and no machine is a reader', () => {
    for (const language of LANGUAGES)
      for (const kind of ['open', 'click'] as const)
        for (const of of ['person', 'proxy', 'prefetch', 'scanner', 'preview', 'self'] as const)
          for (const reason of ['gmail-proxy', 'mail-proxy', 'apple-privacy', 'at-delivery', 'many-links', 'browser'])
            for (const confidence of [GUESS, CERTAIN])
              for (const oneOf of [0, 1, 3]) {
                // Even if somebody hands in a name.
                const said = sayHit(translateTo(language), hit({ kind, class: of, reason, confidence, oneOf, recipient: ada }));
                expect(said).not.toMatch(/hit_|\$\d/);
                const mayName = oneOf <= 1 && (of === 'person' || of === 'proxy');
                expect(said.includes('Ada'), said).toBe(mayName);
              }
  });
});

test('T2: people are counted, looks and not requests', () => {
  const at = (seconds: number, changes: object = {}) => ({
    kind: 'open' as const,
    class: 'person' as const,
    confidence: LIKELY,
    at: seconds * 1000,
    target: null,
    ...changes,
  });
  const counts = countHits([
    at(100),
    at(104),
    at(112),
    at(500),
    at(700, { class: 'proxy' }),
    at(800, { class: 'self' }),
    at(1, { class: 'prefetch' }),
    at(505, { kind: 'click', target: 'https://acme.com/' }),
    at(506, { kind: 'click', target: 'https://acme.com/' }),
    at(506, { kind: 'click', target: 'https://acme.com/b' }),
  ]);
  expect(counts).toEqual({ opens: 3, clicks: 2, machines: 1 });
  expect(sayCounts(t, counts)).toBe('3 opens, 2 clicks');
  expect(sayCounts(t, { opens: 0, clicks: 0, machines: 2 })).toBe('No open seen so far, 2 hits by machines');
  expect(sayCounts(t, { opens: 1, clicks: 0, machines: 2 })).toBe('1 open');
});

test('T2: what is doubtful alone is doubtful when it is counted, too', () => {
  const counts = { opens: 1, clicks: 0, machines: 0, uncertain: 1 };
  expect(sayCounts(t, counts)).toBe('perhaps 1 open');
  expect(sayCounts(t, { ...counts, clicks: 1, uncertain: 2 })).toBe('perhaps 1 open, 1 click');
  expect(sayCounts(t, { ...counts, opens: 3, clicks: 1 })).toBe('3 opens, 1 click, 1 of them uncertain');
  const open = { kind: 'open', class: 'person', target: null } as const;
  const [doubt, look] = [
    { ...open, at: 1, confidence: GUESS },
    { ...open, at: 60_000, confidence: LIKELY },
  ];
  expect(countHits([doubt, look])).toEqual({ opens: 2, clicks: 0, machines: 0, uncertain: 1 });
  expect(countHits([look])).toEqual({ opens: 1, clicks: 0, machines: 0 });
});

test('T2: what is too old to be listed is counted, and never said not to have been', () => {
  const live = {
    ...({ id: 'h', messageId: 'm', kind: 'open', class: 'proxy', confidence: LIKELY } as const),
    reason: 'gmail-proxy',
    target: null,
  };
  const count = { kind: 'open', target: null, firstAt: 1, lastAt: 2 } as const;
  const counts = [{ ...count, class: 'proxy', hits: 5 } as const, { ...count, class: 'scanner', hits: 9 } as const];
  expect(sayCounts(t, countMail({ hits: [{ ...live, at: 9 }], counts }))).toBe('1 open, 4 earlier hits, only counted');
  expect(sayCounts(t, countMail({ hits: [], counts }))).toBe('5 earlier hits, only counted');
});

test('T5: a mail that is not tracked says why, by name', () => {
  const refusal = (reason: TrackingRefusal['reason'], name: string): TrackingRefusal => ({ address: 'x@acme.com', name, reason });
  const plan = (...refusals: TrackingRefusal[]) => ({ verdict: 'held-back' as const, refusals, oneOf: 2, individually: [] });
  expect(sayHeldBack(t, plan(refusal('no-consent', 'Bob')))).toBe('Not tracked: Bob has not agreed');
  expect(sayHeldBack(t, plan(refusal('withdrawn', 'Bob'), refusal('refused', 'Eve'), refusal('unreadable', 'Team')))).toBe(
    'Not tracked: Bob has withdrawn consent, and 2 more',
  );
  expect(sayHeldBack(t, plan({ ...refusal('never-track', 'Bob'), rule: { key: 'acme.com', scope: 'everyone' } }))).toBe(
    'Not tracked: Bob is never tracked, rule acme.com (everyone)',
  );
  expect(sayHeldBack(t, { verdict: 'nobody', refusals: [], oneOf: 0, individually: [] })).toBe(
    'Not tracked: it goes to nobody outside your company',
  );
  expect(sayHeldBack(t, { verdict: 'may-track', refusals: [], oneOf: 1, individually: [] })).toBeNull();
});
