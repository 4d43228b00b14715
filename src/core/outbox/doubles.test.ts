import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../outcome';
import type { Deliverer, DoublesOutcome, Traces } from './delivery';
import type { Hold } from './holds';
import { makeMemoryStore } from './memory-store';
import { makeOutbox } from './outbox';
import { sampleEngagement, sampleId } from './samples';

const MINUTE = 60_000;
const NOTHING_TWICE: DoublesOutcome = { kind: 'checked', unseen: [] };

/** An outbox in a browser, and a CRM that notes what it is asked. `answers`: what it says of doubles, one after the other. */
function makeHouse(answers: DoublesOutcome[] = [], isEndpoint = false) {
  const time = { now: 1_000 * MINUTE };
  const store = makeMemoryStore();
  const kept: Record<string, Hold> = {};
  const told: string[] = [];
  const health: (FailureCode | null)[] = [];
  const asked: string[] = [];
  const traces: (Traces | undefined)[] = [];
  const connector: Deliverer = {
    maxBatch: 1,
    async deliver(items) {
      asked.push(...items.map(({ engagement }) => `deliver ${engagement.subject}`));
      return items.map(({ engagement: { id } }) => ({
        kind: 'delivered',
        repeated: false,
        ref: { id: `crm-${id}`, url: null, records: [] },
      }));
    },
    async remove(_id, known) {
      traces.push(known);
      return { kind: 'removed' };
    },
    ...(isEndpoint
      ? {}
      : {
          async removeDoubles(mails) {
            asked.push(`look ${mails.map(({ engagement }) => engagement.subject)}`);
            return answers.shift() ?? NOTHING_TWICE;
          },
        }),
  };
  const crm: { connector: Deliverer | null } = { connector };
  const start = () =>
    makeOutbox({
      ...{ store, checks: store },
      holds: {
        load: async () => ({ ...kept }),
        save: async (id, hold) => {
          if (hold) kept[id] = hold;
          else delete kept[id];
        },
      },
      connectorFor: async () => crm.connector,
      recheck: async (engagement) => ({ kind: 'log', engagement }),
      readAttachment: async () => null,
      onChange: ({ state }) => told.push(state),
      onConnection: (_id, code) => health.push(code),
      clock: () => time.now,
      random: () => 0.5,
    });
  const outbox = start();
  const log = async (number: number, through = outbox) => {
    await through.add(sampleEngagement(number, { subject: `${number}`, thread: `${number}` }), 'crm', time.now);
    await through.flush();
  };
  /** As the worker is woken: not before there is something to do. */
  const wake = async (through = outbox) => {
    time.now = Math.max(time.now, (await through.nextWake()) ?? 0);
    await through.flush();
  };
  return { time, store, crm, told, health, asked, traces, start, outbox, log, wake };
}

describe('what the network may have sent twice', () => {
  test('D2: it is looked after once, some minutes later, all mails of that time together, and nobody is told anew', async () => {
    const { time, log, wake, asked, told, store, outbox } = makeHouse();
    await log(1);
    time.now += MINUTE;
    await log(2);
    await outbox.flush();
    expect(asked).toEqual(['deliver 1', 'deliver 2']);
    const before = [time.now, told.length] as const;
    await wake();
    expect(asked.slice(2)).toEqual(['look 1,2']);
    expect(time.now - before[0]).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(time.now - before[0]).toBeLessThanOrEqual(8 * MINUTE);
    expect(told).toHaveLength(before[1]);
    expect(await store.get(sampleId(1))).toMatchObject({ state: 'logged', dueAt: null, ambiguous: false });
    expect(await outbox.nextWake()).toBeNull();
  });

  test('D2: also by the worker that comes after the one that logged it', async () => {
    const { log, wake, start, asked } = makeHouse();
    await log(1);
    await wake(start());
    expect(asked).toEqual(['deliver 1', 'look 1']);
  });

  test('whatever is to be sent goes first', async () => {
    const { time, log, asked } = makeHouse();
    await log(1);
    time.now += 60 * MINUTE;
    await log(2);
    expect(asked).toEqual(['deliver 1', 'deliver 2', 'look 1']);
  });

  test('a CRM that knows what it is sent again is not asked', async () => {
    const { log, outbox, store } = makeHouse([], true);
    await log(1);
    expect(await outbox.nextWake()).toBeNull();
    expect(await store.get(sampleId(1))).toMatchObject({ dueAt: null, ambiguous: false });
  });

  test('D5: a connection that does not answer is held, and asked again when it does', async () => {
    const { log, wake, asked, health } = makeHouse([{ kind: 'retry', code: 'unreachable', scope: 'connection' }]);
    await log(1);
    await wake();
    expect(health.at(-1)).toBe('unreachable');
    await wake();
    expect(asked).toEqual(['deliver 1', 'look 1', 'look 1']);
    expect(health.at(-1)).toBeNull();
  });

  test('what the CRM does not show is looked for again each hour, for a day', async () => {
    const unseen: DoublesOutcome = { kind: 'checked', unseen: [sampleId(1)] };
    const { time, log, wake, asked, outbox } = makeHouse(Array.from({ length: 99 }, () => unseen));
    await log(1);
    await log(2);
    const began = time.now;
    while ((await outbox.nextWake()) !== null) await wake();
    expect(asked.slice(2)).toEqual(['look 1,2', ...Array.from({ length: 24 }, () => 'look 1')]);
    expect(time.now - began).toBeLessThan(26 * 60 * MINUTE);
  });

  test('a fault of one mail, or of the connector, is tried again later; what is refused is not', async () => {
    const { log, wake, asked, outbox } = makeHouse([
      { kind: 'retry', code: 'timeout', scope: 'item' },
      { kind: 'rejected', code: 'permission_missing' },
    ]);
    await log(1);
    await wake();
    await wake();
    expect(asked).toEqual(['deliver 1', 'look 1', 'look 1']);
    expect(await outbox.nextWake()).toBeNull();
  });

  test('what was disconnected is asked no more', async () => {
    const { log, wake, crm, asked, outbox, health } = makeHouse();
    await log(1);
    crm.connector = null;
    await wake();
    expect([asked, await outbox.nextWake(), health]).toEqual([['deliver 1'], null, [null]]);
  });

  test('D6: un-logged before it was looked after, it is removed with all that was written of it; after that, by what is known', async () => {
    const { log, wake, outbox, traces, asked } = makeHouse();
    await log(1);
    await log(2);
    await outbox.unlog(sampleId(1), 0);
    await outbox.flush();
    await wake();
    expect(asked.slice(2)).toEqual(['look 2']);
    await outbox.unlog(sampleId(2), 0);
    await outbox.flush();
    expect(traces.map((known) => known?.unchecked)).toEqual([true, undefined]);
  });

  test('D6: an un-log that was undone is looked after all the same', async () => {
    const { log, wake, outbox, asked } = makeHouse();
    await log(1);
    await outbox.unlog(sampleId(1), 8_000);
    await outbox.relog(sampleId(1));
    await wake();
    expect(asked).toEqual(['deliver 1', 'look 1']);
  });
});
