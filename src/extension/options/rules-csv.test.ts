import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RuleRow } from '../protocol';
import { ruleKeyOf } from './rule-words';
import { rulesFromCsv, rulesToCsv } from './rules-csv';

const row = (key: string, changes: Partial<RuleRow> = {}): RuleRow => ({
  key,
  scope: 'me',
  neverTrack: false,
  addedBy: 'Anna',
  addedAt: 0,
  connectionId: 'crm',
  hits: 0,
  ...changes,
});

test('N4: what was exported is imported as it was', () => {
  const keys = fc.oneof(fc.domain(), fc.emailAddress()).map(ruleKeyOf);
  const rules = fc.array(fc.record({ key: keys, scope: fc.constantFrom('me' as const, 'everyone' as const), neverTrack: fc.boolean() }));
  fc.assert(
    fc.property(rules, fc.string(), (made, addedBy) => {
      const present = made.flatMap(({ key, ...rest }) => (key ? [row(key, { ...rest, addedBy })] : []));
      const { groups, wrong } = rulesFromCsv(rulesToCsv(present), true);
      expect(wrong).toEqual([]);
      const back = groups.flatMap(({ lines, scope, neverTrack }) => lines.map((line) => `${line} ${scope} ${neverTrack}`));
      expect(back.sort()).toEqual(present.map(({ key, scope, neverTrack }) => `${key} ${scope} ${neverTrack}`).sort());
    }),
  );
});

test('N4: an address that begins with a quote comes back with it', () => {
  const keys = ["'+a@acme.com", "''b@acme.com", '+c@acme.com'];
  const { groups } = rulesFromCsv(rulesToCsv(keys.map((key) => row(key))), true);
  expect(groups.flatMap(({ lines }) => lines)).toEqual(keys);
});

test('N4: any list of addresses will do, with or without a head', () => {
  expect(rulesFromCsv('acme.com\nada@acme.org\n', false).groups).toEqual([
    { lines: ['acme.com', 'ada@acme.org'], scope: 'me', neverTrack: false },
  ]);
  expect(rulesFromCsv('E-Mail;Name\nada@acme.org;Ada\nhello;x', false)).toEqual({
    groups: [{ lines: ['ada@acme.org'], scope: 'me', neverTrack: false }],
    wrong: ['hello'],
  });
});

test('N1: a file cannot make a rule for everyone without an admin', () => {
  const file = rulesToCsv([row('acme.com', { scope: 'everyone' })]);
  expect(rulesFromCsv(file, false).groups[0]?.scope).toBe('me');
  expect(rulesFromCsv(file, true).groups[0]?.scope).toBe('everyone');
});

test('a name that a spreadsheet would calculate with is written as text', () => {
  expect(rulesToCsv([row('acme.com', { addedBy: '=cmd()' })])).toContain(`'=cmd()`);
});
