import { request } from '@playwright/test';
import { INGEST } from '../delivery/desk';
import { compose, type Endpoint, expect, handsOf, send, write } from '../fixture';
import { test, tomOf } from './compose-test';
import { lineOf, noticeIn } from './line';

test.setTimeout(120_000);

const OTHER = 'anna.berger@freelance.example';
async function signIn(endpoint: Endpoint) {
  const tom = await request.newContext({ baseURL: endpoint.url });
  await tom.get(tomOf(endpoint)?.signInUrl ?? '');
  return tom;
}

test('N2 N5: a rule made after the mail was planned holds at delivery, mine here and everyone’s at the endpoint', async ({
  desk,
  endpoint,
}) => {
  const [connection] = (await desk.ask('getSettings')).connections;
  const id = connection?.id ?? '';
  const page = await desk.open();
  const held = desk.faults.holdNext(INGEST, 'before');
  await desk.mail(page, { to: 'ada@acme.example, giulia@colibri.example', subject: 'Planned for two' });
  const { release } = await held;
  const admin = await signIn(endpoint.current);
  const made = await admin.post('/api/v1/rules', { data: { rules: [{ key: 'colibri.example', scope: 'everyone', neverTrack: false }] } });
  expect(made.ok()).toBe(true);
  await admin.dispose();
  release();
  await desk.becomes('Planned for two', 'logged');
  const [item] = await desk.held('Planned for two');
  expect(item?.records.flatMap(({ kind, name }) => (kind === 'contact' || kind === 'company' ? [name] : [])).sort()).toEqual([
    'Acme',
    'Ada Lovelace',
  ]);
  expect(item?.excluded).toMatchObject([
    { address: 'giulia@colibri.example', reason: 'never-log', rule: 'colibri.example', scope: 'everyone' },
  ]);

  const lost = desk.faults.holdNext(INGEST, 'before');
  desk.faults.failNext(INGEST, 'error-before');
  await desk.mail(page, { to: 'elodie@lumiere.example', subject: 'Planned for one' });
  const onItsWay = await lost;
  const asked = desk.faults.calls.filter(INGEST).length;
  await desk.ask('addRules', id, ['@lumiere.example'], 'me', false);
  onItsWay.release();
  await desk.becomes('Planned for one', 'blocked');
  expect((await desk.entry('Planned for one'))?.failure).toMatchObject({ code: 'never_log', rule: 'lumiere.example' });
  expect(await desk.held('Planned for one')).toEqual([]);

  await compose(page);
  const line = await lineOf(page);
  await write(page, { to: 'elodie@lumiere.example, legal@acme-legal.example', subject: 'For nobody' });
  await line.says(/^Nothing will be logged: all recipients are on the never-log list$/);
  await line.isOn('Log');
  await send(page);
  await expect.poll(() => noticeIn(page), { timeout: 20_000 }).toMatch(/^Not logged: .* is on the never-log list$/);
  await desk.becomes('For nobody', 'blocked');
  expect(await desk.entry('For nobody')).toMatchObject({ ref: null, failure: { code: 'never_log' } });
  expect(desk.faults.calls.filter(INGEST)).toHaveLength(asked);
});

test('K6: an account that is not set up does nothing and says so; set up, it has its own connection and rules', async ({
  desk,
  endpoint,
}) => {
  const page = await desk.open({ account: 1 });
  await compose(page);
  const line = await lineOf(page);
  await write(page, { subject: 'From nowhere' });
  await line.says(new RegExp(`^Not set up for ${OTHER}$`));
  await send(page);
  await expect(handsOf(page).notice(page)).toContainText('Message sent');
  const { accounts, connections } = await desk.ask('getSettings');
  expect(accounts.find(({ address }) => address === OTHER)).toMatchObject({ connectionId: null });

  const tom = tomOf(endpoint.current);
  const paired = await desk.ask('connect', {
    connector: 'endpoint',
    values: { baseUrl: desk.faults.url, code: tom?.pairingCode ?? '' },
    account: OTHER,
    connectionId: null,
  });
  expect(paired).toMatchObject({ ok: true, connection: { userName: 'Tom Keller' } });
  const second = paired.ok ? paired.connection.id : '';
  expect(second).not.toBe(connections[0]?.id);
  const mine = (await desk.ask('getSettings')).accounts.find(({ address }) => address === OTHER);
  if (!mine) throw new Error('no account');
  await desk.ask('saveAccount', { ...mine, undoSeconds: 0 });
  await desk.ask('addRules', second, ['acme.example'], 'me', false);

  await compose(page);
  const listed = await lineOf(page);
  await write(page, { to: 'ada@acme.example, wei.chen@consulting.example', subject: 'From the other account' });
  await listed.says(/^Wei Chen · 1 deal — without ada@acme\.example: acme\.example is never logged$/);
  await send(page);
  await desk.becomes('From the other account', 'logged');
  expect(await desk.held('From the other account'), 'Anna’s first account logged nothing').toEqual([]);
  const asTom = await signIn(endpoint.current);
  const { item } = await (await asTom.get(`/api/v1/engagements/${(await desk.entry('From the other account'))?.ref?.id}`)).json();
  expect(item).toMatchObject({ subject: 'From the other account', loggedBy: { name: 'Tom Keller' } });
  await asTom.dispose();

  const first = await desk.open();
  await compose(first);
  const free = await lineOf(first);
  await write(first, { to: 'ada@acme.example', subject: 'From the first account' });
  await free.says(/^Ada Lovelace · Acme · 2 deals$/);
  await send(first);
  await desk.becomes('From the first account', 'logged');
  expect(await desk.held('From the first account')).toMatchObject([{ loggedBy: { name: 'Anna Berger' } }]);
  expect(await desk.entry('From nowhere')).toBeUndefined();
  expect(await desk.held('From nowhere')).toEqual([]);
});
