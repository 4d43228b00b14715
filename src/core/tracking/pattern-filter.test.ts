import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AGENTS } from './agent-table';
import corpus from './agents.corpus.json';
import { makePatternFilter } from './pattern-filter';
import { wordsOf } from './pattern-words';

test.each([
  ['GoogleImageProxy', ['googleimageproxy']],
  ['prox(?:y|ies)', ['proxy', 'proxies']],
  ['\\bhey\\.com\\b', ['hey.com']],
  ['(?<!\\bcu)bot(?![a-z])', ['bot']],
  ['slurp|scrap[ey]', ['slurp', 'scrap']],
  ['^(?:lib)?curl\\b', ['curl']],
  ['colou?r', ['colo']],
  ['\\+?https?:\\/\\/', ['http']],
  ['(?:url|link)[\\s._-]?(?:scan|check)', ['scan', 'check']],
  ['(?:dr)+web', ['web']],
  ['(?:ab|c*)d', ['d']],
  ['a|[bc]', null],
  ['x?', null],
  ['\\w+', null],
])('T2: whatever fits %s has one of its words', (source, words) => expect(wordsOf(source)).toEqual(words));

const PATTERNS = AGENTS.map(([pattern]) => pattern);
const mayFit = makePatternFilter(PATTERNS);
const expectAllTried = (agent: string) => {
  const tried = mayFit(agent);
  for (const [index, pattern] of PATTERNS.entries()) if (pattern.test(agent)) expect(tried[index], `${pattern} ${agent}`).toBe(1);
};

test('T2: no pattern that fits an agent is left out', () => {
  for (const agent of Object.values(corpus).flat()) for (const text of [agent, agent.toUpperCase()]) expectAllTried(text);
});

test('T2: nor for what is put together of the agents of many, with letters of anywhere', () => {
  const pieces = Object.values(corpus).flatMap((agents) => agents.flatMap((agent) => agent.split(/(?<=[\s/;(-])/)));
  const words = PATTERNS.flatMap(({ source }) => wordsOf(source) ?? []);
  const anyAgent = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.constantFrom(...words), fc.string({ unit: 'binary', maxLength: 4 })));
  fc.assert(
    fc.property(anyAgent, (parts) => expectAllTried(parts.join(''))),
    { numRuns: 2000 },
  );
});

test('T2: most are not even tried', () => {
  const chrome = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36';
  expect(mayFit(chrome).reduce((sum, one) => sum + one, 0)).toBeLessThan(PATTERNS.length / 3);
});
