import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compose, expect, test } from './probe-fixture';

const SAVED = resolve(import.meta.dirname, '../../../shared/fixtures/gmail/compose-popup-2020-10.html');
const saved = existsSync(SAVED) ? readFileSync(SAVED, 'utf8') : '';

test.skip(!saved, 'needs ../shared/fixtures/gmail, a compose window saved from the real Gmail');
// The saved window has no menu to schedule from, and images of Google's that nobody here may ask for.
const SCHEDULE = '<div hidden><div selector="scheduledSend"></div></div></form>';
test.use({ splice: saved.replace(/src="[^"]*"/g, '').replace('</form>', SCHEDULE) });

test('C1: a compose window of the real Gmail, of October 2020, with the unmodified SDK', async ({ openGmail }) => {
  const log = await openGmail('?splice');
  await compose(log.page);
  const { header, kind, hasSlot } = await log.waitFor('compose');
  expect({ kind, hasSlot }).toEqual({ kind: 'new', hasSlot: true });
  expect(header).toMatchObject({ hostDraftId: 'msg-a:r-7673660351152959857', hostThreadId: '', recipients: [], subject: '' });
  await log.page.locator('textarea[name=to]').evaluate((node: HTMLTextAreaElement) => {
    node.value = 'Ada <ada@acme.example>, bob@';
    node.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const { recipients } = (await log.waitFor('change')).header;
  expect(recipients[0]).toEqual({ field: 'to', address: 'ada@acme.example', name: 'Ada', known: true });
  await log.page.evaluate(() => document.dispatchEvent(new Event('probe:inspect')));
  const { probes } = await log.waitFor('inspect');
  expect(probes.filter((probe: { state: string }) => probe.state === 'missing')).toEqual([]);
  await log.page.locator('.aoO').dispatchEvent('click');
  await log.sign(0, 'pressed');
});
