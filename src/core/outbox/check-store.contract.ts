import { describe, expect, test } from 'vitest';
import type { CheckStore, OutboxStore } from './outbox-store';
import { sampleEntry, sampleId } from './samples';

const numbersOf = (entries: readonly { id: string }[]) =>
  entries.map(({ id }) => [1, 2, 3, 4, 5].find((number) => sampleId(number) === id));

/** What every outbox store keeps to whose requests may go out twice. `makeStore` gives an empty one. */
export function describeCheckStore(name: string, makeStore: () => Promise<OutboxStore & CheckStore>): void {
  describe(`what is to be looked after: ${name}`, () => {
    test('what is logged comes by its time, of each connection so many, and never among what is to be sent', async () => {
      const store = await makeStore();
      await store.add(sampleEntry(1, { state: 'logged', dueAt: 300 }));
      await store.add(sampleEntry(2, { state: 'logged', dueAt: 100 }));
      await store.add(sampleEntry(3, { state: 'logged', dueAt: 200 }));
      await store.add(sampleEntry(4, { state: 'logged', dueAt: null }));
      await store.add(sampleEntry(5, { state: 'logged', dueAt: 150, connectionId: 'other' }));
      expect(numbersOf(await store.takeUnchecked(1000, 2, []))).toEqual([2, 3, 5]);
      expect(numbersOf(await store.takeUnchecked(120, 9, []))).toEqual([2]);
      expect(numbersOf(await store.takeUnchecked(1000, 9, ['other']))).toEqual([2, 3, 1]);
      expect([await store.nextCheck([]), await store.nextCheck(['other', 'crm']), await store.nextDue([])]).toEqual([100, null, null]);
      expect(await store.takeDue(1000, 9, [])).toEqual([]);
    });

    test('it waits for nothing of its thread, and holds nothing up', async () => {
      const store = await makeStore();
      await store.add(sampleEntry(1, { state: 'logged', dueAt: 100, thread: 'one' }));
      await store.add(sampleEntry(2, { state: 'waiting', dueAt: 100, thread: 'one' }));
      expect(numbersOf(await store.takeUnchecked(100, 9, []))).toEqual([1]);
      expect(numbersOf(await store.takeDue(100, 9, []))).toEqual([2]);
    });

    test('looked after, or un-logged, it comes no more', async () => {
      const store = await makeStore();
      for (const number of [1, 2]) await store.add(sampleEntry(number, { state: 'logged', dueAt: 100 }));
      await store.update(sampleId(1), (entry) => ({ ...entry, dueAt: null }));
      await store.update(sampleId(2), (entry) => ({ ...entry, state: 'removing' }));
      expect(await store.takeUnchecked(1000, 9, [])).toEqual([]);
      expect(await store.nextCheck([])).toBeNull();
    });
  });
}
