import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Engagement } from '../engagement';
import type { FailureCode, Outcome } from '../outcome';
import type { Recheck } from '../recheck-rules';
import type { Deliverer } from './delivery';
import type { OutboxEntry } from './entry';
import { type Fault, makeFakeCrm } from './fake-crm';
import type { Hold } from './holds';
import { makeMemoryStore } from './memory-store';
import { makeOutbox } from './outbox';
import type { OutboxStore } from './outbox-store';
import { sampleEngagement, sampleId } from './samples';

const HOUR = 3_600_000;
const rule = { key: 'acme.example', scope: 'me', neverTrack: false, addedBy: '', addedAt: 0 } as const;

function makeHouse(connectors: Record<string, Deliverer | null>, store: OutboxStore = makeMemoryStore()) {
  const time = { now: 1_000_000 };
  const kept: Record<string, Hold> = {};
  const told: OutboxEntry[] = [];
  const health: [string, FailureCode | null][] = [];
  const rules = { check: (engagement: Engagement): Recheck => ({ kind: 'log', engagement }) };
  const start = (through: OutboxStore = store) =>
    makeOutbox({
      store: through,
      holds: {
        load: async () => ({ ...kept }),
        save: async (id, hold) => {
          if (hold) kept[id] = hold;
          else delete kept[id];
        },
      },
      connectorFor: async (id) => connectors[id] ?? null,
      recheck: async (engagement) => rules.check(engagement),
      readAttachment: async () => null,
      onChange: (entry) => told.push(entry),
      onConnection: (id, code) => health.push([id, code]),
      clock: () => time.now,
      random: () => 0.5,
    });
  return { time, kept, told, health, rules, store, start, outbox: start() };
}

/** A connector that answers what the test says, once per request. */
function scripted(...answers: ((ids: string[]) => Outcome[] | Outcome)[]) {
  const asked: { ids: string[]; ambiguous: boolean[] }[] = [];
  const connector: Deliverer = {
    maxBatch: 10,
    async deliver(items) {
      const ids = items.map(({ engagement }) => engagement.id);
      asked.push({ ids, ambiguous: items.map(({ ambiguous }) => ambiguous) });
      const answer = (answers.shift() ?? delivered)(ids);
      return Array.isArray(answer) ? answer : ids.map(() => answer);
    },
    remove: async () => ({ kind: 'removed' }),
  };
  return { connector, asked };
}
const delivered = (ids: string[]): Outcome[] =>
  ids.map((id) => ({ kind: 'delivered', repeated: false, ref: { id: `crm-${id}`, url: null, records: [] } }));
const retry = (code: FailureCode, scope: 'item' | 'connection', afterMs?: number) => (): Outcome => ({
  kind: 'retry',
  code,
  scope,
  afterMs,
});

async function settle({ outbox, store, time }: ReturnType<typeof makeHouse>) {
  for (let round = 0; round < 60; round++) {
    await outbox.flush();
    const { waiting, sending, removing } = await store.counts();
    if (waiting + sending + removing === 0) return;
    time.now += 2 * HOUR;
  }
  throw new Error('it never settled');
}

