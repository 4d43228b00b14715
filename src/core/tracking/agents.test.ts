import { describe, expect, test } from 'vitest';
import { judgeAgent } from './agents';
import corpus from './agents.corpus.json';
import { GUESS, LIKELY } from './verdict';

describe('T2: what a user agent alone tells', () => {
  for (const [expected, agents] of Object.entries(corpus))
    test.each(agents)(`${expected}: %s`, (agent) => expect(judgeAgent(agent).class).toBe(expected));

  test('nobody is a person for certain who does not say what he reads with', () => {
    for (const agent of ['', '-', '   ', 'x', 'Mozilla/4.0', 'Mozilla/5.0 (X11)', 'a mail program of my own/1.0']) {
      const { class: found, confidence } = judgeAgent(agent);
      expect(found === 'person' ? confidence : 0, agent).toBeLessThanOrEqual(GUESS);
    }
  });

  test('a browser of any year is somebody', () => {
    for (let version = 4; version < 200; version++) {
      const chrome = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;
      expect(judgeAgent(chrome)).toEqual({ class: 'person', confidence: LIKELY, reason: 'browser' });
      expect(judgeAgent(`Mozilla/5.0 (X11; Linux x86_64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`).class).toBe('person');
    }
  });

  test('an endless agent is read no further than a browser goes', () => {
    const start = performance.now();
    judgeAgent('Mozilla/5.0 ('.repeat(100_000));
    judgeAgent(`Mozilla/5.0 (${' '.repeat(500)}`);
    judgeAgent(`${'a-'.repeat(256)}`);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
