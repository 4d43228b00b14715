import { expect, test } from 'vitest';
import { makePace } from './pace';

function virtualTime() {
  const time = { now: 0 };
  const sleep = async (ms: number) => {
    await new Promise((done) => setImmediate(done));
    time.now += ms;
  };
  return { time, clock: () => time.now, sleep };
}

test('requests go out at the account’s rate, whoever asks', async () => {
  const { time, ...setting } = virtualTime();
  const pace = makePace({ burst: 2, perSecond: 4 }, {}, setting);
  const sent: number[] = [];
  await Promise.all(Array.from({ length: 10 }, () => pace().then(() => sent.push(time.now))));
  expect(sent).toEqual([0, 0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000]);
});

test('a narrow lane has its own rate within the account’s, and holds up nobody else', async () => {
  const waiting: (() => void)[] = [];
  const time = { now: 0 };
  const pace = makePace(
    { burst: 9, perSecond: 9 },
    { search: { burst: 1, perSecond: 1 } },
    { clock: () => time.now, sleep: () => new Promise((done) => waiting.push(() => done())) },
  );
  const order: string[] = [];
  const all = [pace('search'), pace('search'), pace()].map((turn, index) => turn.then(() => order.push(`${index}`)));
  await Promise.all([all[0], all[2]]);
  expect(order.toSorted()).toEqual(['0', '2']);
  time.now = 1000;
  waiting.shift()?.();
  await all[1];
  expect(order).toHaveLength(3);
});
