import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../store/database';
import { openDatabase } from '../store/open-database';
import { openTestDatabase } from '../testing-database';
import { makeSharedBuckets } from './shared-pace';
import { makeTurns } from './turns';

let one: Awaited<ReturnType<typeof openTestDatabase>>;
let other: Database;
beforeEach(async () => {
  one = await openTestDatabase();
  other = await openDatabase(one.place);
});
afterEach(async () => {
  await other.close();
  await one.close();
});

const time = { now: 1_000_000 };
const turnsOf = (db: Database, patienceMs = 0) =>
  makeTurns({ db, name: 'work', clock: () => time.now, patienceMs, signal: new AbortController().signal });

/** Work that goes on until it is told to end; answers the number of its turn. */
async function begin(turns: ReturnType<typeof turnsOf>) {
  let end = () => {};
  let done = Promise.resolve(false);
  const number = await new Promise<number>((begun) => {
    done = turns.during('t', async (turn) => {
      begun(turn);
      await new Promise<void>((ended) => {
        end = ended;
      });
    });
  });
  return {
    number,
    end: () => {
      end();
      return done;
    },
  };
}

test('one node works at a time; the other has its turn when that has ended', async () => {
  const [mine, theirs] = [turnsOf(one), turnsOf(other)];
  const work = await begin(mine);
  expect(await theirs.during('t', () => Promise.reject(new Error('both')))).toBe(false);
  expect(await theirs.during('another', async () => {})).toBe(true);
  await work.end();
  const next = await begin(theirs);
  expect(next.number).toBe(work.number + 1);
  await next.end();
});

test('whoever waits long enough has his turn next, and is told meanwhile to look whether it is done', async () => {
  const work = await begin(turnsOf(one));
  let looks = 0;
  const waiting = turnsOf(other, 20_000).during(
    't',
    async () => {},
    () => {
      looks += 1;
    },
  );
  await expect.poll(() => looks, { timeout: 20_000 }).toBeGreaterThan(1);
  await work.end();
  expect(await waiting).toBe(true);
});

test('a node keeps the number of its turn until another had one', async () => {
  const mine = turnsOf(one);
  const first = await begin(mine);
  await first.end();
  const second = await begin(mine);
  expect(second.number).toBe(first.number);
  await second.end();
});

test('D2: a node that was stopped for too long has lost its turn, and what it writes is refused', async () => {
  const [mine, theirs] = [turnsOf(one), turnsOf(other)];
  const stopped = await begin(mine);
  await one.write((tx) => mine.assert(tx, 't', stopped.number));
  time.now += 20_000;
  const next = await begin(theirs);
  await expect(one.write((tx) => mine.assert(tx, 't', stopped.number))).rejects.toThrow('Another node');
  await stopped.end();
  await other.write((tx) => theirs.assert(tx, 't', next.number));
  await next.end();
});

test('D2: whoever asks while the last one leaves works in a turn that nobody else can have', async () => {
  const [mine, theirs] = [turnsOf(one), turnsOf(other)];
  for (let steps = 0; steps < 12; steps++) {
    let joined = Promise.resolve(false);
    const isMineAlone = async () => {
      expect([steps, await theirs.during('t', async () => {})]).toEqual([steps, false]);
    };
    await mine.during('t', async () => {
      joined = (async () => {
        for (let step = 0; step < steps; step++) await null;
        return mine.during('t', isMineAlone);
      })();
    });
    expect(await joined).toBe(true);
  }
});

test('a CRM’s rate is counted for all nodes', async () => {
  const buckets = [one, other].map((db) => makeSharedBuckets(db, 't', 'hubspot')({ burst: 4, perSecond: 10 }, '')) as [
    ReturnType<ReturnType<typeof makeSharedBuckets>>,
    ReturnType<ReturnType<typeof makeSharedBuckets>>,
  ];
  for (const bucket of [...buckets, ...buckets]) {
    expect(await bucket.wait(time.now)).toBe(0);
    await bucket.take(time.now);
  }
  for (const bucket of buckets) expect(await bucket.wait(time.now)).toBe(100);
  expect(await buckets[1].wait(time.now + 100)).toBe(0);
  await buckets[0].take(time.now + 100);
  expect(await buckets[1].wait(time.now + 100)).toBe(100);
  expect(await buckets[1].wait(time.now + 60_000)).toBe(0);
});
