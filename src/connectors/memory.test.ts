import { expect, test } from 'vitest';
import { makeMemory } from './memory';

test('what was asked once is asked again only when it is old, or when there was no answer', async () => {
  const time = { now: 0 };
  const memory = makeMemory(() => time.now);
  const asked: string[] = [];
  const recall = (answer: string | undefined) =>
    memory.recall('owner', 1000, async () => {
      asked.push(String(answer));
      return answer;
    });
  expect(await recall(undefined)).toBeUndefined();
  expect(await Promise.all([recall('a'), recall('b')])).toEqual(['a', 'a']);
  time.now = 999;
  expect(await recall('c')).toBe('a');
  time.now = 1000;
  expect(await recall('d')).toBe('d');
  expect(asked).toEqual(['undefined', 'a', 'd']);
});

test('a failure is told to who asked, and not remembered', async () => {
  const memory = makeMemory(() => 0);
  await expect(memory.recall('x', 1000, () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await memory.recall('x', 1000, async () => 'up')).toBe('up');
});
