import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makePacedFetch } from './paced-fetch';

/** A virtual clock on which waiting takes no time. */
function makeTime() {
  const time = { now: 1_000_000 };
  return {
    clock: () => time.now,
    wait: async (ms: number) => {
      time.now += ms;
    },
  };
}

test('D4: whoever asks, and however many at once, no second holds more requests than burst and rate allow', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 5 }),
      async (count, perSecond, burst) => {
        const time = makeTime();
        const sent: [number, string][] = [];
        const paced = makePacedFetch(
          async (url) => {
            sent.push([time.clock(), String(url)]);
            return new Response();
          },
          { burst, perSecond },
          time,
        );
        await Promise.all(Array.from({ length: count }, (_, index) => paced(`https://crm.example/${index}`)));
        expect(sent.map(([, url]) => url)).toEqual(sent.map((_, index) => `https://crm.example/${index}`));
        for (const [start] of sent)
          expect(sent.filter(([at]) => at >= start && at < start + 1000).length).toBeLessThanOrEqual(burst + perSecond);
      },
    ),
  );
});

test('a request that fails holds up none behind it', async () => {
  const answers = [Promise.reject(new TypeError('down')), Promise.resolve(new Response('second'))];
  const paced = makePacedFetch(() => answers.shift() as Promise<Response>, { burst: 1, perSecond: 1 }, makeTime());
  await expect(paced('https://crm.example/')).rejects.toThrow('down');
  expect(await (await paced('https://crm.example/')).text()).toBe('second');
});
