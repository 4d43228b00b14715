import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StoreAway, StoreFull } from '../store/trouble';
import { makeFloods } from './floods';
import { makeIntake } from './intake';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A store that does as it is told. */
function setUp({ most = 1000, mostPerTenant = 1000 } = {}) {
  const stored: string[] = [];
  const batches: number[] = [];
  const dropped: string[] = [];
  const logged: unknown[] = [];
  const told = { fail: null as Error | null, refuses: '', blocks: '', release: () => {} };
  const intake = makeIntake<string>({
    async write(tenant, hits) {
      if (told.fail) throw told.fail;
      if (told.blocks === tenant) await new Promise<void>((resolve) => (told.release = resolve));
      if (hits.includes(told.refuses)) throw new Error('no such thing');
      batches.push(hits.length);
      stored.push(...hits.map((hit) => `${tenant} ${hit}`));
    },
    log: (entry) => void logged.push(entry),
    ...{ most, mostPerTenant },
    onDropped: (why, count) => void dropped.push(`${why} ${count}`),
  });
  return { intake, stored, batches, dropped, logged, told };
}

describe('hits on their way into the store', () => {
  test('T1: those of a moment are written together', async () => {
    const { intake, batches } = setUp({ mostPerTenant: 5000, most: 5000 });
    for (let count = 0; count < 1200; count++) intake.take('acme', `${count}`);
    await vi.runAllTimersAsync();
    expect([batches, intake.waiting()]).toEqual([[500, 500, 200], 0]);
  });

  test('T1: while the store is away they wait, each once, and the log says so once', async () => {
    const { intake, stored, told, logged } = setUp();
    told.fail = new StoreAway(new Error('gone'));
    for (const hit of ['a', 'b']) intake.take('acme', hit);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([stored, intake.waiting(), logged]).toEqual([[], 2, [{ event: 'hits_not_stored', name: 'Error' }]]);
    told.fail = new StoreFull(new Error('full'));
    await vi.advanceTimersByTimeAsync(10_000);
    told.fail = null;
    await vi.runAllTimersAsync();
    expect([stored, intake.waiting()]).toEqual([['acme a', 'acme b'], 0]);
  });

  test('T1: past the bounds the newest is dropped and counted; another organisation has room of its own', async () => {
    const { intake, stored, dropped, told } = setUp({ mostPerTenant: 2, most: 3 });
    told.blocks = 'acme';
    for (const hit of ['a', 'b', 'c']) intake.take('acme', hit);
    intake.take('fjord', 'd');
    intake.take('fjord', 'e');
    await vi.advanceTimersByTimeAsync(1000);
    expect([stored, dropped]).toEqual([['fjord d'], ['overload 1', 'overload 1']]);
    told.release();
    await vi.runAllTimersAsync();
    expect(stored).toEqual(['fjord d', 'acme a', 'acme b']);
  });

  test('T1: one that the store never takes costs only itself', async () => {
    const { intake, stored, dropped, told } = setUp();
    told.refuses = 'bad';
    for (const hit of ['a', 'bad', 'b']) intake.take('acme', hit);
    await vi.runAllTimersAsync();
    expect([stored, dropped, intake.waiting()]).toEqual([['acme a', 'acme b'], ['refused 1'], 0]);
  });

  test('T1: at the end all are stored that can be; what cannot is counted', async () => {
    const good = setUp();
    good.intake.take('acme', 'a');
    const closing = good.intake.close();
    await vi.runAllTimersAsync();
    await closing;
    expect([good.stored, good.dropped]).toEqual([['acme a'], []]);
    const bad = setUp();
    bad.told.fail = new StoreAway(new Error('gone'));
    bad.intake.take('acme', 'a');
    const ending = bad.intake.close(1000);
    await vi.advanceTimersByTimeAsync(1000);
    await ending;
    expect(bad.dropped).toEqual(['ended 1']);
  });
});

describe('floods', () => {
  test('T1: the same token from the same address is kept so often and no more; others’ is', () => {
    const time = { now: 1e12 };
    const floods = makeFloods(() => time.now);
    const kept = (address: string, token: string) =>
      Array.from({ length: 1000 }, () => floods.isRepeat(address, token)).filter((is) => !is).length;
    expect([kept('192.0.2.1', 'a'), kept('192.0.2.1', 'a'), kept('192.0.2.2', 'a'), kept('192.0.2.1', 'b')]).toEqual([100, 0, 100, 100]);
    time.now += 10_000;
    expect(kept('192.0.2.1', 'a')).toBe(100);
  });

  test('T5: no address is remembered for longer than that, also if nobody else comes', () => {
    const floods = makeFloods(() => 1e12);
    for (let count = 0; count < 50; count++) floods.missed('192.0.2.1');
    expect(floods.isGuessing('192.0.2.1')).toBe(true);
    vi.advanceTimersByTime(10_000);
    expect([floods.isGuessing('192.0.2.1'), vi.getTimerCount()]).toEqual([false, 0]);
  });

  test('T1: who guesses keys is not looked up for any more, for a while', () => {
    const time = { now: 1e12 };
    const floods = makeFloods(() => time.now);
    for (let count = 0; count < 50; count++) floods.missed('192.0.2.1');
    expect([floods.isGuessing('192.0.2.1'), floods.isGuessing('192.0.2.2')]).toEqual([true, false]);
    time.now += 10_000;
    expect(floods.isGuessing('192.0.2.1')).toBe(false);
  });
});
