import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attach, compose, expect, handsOf, send, write } from '../fixture';
import { test } from './compose-test';
import { lineOf, noticeIn } from './line';

test.setTimeout(120_000);

const MEGABYTE = 1024 * 1024;

test('C6: a body over 2 MB is told of as soon as it is pasted, and nothing is logged', async ({ client, desk, ours }) => {
  const page = await desk.open();
  await ours.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: `https://${client.host}` });
  await compose(page);
  const line = await lineOf(page);
  await write(page, { subject: 'Far too long' });
  await line.says(/^Ada Lovelace/);
  await page.evaluate((length) => navigator.clipboard.writeText('x'.repeat(length)), 2 * MEGABYTE + 1);
  await page.keyboard.press('Control+V');
  await line.says(/^Too large to log: 2 MB of text, the limit is 2 MB$/);
  await send(page);
  await expect.poll(() => noticeIn(page), { timeout: 20_000 }).toMatch(/^Not logged\. .*larger than/);
  await desk.becomes('Far too long', 'blocked');
  expect(await desk.entry('Far too long')).toMatchObject({ ref: null, failure: { code: 'too_large' } });
  expect(await desk.held('Far too long')).toEqual([]);
});

test('C6: attachments over 50 MB are left out, and the mail is logged', async ({ desk }) => {
  const page = await desk.open();
  await compose(page);
  const line = await lineOf(page);
  await write(page, { subject: 'Heavy' });
  await attach(page, 'small.pdf', 1000);
  await line.says(/^Ada Lovelace · Acme · 2 deals$/);
  // By path: the browser takes no larger ones from a test's hands.
  const folder = mkdtempSync(join(tmpdir(), 'threadline-heavy-'));
  const heavy = ['one.zip', 'two.zip'].map((name) => join(folder, name));
  for (const path of heavy) writeFileSync(path, Buffer.alloc(26 * MEGABYTE));
  await handsOf(page).attach(page, heavy);
  await line.says(/without attachments \(52 MB\)/);
  await send(page);
  rmSync(folder, { recursive: true });
  await desk.becomes('Heavy', 'logged');
  const [item] = await desk.held('Heavy');
  expect(item?.attachments.map(({ name, sha256 }) => [name, sha256])).toEqual([
    ['small.pdf', null],
    ['one.zip', null],
    ['two.zip', null],
  ]);
});
