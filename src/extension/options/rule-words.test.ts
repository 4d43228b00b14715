import { expect, test } from 'vitest';
import { textsOf } from '../ui/texts-of';
import { readRuleLines, ruleTestWords } from './rule-words';

test('N4: a whole column can be pasted, with whatever a spreadsheet puts between', () => {
  const { lines, wrong } = readRuleLines('acme.com\r\n@acme.com\n\n ada@acme.org ;bob@acme.org,\tnonsense\ncom');
  expect(lines).toEqual(['@acme.com', 'ada@acme.org', 'bob@acme.org']);
  expect(wrong).toEqual(['nonsense', 'com']);
});

const rule = {
  key: 'acme.com',
  scope: 'everyone' as const,
  neverTrack: false,
  addedBy: 'Tom',
  addedAt: new Date(2024, 4, 3).getTime(),
  connectionId: 'crm',
  hits: 1,
};
const now = new Date(2024, 6, 1).getTime();

test('N4: the test box names the rule, whose it is, who added it and when', async () => {
  const words = ruleTestWords({ address: 'jane@mail.acme.com', rule }, now, await textsOf('en'));
  expect(words).toMatch(/^jane@mail\.acme\.com is never logged: rule acme\.com \(everyone, added by Tom, (3 May|May 3)\)$/);
});

test('N4: in German too', async () => {
  const words = ruleTestWords({ address: 'jane@mail.acme.com', rule }, now, await textsOf('de'));
  expect(words).toBe('jane@mail.acme.com wird nie protokolliert: Regel acme.com (für alle, hinzugefügt von Tom, 3. Mai)');
});

test('N4: an address that no rule hits is said to be logged', async () => {
  expect(ruleTestWords({ address: 'x@y.com', rule: null }, now, await textsOf('en'))).toBe('x@y.com is logged: no rule applies.');
});
