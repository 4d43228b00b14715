import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntryState, OutboxEntry } from './entry';
import { makeMemoryStore } from './memory-store';
import type { OutboxStore } from './outbox-store';
import { sampleEntry, sampleId } from './samples';

const STATES: EntryState[] = ['waiting', 'sending', 'logged', 'blocked', 'failed', 'removing', 'removed'];
const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);

/** What every outbox store keeps to. `makeStore` gives an empty one. */
export function describeOutboxStore(name: string, makeStore: () => Promise<OutboxStore>): void {
  describe(`outbox store: ${name}`, () => {
    test('what is added comes back whole, with a position', async () => {
      const store = await makeStore();
      const entry = sampleEntry(1, {
        saga: { 'step one': { nested: [1, 'two', null] } },
        failure: { code: 'invalid', detail: 'ä “quoted” \u{1F600}', rule: 'acme.example' },
        ref: { id: '7', url: 'https://crm.example/7', records: [{ kind: 'contact', id: 'c1', name: 'Ada' }] },
        ambiguous: true,
        wanted: 'gone',
        dueAt: null,
      });
      expect(await store.add(entry)).toBe(true);
      const { position, ...rest } = (await store.get(entry.id)) as OutboxEntry;
      expect(rest).toEqual(entry);
      expect(Number.isInteger(position)).toBe(true);
    });

    test('an id that is known is not added again and changes nothing', async () => {
      const store = await makeStore();
      await store.add(sampleEntry(1, { tries: 3 }));
      expect(await store.add(sampleEntry(1, { tries: 9, state: 'failed' }))).toBe(false);
      expect(await store.get(sampleId(1))).toMatchObject({ tries: 3, state: 'waiting' });
      expect((await store.counts()).waiting).toBe(1);
    });

    test('positions only grow, also after a deletion', async () => {
      const store = await makeStore();
      await store.add(sampleEntry(1));
      await store.add(sampleEntry(2));
      const second = (await store.get(sampleId(2)))?.position ?? Number.NaN;
      await store.delete(sampleId(2));
      await store.add(sampleEntry(3));
      expect((await store.get(sampleId(3)))?.position).toBeGreaterThan(second);
    });

    test('an update answers what is stored afterwards; undefined leaves it', async () => {
      const store = await makeStore();
      await store.add(sampleEntry(1));
      expect(await store.update(sampleId(1), (entry) => ({ ...entry, state: 'sending', tries: entry.tries + 1 }))).toMatchObject({
        tries: 1,
      });
      expect(await store.update(sampleId(1), () => undefined)).toMatchObject({ state: 'sending', tries: 1 });
      expect(await store.update(sampleId(9), (entry) => entry)).toBeUndefined();
      expect(ids(await store.listSending())).toEqual([sampleId(1)]);
    });

    test('updates of one entry at the same time are all kept', async () => {
      const store = await makeStore();
      await store.add(sampleEntry(1));
      const more = (step: string) => (entry: OutboxEntry) => ({ ...entry, saga: { ...entry.saga, [step]: true }, tries: entry.tries + 1 });
      await Promise.all(['a', 'b', 'c', 'd'].map((step) => store.update(sampleId(1), more(step))));
      expect(await store.get(sampleId(1))).toMatchObject({ tries: 4, saga: { a: true, b: true, c: true, d: true } });
    });

    test('only what is due is taken, oldest first, up to the limit', async () => {
      const store = await makeStore();
      for (const number of [1, 2, 3]) await store.add(sampleEntry(number, { dueAt: 1000 }));
      await store.add(sampleEntry(4, { dueAt: 2000 }));
      await store.add(sampleEntry(5, { dueAt: null }));
      expect(ids(await store.takeDue(1000, 10, []))).toEqual([1, 2, 3].map(sampleId));
      expect(ids(await store.takeDue(2000, 10, []))).toEqual([1, 2, 3, 4].map(sampleId));
      expect(await store.takeDue(2000, 2, [])).toHaveLength(2);
      expect(await store.takeDue(999, 10, [])).toEqual([]);
    });

    test('D4: an entry waits for the older ones of its thread, and for no others', async () => {
      const store = await makeStore();
      await store.add(sampleEntry(1, { thread: 't', dueAt: 5000 }));
      await store.add(sampleEntry(2, { thread: 't', dueAt: 1000 }));
      await store.add(sampleEntry(3, { thread: 'u', dueAt: 1000 }));
      expect(ids(await store.takeDue(1000, 10, []))).toEqual([sampleId(3)]);
      await store.update(sampleId(1), (entry) => ({ ...entry, state: 'sending' }));
      expect(ids(await store.takeDue(9000, 10, []))).toEqual([sampleId(3)]);
      for (const state of ['logged', 'blocked', 'failed', 'removed'] as const) {
        await store.update(sampleId(1), (entry) => ({ ...entry, state, dueAt: null }));
        expect(ids(await store.takeDue(9000, 10, []))).toEqual([sampleId(2), sampleId(3)]);
      }
      await store.update(sampleId(1), (entry) => ({ ...entry, state: 'removing', dueAt: 1000 }));
      expect(ids(await store.takeDue(9000, 10, []))).toEqual([sampleId(1), sampleId(3)]);
      await store.delete(sampleId(1));
      expect(ids(await store.takeDue(9000, 10, []))).toEqual([sampleId(2), sampleId(3)]);
    });

    test('connections that are held are passed over', async () => {
      const store = await makeStore();
      await store.add(sampleEntry(1, { connectionId: 'a', dueAt: 1000 }));
      await store.add(sampleEntry(2, { connectionId: 'b', dueAt: 3000 }));
      expect(ids(await store.takeDue(9000, 10, ['a']))).toEqual([sampleId(2)]);
      expect(await store.nextDue([])).toBe(1000);
      expect(await store.nextDue(['a'])).toBe(3000);
      expect(await store.nextDue(['a', 'b'])).toBeNull();
    });

    test('a list is paged, newest change first, without gaps or repetition among equal times', async () => {
      const store = await makeStore();
      for (let number = 1; number <= 25; number++)
        await store.add(sampleEntry(number, { changedAt: 1000 + (number >> 2), state: number % 2 ? 'waiting' : 'logged' }));
      await store.add(sampleEntry(99, { state: 'failed' }));
      const seen: OutboxEntry[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list(['waiting', 'logged'], 7, cursor);
        seen.push(...page.entries);
        cursor = page.cursor ?? undefined;
      } while (cursor !== undefined);
      expect(new Set(ids(seen)).size).toBe(25);
      expect(seen).toHaveLength(25);
      expect(seen.map(({ changedAt }) => changedAt)).toEqual(seen.map(({ changedAt }) => changedAt).sort((a, b) => b - a));
      expect((await store.list([], 7)).entries).toEqual([]);
    });

    test('counts follow every change', async () => {
      const store = await makeStore();
      for (const number of [1, 2, 3]) await store.add(sampleEntry(number));
      await store.update(sampleId(1), (entry) => ({ ...entry, state: 'logged' }));
      await store.delete(sampleId(2));
      await store.delete(sampleId(2));
      expect(await store.counts()).toEqual({ waiting: 1, sending: 0, logged: 1, blocked: 0, failed: 0, removing: 0, removed: 0 });
    });

    test('after any sequence of changes it says the same as a plain map', async () => {
      const id = fc.integer({ min: 1, max: 6 });
      const change = fc.record({
        state: fc.constantFrom(...STATES),
        dueAt: fc.option(fc.integer({ min: 0, max: 20 })),
        changedAt: fc.integer({ min: 0, max: 20 }),
      });
      const step = fc.oneof(
        fc.record({
          do: fc.constant('add' as const),
          id,
          thread: fc.constantFrom('t', 'u'),
          connectionId: fc.constantFrom('a', 'b'),
          change,
        }),
        fc.record({ do: fc.constant('update' as const), id, change }),
        fc.record({ do: fc.constant('delete' as const), id }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const stores = [await makeStore(), makeMemoryStore()] as const;
          for (const one of steps)
            for (const store of stores) {
              if (one.do === 'add')
                await store.add(sampleEntry(one.id, { thread: one.thread, connectionId: one.connectionId, ...one.change }));
              if (one.do === 'update') await store.update(sampleId(one.id), (entry) => ({ ...entry, ...one.change }));
              if (one.do === 'delete') await store.delete(sampleId(one.id));
            }
          const [mine, plain] = await Promise.all(stores.map(describeStore));
          expect(mine).toEqual(plain);
        }),
        { numRuns: 40 },
      );
    }, 30_000);
  });
}

async function describeStore(store: OutboxStore): Promise<unknown> {
  return {
    counts: await store.counts(),
    due: [ids(await store.takeDue(10, 100, [])), ids(await store.takeDue(99, 100, [])), ids(await store.takeDue(99, 100, ['a']))],
    next: [await store.nextDue([]), await store.nextDue(['b'])],
    sending: ids(await store.listSending()).sort(),
    lists: await Promise.all(STATES.map(async (state) => ids((await store.list([state], 100)).entries).sort())),
  };
}
