import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Engagement } from '../../core/engagement';
import { expectProblem, startTestEndpoint } from '../testing';
import { mailTo } from '../testing-mails';
import type { Database } from './database';
import { openDatabase } from './open-database';

// A real disk that is full: a file system of a few megabytes. Only root may make one.
const isRoot = process.getuid?.() === 0;

const folder = mkdtempSync(join(tmpdir(), 'threadline-small-disk-'));
afterEach(() => {
  execFileSync('umount', ['--lazy', folder]);
  rmSync(folder, { recursive: true });
});

test.runIf(isRoot)('D2: on a full disk nothing is acknowledged that is not stored; with room again it goes on', async () => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]);
  const reserve = join(folder, 'reserve');
  writeFileSync(reserve, Buffer.alloc(2 * 1024 * 1024));
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

const stored = async ({ read }: Database) =>
  (await read.selectFrom('engagements').select('id').orderBy('id').execute()).map(({ id }) => id);