describe('delivery', () => {
  test('D3: it is logged only with the CRM’s own id, and its body is not kept any longer', async () => {
    const { connector } = scripted();
    const { outbox, store } = makeHouse({ crm: connector });
    await outbox.add(sampleEngagement(1), 'crm', 0);
    await outbox.flush();
    expect(await store.get(sampleId(1))).toMatchObject({ state: 'logged', ref: { id: `crm-${sampleId(1)}` }, engagement: { html: '' } });
  });

  test('C5: nothing is sent before its time, and taken back in that time it is forgotten', async () => {
    const { connector, asked } = scripted();
    const { outbox, store, time } = makeHouse({ crm: connector });
    await outbox.add(sampleEngagement(1), 'crm', time.now + 5000);
    await outbox.flush();
    expect(asked).toEqual([]);
    expect(await outbox.nextWake()).toBe(time.now + 5000);
    expect(await outbox.takeBack(sampleId(1))).toBe(true);
    time.now += HOUR;
    await outbox.flush();
    expect(asked).toEqual([]);
    expect(await store.get(sampleId(1))).toBeUndefined();
  });

  test('D2: after an answer that never came the next try is told to read back first', async () => {
    const { connector, asked } = scripted(retry('timeout', 'item'));
    const house = makeHouse({ crm: connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await settle(house);
    expect(asked.map(({ ambiguous }) => ambiguous)).toEqual([[false], [true]]);
  });

  test('D4: a CRM that is busy holds the connection for at least as long as it asked, and costs no try', async () => {
    const { connector, asked } = scripted(retry('rate_limited', 'connection', 60_000));
    const house = makeHouse({ crm: connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await house.outbox.flush();
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'waiting', tries: 0, ambiguous: false });
    house.time.now += 59_999;
    await house.outbox.flush();
    await house.start().flush();
    expect(asked).toHaveLength(1);
    house.time.now += 10_000;
    await house.outbox.flush();
    expect(asked).toHaveLength(2);
    expect(house.kept).toEqual({});
  });

  test('D5: a refused token is told, everything waits, and is due again once somebody reconnects', async () => {
    const { connector, asked } = scripted(retry('token_refused', 'connection'));
    const house = makeHouse({ crm: connector });
    for (const number of [1, 2, 3]) await house.outbox.add(sampleEngagement(number), 'crm', 0);
    await house.outbox.flush();
    await house.outbox.flush();
    expect(asked).toHaveLength(1);
    expect(house.health).toEqual([['crm', 'token_refused']]);
    await house.outbox.release('crm');
    await house.outbox.flush();
    expect((await house.store.counts()).logged).toBe(3);
    expect(house.health.at(-1)).toEqual(['crm', null]);
  });

  test('D4: the one bad item of a batch that is refused whole is found; the others get through', async () => {
    const bad = sampleId(3);
    const refuseBad = (ids: string[]): Outcome[] =>
      ids.includes(bad) ? ids.map(() => ({ kind: 'rejected', code: 'invalid', detail: 'no' })) : delivered(ids);
    const { connector } = scripted(...Array.from({ length: 20 }, () => refuseBad));
    const house = makeHouse({ crm: connector });
    for (let number = 1; number <= 7; number++) await house.outbox.add(sampleEngagement(number), 'crm', 0);
    await settle(house);
    expect(await house.store.counts()).toMatchObject({ logged: 6, failed: 1 });
    expect(await house.store.get(bad)).toMatchObject({ state: 'failed', failure: { code: 'invalid', detail: 'no' }, dueAt: null });
  });

  test('D4: an item that makes its batch fail with a server error is alone after some tries', async () => {
    const bad = sampleId(3);
    const failBad = (ids: string[]): Outcome[] | Outcome =>
      ids.includes(bad) ? { kind: 'retry', code: 'server_error', scope: 'item' } : delivered(ids);
    const { connector } = scripted(...Array.from({ length: 200 }, () => failBad));
    const house = makeHouse({ crm: connector });
    for (let number = 1; number <= 8; number++) await house.outbox.add(sampleEngagement(number), 'crm', 0);
    for (let round = 0; round < 12; round++) {
      await house.outbox.flush();
      house.time.now += 2 * HOUR;
    }
    expect(await house.store.counts()).toMatchObject({ logged: 7, waiting: 1 });
  });

  test('one connection that does not answer holds up no other', async () => {
    const stuck: Deliverer = { maxBatch: 1, deliver: () => new Promise(() => {}), remove: () => new Promise(() => {}) };
    const { connector } = scripted();
    const house = makeHouse({ stuck, crm: connector });
    await house.outbox.add(sampleEngagement(1), 'stuck', 0);
    await house.outbox.add(sampleEngagement(2), 'crm', 0);
    const logged = new Promise<void>((resolve) => {
      house.told.push = (...entries: OutboxEntry[]) => {
        if (entries.some(({ id, state }) => id === sampleId(2) && state === 'logged')) resolve();
        return 0;
      };
    });
    void house.outbox.flush();
    await logged;
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'sending' });
  });

  test('a connector’s rate is kept to', async () => {
    const { connector, asked } = scripted();
    const house = makeHouse({ crm: { ...connector, maxBatch: 1, rate: { burst: 2, perSecond: 1 } } });
    for (let number = 1; number <= 4; number++) await house.outbox.add(sampleEngagement(number), 'crm', 0);
    await house.outbox.flush();
    expect(asked).toHaveLength(2);
    expect(await house.outbox.nextWake()).toBe(house.time.now + 1000);
    house.time.now += 1000;
    await house.outbox.flush();
    expect(asked).toHaveLength(3);
  });

  test('without a connection its mails wait', async () => {
    const house = makeHouse({});
    await house.outbox.add(sampleEngagement(1), 'gone', 0);
    await house.outbox.flush();
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'waiting' });
    expect(house.health).toEqual([['gone', 'not_connected']]);
  });

  test('when the clock is set back, what waited a minute still waits about a minute', async () => {
    const { connector, asked } = scripted();
    const house = makeHouse({ crm: connector });
    house.time.now += 1000 * HOUR;
    await house.outbox.add(sampleEngagement(1), 'crm', house.time.now + 60_000);
    house.time.now -= 999 * HOUR;
    await house.outbox.flush();
    expect(await house.outbox.nextWake()).toBe(house.time.now + 60_000);
    house.time.now += 60_000;
    await house.outbox.flush();
    expect(asked).toHaveLength(1);
  });

  test('when the store fails half-way the flush says so, and the next one reads back', async () => {
    const inner = makeMemoryStore();
    let updates = 0;
    const failing: OutboxStore = {
      ...inner,
      update: (id, change) => (++updates === 2 ? Promise.reject(new Error('quota')) : inner.update(id, change)),
    };
    const { connector, asked } = scripted();
    const house = makeHouse({ crm: connector }, failing);
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await expect(house.outbox.flush()).rejects.toThrow('quota');
    await house.outbox.flush();
    expect(asked.map(({ ambiguous }) => ambiguous)).toEqual([[false], [true]]);
    expect(await inner.get(sampleId(1))).toMatchObject({ state: 'logged' });
  });

  test('a call during a flush makes it look again', async () => {
    const { connector, asked } = scripted();
    const house = makeHouse({ crm: connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    const first = house.outbox.flush();
    await house.outbox.add(sampleEngagement(2), 'crm', 0);
    await Promise.all([first, house.outbox.flush()]);
    expect(asked.flatMap(({ ids }) => ids)).toEqual([1, 2].map(sampleId));
  });

  test('10,000 that wait go out in batches, in order', async () => {
    const { connector, asked } = scripted();
    const house = makeHouse({ crm: { ...connector, maxBatch: 100 } });
    // A single store operation in memory scans; the database's do not.
    for (let number = 1; number <= 400; number++) await house.outbox.add(sampleEngagement(number), 'crm', 0);
    await house.outbox.flush();
    expect(asked).toHaveLength(4);
    expect(asked.flatMap(({ ids }) => ids)).toEqual(Array.from({ length: 400 }, (_, index) => sampleId(index + 1)));
  });
});

