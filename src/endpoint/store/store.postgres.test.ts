import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type IngestResult, MAX_BATCH } from '../../core/endpoint-api';
import type { OutboxEntry } from '../../core/outbox/entry';
import { sampleEntry, sampleId } from '../../core/outbox/samples';
import { ingest } from '../ingest/ingest';
import { makeTestPlace, type TestPlace } from '../testing-database';
import { mailTo } from '../testing-mails';
import { startCuttingProxy } from './cutting-proxy';
import type { Database, Queries } from './database';
import { makeStored } from './database-samples';
import { noteChanges } from './engagements';
import { migrations } from './migrations';
import { openDatabase } from './open-database';
import type { PostgresPlace } from './postgres';
import { makeSqlOutbox } from './sql-outbox';
import { changesSince } from './timeline';
import { StoreAway } from './trouble';
import { addTenant, addUser } from './users';

const NOW = Date.UTC(2026, 4, 4);
const urlOf = (kind: string, id: string) => `https://endpoint.example/${kind}/${id}`;

/** A promise, and its end from outside. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('on PostgreSQL', () => {
  let test_: TestPlace;
  let place: PostgresPlace;
  /** The server, past our own pool. */
  let server: pg.Client;
  const nodes: Database[] = [];
  const openNode = async (at: PostgresPlace = place) => {
    const db = await openDatabase(at);
    nodes.push(db);
    return db;
  };

  beforeEach(async () => {
    test_ = await makeTestPlace();
    place = test_.place as PostgresPlace;
    server = new pg.Client({ connectionString: place.url, application_name: 'test' });
    await server.connect();
  });
  afterEach(async () => {
    for (const db of nodes.splice(0)) await db.close();
    await server.end();
    await test_.remove();
  });

  const scalar = async (query: string) => Object.values((await server.query(query)).rows[0] ?? {})[0];
  /** Server processes of ours that use this test's tables. */
  const OURS = `application_name = 'threadline' AND pid IN
    (SELECT pid FROM pg_locks JOIN pg_class ON pg_class.oid = relation WHERE relnamespace = current_schema()::regnamespace)`;
  const untilOneWaits = () =>
    expect
      .poll(() => scalar(`SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND ${OURS}`), { timeout: 20_000 })
      .toBe('1');
  const cutAll = () => server.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${OURS}`);

  test('nodes that start at the same time bring the schema up once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => openNode()));
    expect(await scalar('SELECT version FROM schema_version')).toBe(String(migrations.length));
    expect(await scalar('SELECT count(*) FROM schema_version')).toBe('1');
  });

  test('a database of a newer version is left alone', async () => {
    await openNode();
    await server.query(`UPDATE schema_version SET version = ${migrations.length + 1}`);
    await expect(openDatabase(place)).rejects.toThrow('newer version');
  });

  test('a cursor never passes what appears later: a number is seen when all before it are', async () => {
    const [one, other] = [await openNode(), await openNode()];
    const note = (db: Database, id: string, before: Promise<void>, begun = () => {}) =>
      db.write(async (tx) => {
        await noteChanges(tx, { tenant: 't', userId: 'u' }, [id], 'logged', NOW);
        begun();
        await before;
      });
    const [hold, begun] = [gate(), gate()];
    const first = note(one, 'first', hold.opened, begun.open);
    await begun.opened;
    const second = note(other, 'second', Promise.resolve());
    await untilOneWaits();
    const seenMeanwhile = await changesSince(other.read, { tenant: 't', userId: 'u' }, 0);
    hold.open();
    await Promise.all([first, second]);
    expect(seenMeanwhile.changes).toEqual([]);
    const after = await changesSince(other.read, { tenant: 't', userId: 'u' }, seenMeanwhile.cursor);
    expect(after.changes.map(({ engagementId }) => engagementId)).toEqual(['first', 'second']);
  });

  async function foundOrganisation(db: Database) {
    return db.write(async (tx) => {
      const tenant = await addTenant(tx, 'Northwind', NOW);
      const userId = await addUser(tx, tenant, { name: 'Anna', role: 'rep', addresses: ['anna@northwind.example'] }, NOW);
      return { tenant, userId, connectionId: null };
    });
  }
  const logAt = async (db: Database, who: Awaited<ReturnType<typeof foundOrganisation>>, mails: unknown[]) =>
    ingest(db, who, mails, NOW, urlOf);
  const resultOf = ([one]: IngestResult[]) => one?.result;

  test('D2: one mail that two nodes take in at the same time, under whatever id, is one record with one contact', async () => {
    const [one, other] = [await openNode(), await openNode()];
    const who = await foundOrganisation(one);
    const messageId = '<m1@mail.example>';
    const mail = mailTo(['ada@acme.example'], { messageId });
    const again = mailTo(['ada@acme.example'], { messageId });
    const answers = await Promise.all([one, other, one, other].flatMap((db) => [logAt(db, who, [mail]), logAt(db, who, [again])]));
    expect(answers.map(resultOf).sort()).toEqual(['created', ...Array(7).fill('duplicate')]);
    const records = new Set(answers.flatMap(([answer]) => (answer && 'ref' in answer ? [answer.ref.id] : [])));
    expect([records.size, await scalar('SELECT count(*) FROM engagements'), await scalar('SELECT count(*) FROM contacts')]).toEqual([
      1,
      '1',
      '1',
    ]);
  });

  test('D2: nodes that create contacts for the same addresses in another order do not stand in each other’s way', async () => {
    const [one, other] = [await openNode(), await openNode()];
    const who = await foundOrganisation(one);
    const people = Array.from({ length: 20 }, (_, index) => `p${index}@acme.example`);
    await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        logAt(index % 2 ? one : other, who, [mailTo(index % 2 ? people : people.toReversed()), mailTo(people.slice(index))]),
      ),
    );
    expect(await scalar('SELECT count(*) FROM contacts')).toBe('20');
    expect(await scalar('SELECT count(*) FROM engagements')).toBe('12');
  });

  test('D2: changes that two nodes make to one outbox entry at the same time are all kept', async () => {
    const stores = [await openNode(), await openNode()].map((db) => makeSqlOutbox(db, 't'));
    await stores[0]?.add(sampleEntry(1));
    const more = (step: string) => (entry: OutboxEntry) => ({ ...entry, saga: { ...entry.saga, [step]: true }, tries: entry.tries + 1 });
    const steps = Array.from({ length: 20 }, (_, index) => `step ${index}`);
    await Promise.all(steps.map((step, index) => stores[index % 2]?.update(sampleId(1), more(step))));
    const entry = await stores[0]?.get(sampleId(1));
    expect([entry?.tries, Object.keys(entry?.saga ?? {}).length]).toEqual([20, 20]);
  });

  test('a row that another wrote meanwhile: the job is run again and sees it', async () => {
    const [one, other] = [await openNode(), await openNode()];
    const [hold, begun] = [gate(), gate()];
    const first = one.write(async (tx) => {
      await addRow(tx, 'a');
      begun.open();
      await hold.opened;
    });
    await begun.opened;
    let runs = 0;
    const second = other.write(async (tx) => {
      runs += 1;
      const there = await tx.selectFrom('tenants').select('tenant').where('tenant', '=', 'a').executeTakeFirst();
      if (!there) await addRow(tx, 'a');
      return there?.tenant;
    });
    await untilOneWaits();
    hold.open();
    await first;
    expect([await second, runs]).toEqual(['a', 2]);
  });

  test('two who wait for each other: one of them is run again, nobody hears of it', async () => {
    const [one, other] = [await openNode(), await openNode()];
    for (const tenant of ['a', 'b']) await makeStored(() => one).addTenant(tenant);
    const both = [gate(), gate()] as const;
    const rename = (db: Database, first: string, second: string, mine: 0 | 1) =>
      db.write(async (tx) => {
        await touch(tx, first);
        both[mine].open();
        await both[1 - mine]?.opened;
        await touch(tx, second);
      });
    await Promise.all([rename(one, 'a', 'b', 0), rename(other, 'b', 'a', 1)]);
    expect(await scalar('SELECT sum(created_at) FROM tenants')).toBe('4');
  });

  test('connections that were cut while nobody used them are replaced at the next use', async () => {
    const proxy = await startCuttingProxy(place.url);
    const db = await openNode({ ...place, url: proxy.url });
    const { addTenant: add, tenants } = makeStored(() => db);
    await add('a');
    expect(await tenants()).toEqual(['a']);
    proxy.cutAll();
    await add('b');
    proxy.cutAll();
    expect(await tenants()).toEqual(['a', 'b']);
    await proxy.stop();
  });

  test('a read that is cut off is asked again', async () => {
    const db = await openNode();
    const reading = sql`SELECT count(*) AS rows FROM tenants, pg_sleep(0.7)`.execute(db.read);
    await expect.poll(async () => (await cutAll()).rowCount, { timeout: 20_000 }).toBe(1);
    expect((await reading).rows).toEqual([{ rows: 0 }]);
  });

  test('D2: an answer to a commit that is lost acknowledges nothing; the same again ends in one record', async () => {
    const proxy = await startCuttingProxy(place.url);
    const db = await openNode({ ...place, url: proxy.url });
    const who = await foundOrganisation(db);
    const mail = mailTo(['ada@acme.example']);
    proxy.loseAnswerToNextCommit();
    await expect(logAt(db, who, [mail])).rejects.toBeInstanceOf(StoreAway);
    expect(resultOf(await logAt(db, who, [mail]))).toBe('duplicate');
    expect(await scalar('SELECT count(*) FROM engagements')).toBe('1');
    await proxy.stop();
  });

  test('D1: whoever is acknowledged while connections are cut all the time is there, once', async () => {
    const db = await openNode();
    const who = await foundOrganisation(db);
    const acknowledged: string[] = [];
    let cuts = 0;
    const log = async (): Promise<void> => {
      const mail = mailTo(['ada@acme.example']);
      for (;;) {
        try {
          await logAt(db, who, [mail]);
          acknowledged.push(mail.id);
          return;
        } catch (error) {
          expect(error).toBeInstanceOf(StoreAway);
        }
      }
    };
    const logging = Promise.all(
      Array.from({ length: 6 }, async () => {
        for (let count = 0; count < 15; count++) await log();
      }),
    );
    for (let time = 0; time < 6; time++) {
      const before = acknowledged.length;
      await expect.poll(() => acknowledged.length, { interval: 5, timeout: 20_000 }).toBeGreaterThan(before);
      cuts += (await cutAll()).rowCount ?? 0;
    }
    await logging;
    expect(cuts).toBeGreaterThan(0);
    const { rows } = await server.query('SELECT id FROM engagements ORDER BY id');
    expect(rows.map(({ id }) => id)).toEqual(acknowledged.sort());
  });

  test.each([
    ['a server that is no leader any more', 'SET TRANSACTION READ ONLY'],
    ['a statement that takes too long', 'SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)'],
    ['a lock that is not given', `SET LOCAL lock_timeout = 20; LOCK TABLE tenants`],
  ])('%s: the database is away, and whoever asks may ask again', async (_what, statement) => {
    const db = await openNode();
    const blocker = new pg.Client({ connectionString: place.url });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE tenants IN ACCESS SHARE MODE');
    const work = db.write(async (tx) => {
      for (const one of statement.split('; ')) await sql.raw(one).execute(tx);
      await addRow(tx, 'a');
    });
    await expect(work).rejects.toBeInstanceOf(StoreAway);
    await blocker.end();
    await makeStored(() => db).addTenant('a');
  });

  test('a newer node adds a column: those that run already go on', async () => {
    const db = await openNode();
    const { addTenant: add } = makeStored(() => db);
    await add('a');
    const select = (queries: Queries) => queries.selectFrom('tenants').selectAll().where('tenant', '=', 'a').execute();
    const read = () => select(db.read);
    const write = () => db.write(select);
    for (const ask of [read, write]) expect(await ask()).toHaveLength(1);
    await server.query('ALTER TABLE tenants ADD COLUMN colour TEXT');
    for (const ask of [read, write]) expect(await ask()).toMatchObject([{ tenant: 'a', colour: null }]);
  });

  test('a server that is not there: nobody waits for long', async () => {
    const proxy = await startCuttingProxy(place.url);
    const db = await openNode({ ...place, url: proxy.url });
    await proxy.stop();
    const { addTenant: add, tenants } = makeStored(() => db);
    const begin = performance.now();
    await expect(add('a')).rejects.toBeInstanceOf(StoreAway);
    await expect(tenants()).rejects.toBeInstanceOf(StoreAway);
    expect(performance.now() - begin).toBeLessThan(5000);
  });

  test('hits lie in a part for each month, later ones and strays included; old parts go as a whole', async () => {
    const db = await openNode();
    const now = new Date();
    const thisMonth = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
    const partName = `hits_${new Date(thisMonth).toISOString().slice(0, 7).replace('-', '_')}`;
    const hit = { tenant: 't', user_id: 'u', ref: 'r', kind: 'open', link: 0, class: 'person', confidence: '1', reason: 'none' } as const;
    await db.write(async (tx) => {
      for (const [index, at] of [thisMonth, thisMonth - 1, 0].entries())
        await tx
          .insertInto('hits')
          .values({ ...hit, at, id: String(index), seq: index })
          .execute();
    });
    const parts = async () => (await server.query('SELECT tableoid::regclass::text AS part, id FROM hits ORDER BY id')).rows;
    expect(await parts()).toEqual([
      { part: partName, id: '0' },
      { part: 'hits_rest', id: '1' },
      { part: 'hits_rest', id: '2' },
    ]);
    await db.dropMonths(thisMonth);
    expect(await parts()).toHaveLength(3);
    await db.dropMonths(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
    expect((await parts()).map(({ id }) => id)).toEqual(['1', '2']);
  });

  test('a batch of the largest size is taken in', async () => {
    const db = await openNode();
    const who = await foundOrganisation(db);
    const mails = Array.from({ length: MAX_BATCH }, (_, index) => mailTo([`p${index}@acme.example`]));
    expect((await logAt(db, who, mails)).every(({ result }) => result === 'created')).toBe(true);
  });
});

const addRow = (tx: Queries, tenant: string) => tx.insertInto('tenants').values({ tenant, name: '', created_at: 0 }).execute();
const touch = (tx: Queries, tenant: string) =>
  tx
    .updateTable('tenants')
    .set((row) => ({ created_at: row('created_at', '+', 1) }))
    .where('tenant', '=', tenant)
    .execute();
