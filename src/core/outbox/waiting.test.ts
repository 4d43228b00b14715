import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs } from './backoff';
import { makeMemoryStore } from './memory-store';
import { makeSaga } from './saga';
import { sampleEntry, sampleId } from './samples';
import { makeTokenBucket } from './token-bucket';

describe('back-off', () => {
  test('it doubles from seconds to an hour, with full jitter', () => {
    expect([0, 1, 2, 3].map((tries) => backoffMs(tries, () => 1 - 1e-9))).toEqual([2000, 4000, 8000, 16_000]);
    expect(backoffMs(40, () => 1 - 1e-9)).toBe(3_600_000);
    expect(backoffMs(5, () => 0)).toBe(1000);
  });

  test('what the CRM asked for is a floor, and the answer is always a whole number', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat({ max: 86_400_000 }),
        (tries, jitter, floor) => {
          const wait = backoffMs(tries, () => jitter, floor);
          return Number.isInteger(wait) && wait > floor && wait <= floor + 3_600_000;
        },
      ),
    );
  });
});

describe('token bucket', () => {
  test('a burst goes at once, then so many per second', () => {
    const bucket = makeTokenBucket({ burst: 2, perSecond: 4 });
    expect([0, 0, 0, 250, 250].map((now) => bucket.take(now))).toEqual([0, 0, 250, 0, 250]);
  });

  test('a clock that is set back neither drains it nor stops it', () => {
    const bucket = makeTokenBucket({ burst: 1, perSecond: 1 });
    expect(bucket.take(1_000_000)).toBe(0);
    expect(bucket.take(5_000)).toBe(1000);
    expect(bucket.take(6_000)).toBe(0);
  });
});

describe('saga', () => {
  test('a finished step is kept with the entry and not run again, also by a later delivery', async () => {
    const store = makeMemoryStore();
    await store.add(sampleEntry(1));
    let runs = 0;
    const find = async () => ++runs;
    expect(await makeSaga(store, sampleId(1), {}).step('find', find)).toBe(1);
    const entry = await store.get(sampleId(1));
    expect(await makeSaga(store, sampleId(1), entry?.saga ?? {}).step('find', find)).toBe(1);
    expect(runs).toBe(1);
  });

  test('a step that failed is run again, and nothing is kept of it', async () => {
    const store = makeMemoryStore();
    await store.add(sampleEntry(1));
    const saga = makeSaga(store, sampleId(1), {});
    await expect(saga.step('upload', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect((await store.get(sampleId(1)))?.saga).toEqual({});
    expect(await saga.step('upload', async () => 'done')).toBe('done');
  });
});