describe('never log, at delivery', () => {
  test('N5: a rule that was added while it waited blocks it, and names itself', async () => {
    const { connector, asked } = scripted();
    const house = makeHouse({ crm: connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    house.rules.check = () => ({ kind: 'blocked', rule });
    await house.outbox.flush();
    expect(asked).toEqual([]);
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'blocked', failure: { code: 'never_log', rule: 'acme.example' } });
  });

  test('N5: a rule that takes one of several recipients off lets the others through', async () => {
    const { connector } = scripted();
    const house = makeHouse({ crm: connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    house.rules.check = (engagement) => ({ kind: 'log', engagement: { ...engagement, subject: 'fewer' } });
    await house.outbox.flush();
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'logged', engagement: { subject: 'fewer' } });
  });

  test('N5: if an earlier try may have written it, it is removed before it counts as blocked', async () => {
    const crm = makeFakeCrm(['lost-after']);
    const house = makeHouse({ crm: crm.connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await house.outbox.flush();
    expect(crm.records.size).toBe(1);
    house.rules.check = () => ({ kind: 'blocked', rule });
    await settle(house);
    expect(crm.records.size).toBe(0);
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'blocked' });
  });
});

describe('what the rep does', () => {
  test('D6: what is un-logged is removed from the CRM after the time for an undo', async () => {
    const crm = makeFakeCrm();
    const house = makeHouse({ crm: crm.connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await house.outbox.flush();
    await house.outbox.unlog(sampleId(1), 6000);
    await house.outbox.flush();
    expect(crm.records.size).toBe(1);
    house.time.now += 6000;
    await house.outbox.flush();
    expect(crm.records.size).toBe(0);
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'removed', ref: null });
  });

  test('D6: an un-log can be undone until it has gone out, and not after', async () => {
    const crm = makeFakeCrm();
    const house = makeHouse({ crm: crm.connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await house.outbox.flush();
    await house.outbox.unlog(sampleId(1), 6000);
    expect(await house.outbox.relog(sampleId(1))).toMatchObject({ state: 'logged', ref: { id: `crm-${sampleId(1)}` } });
    await house.outbox.unlog(sampleId(1), 0);
    await house.outbox.flush();
    expect(await house.outbox.relog(sampleId(1))).toMatchObject({ state: 'removed' });
    expect(crm.records.size).toBe(0);
  });

  test('D6: what was un-logged before it was sent is never sent, and can be logged again', async () => {
    const crm = makeFakeCrm();
    const house = makeHouse({ crm: crm.connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await house.outbox.unlog(sampleId(1), 6000);
    await settle(house);
    expect(crm.countRequests()).toBe(0);
    await house.outbox.relog(sampleId(1));
    await settle(house);
    expect(crm.records.size).toBe(1);
  });

  test('D6: an un-log that the CRM refuses is told, and tried again as an un-log', async () => {
    const { connector } = scripted();
    let may = false;
    const house = makeHouse({
      crm: { ...connector, remove: async () => (may ? { kind: 'removed' } : { kind: 'rejected', code: 'permission_missing' }) },
    });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await house.outbox.flush();
    await house.outbox.unlog(sampleId(1), 0);
    await house.outbox.flush();
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'failed', wanted: 'gone', failure: { code: 'permission_missing' } });
    may = true;
    await house.outbox.retry(sampleId(1));
    await house.outbox.flush();
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'removed' });
  });

  test('D3: what was refused can be corrected and goes out again under its own id', async () => {
    const { connector, asked } = scripted(() => ({ kind: 'rejected', code: 'record_gone' }));
    const house = makeHouse({ crm: connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await house.outbox.flush();
    const associations = [{ kind: 'contact', recordId: 'c2', name: 'Bob' }] as const;
    await house.outbox.edit(sampleId(1), [...associations]);
    await house.outbox.flush();
    expect(asked).toHaveLength(2);
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'logged', engagement: { associations } });
  });

  test('D2: edited to nobody, what an earlier try may have written is removed before it counts as blocked', async () => {
    const crm = makeFakeCrm(['lost-after']);
    const house = makeHouse({ crm: crm.connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await house.outbox.flush();
    expect(crm.records.size).toBe(1);
    await house.outbox.edit(sampleId(1), [{ kind: 'deal', recordId: 'd1', name: 'Forty seats' }]);
    await settle(house);
    expect(crm.records.size).toBe(0);
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'blocked', failure: { code: 'nobody_left' }, saga: {} });
  });

  test('edited to nobody before anything was sent, nobody is asked', async () => {
    const { connector, asked } = scripted();
    const house = makeHouse({ crm: connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await house.outbox.edit(sampleId(1), []);
    await settle(house);
    expect(asked).toEqual([]);
    expect(await house.store.get(sampleId(1))).toMatchObject({ state: 'blocked', failure: { code: 'nobody_left' } });
  });

  test('D3: what the rep drops stays dropped, also when the same send is reported again', async () => {
    const { connector, asked } = scripted(() => ({ kind: 'rejected', code: 'invalid' }));
    const house = makeHouse({ crm: connector });
    await house.outbox.add(sampleEngagement(1), 'crm', 0);
    await house.outbox.flush();
    await house.outbox.drop(sampleId(1));
    expect(await house.outbox.add(sampleEngagement(1), 'crm', 0)).toBe(false);
    await settle(house);
    expect(asked).toHaveLength(1);
  });
});

const FAULTS: Fault[] = [
  ...(['none', 'none', 'lost-after', 'lost-before', 'twice', 'late', 'error-before', 'error-after'] as const),
  ...(['busy', 'busy-until', 'refused-token', 'fault'] as const),
];

/** A store that stops answering at its nth operation, before or after it took effect: a worker that is killed there. */
function killedAt(store: OutboxStore, operation: number, after: boolean) {
  let left = operation;
  let kill = () => {};
  const killed = new Promise<'killed'>((resolve) => {
    kill = () => resolve('killed');
  });
  const through = new Proxy(store, {
    get:
      (target, name: keyof OutboxStore) =>
      // biome-ignore lint/suspicious/noExplicitAny: one wrapper for methods of any shape
      async (...args: any[]) => {
        const call = () => (target[name] as (...all: unknown[]) => Promise<unknown>)(...args);
        if (left-- > 0) return call();
        if (left === -1 && after) await call();
        kill();
        return new Promise(() => {});
      },
  });
  return { through, killed };
}

describe('whatever happens', () => {
  const mail = fc.integer({ min: 1, max: 8 });
  const step = fc.oneof(
    fc.record({ do: fc.constant('add' as const), mail }),
    fc.record({ do: fc.constant('flush' as const), wait: fc.constantFrom(0, 3_000, 90_000, HOUR) }),
    fc.record({ do: fc.constant('kill' as const), operation: fc.integer({ min: 0, max: 25 }), after: fc.boolean() }),
    fc.record({ do: fc.constant('unlog' as const), mail, ticks: fc.integer({ min: 0, max: 80 }) }),
  );

  test('D1, D2, D4, D6: in the end each mail is there once, in its thread’s order, and none that was un-logged', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 3, maxLength: 25 }),
        fc.array(fc.constantFrom(...FAULTS), { maxLength: 15 }),
        fc.boolean(),
        async (steps, faults, idempotent) => {
          const crm = makeFakeCrm(idempotent ? [...faults] : faults.filter((fault) => fault !== 'twice'), { idempotent });
          const house = makeHouse({ crm: crm.connector });
          const added: number[] = [];
          const unlogged = new Set<number>();
          let outbox = house.outbox;
          for (const one of steps) {
            if (one.do === 'add' && !added.includes(one.mail)) {
              added.push(one.mail);
              await outbox.add(sampleEngagement(one.mail, { thread: `t${one.mail % 3}` }), 'crm', house.time.now);
            }
            if (one.do === 'flush') {
              house.time.now += one.wait;
              await outbox.flush();
            }
            if (one.do === 'kill') {
              const { through, killed } = killedAt(house.store, one.operation, one.after);
              await Promise.race([house.start(through).flush(), killed]);
              outbox = house.start();
            }
            if (one.do === 'unlog' && added.includes(one.mail)) {
              unlogged.add(one.mail);
              // So many turns after the start of a flush: before, during or after its request.
              const flushing = outbox.flush();
              for (let turn = 0; turn < one.ticks; turn++) await undefined;
              await outbox.unlog(sampleId(one.mail), 0);
              await flushing;
            }
          }
          await settle({ ...house, outbox });
          const expected = added.filter((number) => !unlogged.has(number)).map(sampleId);
          expect([...crm.records.keys()].sort()).toEqual([...expected].sort());
          expect(new Set(crm.created).size).toBe(crm.created.length);
          for (const thread of [0, 1, 2]) {
            const inThread = (id: string) => Number(id.slice(-12)) % 3 === thread;
            const order = added.map(sampleId).filter((id) => inThread(id) && crm.created.includes(id));
            expect(crm.created.filter(inThread)).toEqual(order);
          }
          for (const id of expected) expect(await house.store.get(id)).toMatchObject({ state: 'logged', ref: { id: `crm-${id}` } });
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);
});
