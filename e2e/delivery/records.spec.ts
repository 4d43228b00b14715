import { join } from 'node:path';
import Database from 'libsql';
import { DATABASE_FILE } from '../../src/endpoint/store/embedded';
import { expect } from '../fixture';
import { LOOK_UP, planFor, test } from './desk';

test('D4: a mail whose contact was deleted meanwhile goes to the rep, who corrects it; the next thread does not wait', async ({
  desk,
  endpoint,
}) => {
  test.setTimeout(120_000);
  const page = await desk.open();
  const lookedUp = desk.faults.holdNext(LOOK_UP, 'after');
  await desk.mail(page, { subject: 'to nobody', to: 'grace@acme.example' }, async () => {
    (await lookedUp).release();
    await planFor(page, /Grace Hopper/);
    desk.faults.failAll('drop-before');
  });
  await expect.poll(async () => (await desk.entry('to nobody'))?.engagement.associationsComplete, { timeout: 20_000 }).toBe(true);
  deleteContact(join(endpoint.dataDir, DATABASE_FILE), 'grace@acme.example');
  desk.faults.heal();
  const id = (await desk.entry('to nobody'))?.id ?? '';
  await desk.ask('retry', id);
  await desk.becomes('to nobody', 'failed');
  expect((await desk.entry('to nobody'))?.failure?.code).toBe('record_gone');
  await desk.mail(page, { subject: 'to Ada' });
  await desk.becomes('to Ada', 'logged');
  const popup = await desk.browser.openPopup();
  await expect(popup.getByRole('heading', { name: /needs you/i })).toBeVisible();
  const ada = (await desk.entry('to Ada'))?.engagement.associations.find(({ kind }) => kind === 'contact');
  await desk.ask('edit', id, ada ? [ada] : []);
  await desk.becomes('to nobody', 'logged');
  expect(await desk.held('to nobody')).toHaveLength(1);
});

/** As an admin would, behind our back. */
function deleteContact(file: string, address: string): void {
  const database = new Database(file);
  database.pragma('busy_timeout = 5000');
  const [row] = database.prepare('SELECT contact_id AS id FROM contact_addresses WHERE address = ?').all(address) as { id: string }[];
  for (const [table, column] of [
    ['contact_addresses', 'contact_id'],
    ['deal_contacts', 'contact_id'],
    ['contacts', 'id'],
  ])
    database.prepare(`DELETE FROM ${table} WHERE ${column} = ?`).run(row?.id);
  database.close();
}
