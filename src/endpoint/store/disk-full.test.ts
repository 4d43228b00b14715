import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Engagement } from '../../core/engagement';
import { expectProblem, startTestEndpoint } from '../testing';
import { mailTo } from '../testing-mails';
import { mint, trackedMail, trackingAt } from '../testing-tracking';
import type { Database } from './database';
import { openDatabase } from './open-database';

// A real disk that is full: a file system of a few megabytes. Only root may make one.
const isRoot = process.getuid?.() === 0;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'threadline-small-disk-'));
  if (isRoot) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]);
});
afterEach(() => {
  if (isRoot) execFileSync('umount', ['--lazy', folder]);
  rmSync(folder, { recursive: true });
});

test.runIf(isRoot)('D2: on a full disk nothing is acknowledged that is not stored; with room again it goes on', async () => {
  const reserve = makeReserve();
  const endpoint = await startTestEndpoint({ openStore: () => openDatabase(folder) });
  const send = (mail: Engagement) => endpoint.call('POST', 'engagements', { token: endpoint.tokens.anna, body: { engagements: [mail] } });
  const before = await stored(endpoint.db);
  const acknowledged = new Set(before);
  const fill = async () => {
    for (;;) {
      const mail = mailTo(['ada@acme.example'], { html: '<p>'.padEnd(20_000, 'x'), text: 'x' });
      const answer = await send(mail);
      if (answer.status !== 200) return { mail, answer };
      acknowledged.add(mail.id);
    }
  };

  const { mail, answer } = await fill();
  expectProblem(answer, 507, 'storage_full');
  expect(acknowledged.size - before.length).toBeGreaterThan(20);
  expect(await stored(endpoint.db)).toEqual([...acknowledged].sort());
  expect((await endpoint.call('GET', '/healthz')).status).toBe(200);

  unlinkSync(reserve);
  expect((await send(mail)).json.results).toMatchObject([{ id: mail.id, result: 'created' }]);
  acknowledged.add(mail.id);
  await fill();
  await endpoint.stop();
  execFileSync('mount', ['-o', 'remount,size=12m', folder]);
  const reopened = await openDatabase(folder);
  expect(await stored(reopened)).toEqual([...acknowledged].sort());
  await reopened.close();
});

test.runIf(isRoot)(
  'T1: on a full disk pixels and links are answered; what is not stored waits, and is there once when there is room',
  async () => {
    const reserve = makeReserve();
    const endpoint = await startTestEndpoint({ openStore: () => openDatabase(folder) });
    const tracking = trackingAt(endpoint);
    await tracking.consent('ada@acme.example');
    const mail = trackedMail();
    await tracking.register([mail]);
    const key = await tracking.key();
    const [pixel, link] = [mint(key, 'open', mail.id), mint(key, 'click', mail.id, 1, mail.links[0])];
    const register = () =>
      tracking.register([trackedMail({ links: Array.from({ length: 20 }, () => `https://x.example/${'x'.repeat(1000)}`) })]);
    let answer = await register();
    while (answer.status === 200) answer = await register();
    expectProblem(answer, 507, 'storage_full');
    const hits = async () => (await endpoint.db.read.selectFrom('hits').select('kind').orderBy('at').execute()).map(({ kind }) => kind);

    const ask = async (path: string) => (await endpoint.call('GET', path)).status;
    // Some may still find room in what was written last.
    for (let asked = 0; endpoint.logged.length === 0; asked++) {
      expect([await ask(pixel), await ask(link)]).toEqual([200, 302]);
      endpoint.time.now += 60_000;
      await endpoint.app.desk.intake.drain(200);
      expect(asked).toBeLessThan(1000);
    }
    expect(endpoint.logged).toContainEqual({ event: 'hits_not_stored', name: 'Error' });
    const [before, waiting] = [(await hits()).length, endpoint.app.desk.intake.waiting()];
    expect(waiting).toBeGreaterThan(0);
    unlinkSync(reserve);
    expect(await endpoint.app.desk.intake.drain()).toBe(true);
    expect(await hits()).toHaveLength(before + waiting);
    await endpoint.stop();
  },
);

/** Room that can be made again. */
function makeReserve(): string {
  const reserve = join(folder, 'reserve');
  writeFileSync(reserve, Buffer.alloc(2 * 1024 * 1024));
  return reserve;
}

const stored = async ({ read }: Database) =>
  (await read.selectFrom('engagements').select('id').orderBy('id').execute()).map(({ id }) => id);
