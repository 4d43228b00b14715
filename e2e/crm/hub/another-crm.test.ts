import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectProblem } from '../../../src/endpoint/testing';
import { mailTo, toContact } from '../../../src/endpoint/testing-mails';
import { TOKEN as HUBSPOT_TOKEN } from '../hubspot/server.mjs';
import { TOKEN as SELL_TOKEN, startZendeskSell } from '../zendesk-sell/server.mjs';
import { type House, openHouse } from './house';

// An endpoint that had HubSpot behind it, and is connected to another account or to Sell.

type Sell = Awaited<ReturnType<typeof startZendeskSell>>;

let house: House;
let sell: Sell;
beforeEach(async () => {
  let clock = () => 0;
  sell = await startZendeskSell({ clock: () => clock() });
  house = await openHouse({ crm: { urls: { 'zendesk-sell': sell.url } } });
  clock = () => house.time.now;
  expect((await house.connect()).status).toBe(200);
});
afterEach(async () => {
  await house.stop();
  await sell.close();
});

const HOUR = 3_600_000;
const connectSell = (more = {}) =>
  house.endpoint.call('PUT', 'crm-connection', {
    headers: house.admin,
    body: { connector: 'zendesk-sell', token: SELL_TOKEN, ...more },
  });
const disconnect = () => house.endpoint.call('DELETE', 'crm-connection', { headers: house.admin });
const retry = (ids: string[], headers = house.admin) => house.endpoint.call('POST', 'crm-retries', { headers, body: { ids } });
const refusals = async () => (await house.endpoint.call('GET', 'crm-refusals', { token: house.tokens.anna })).json.items;
const settle = () => house.hub.work(house.anna.tenant);
const emails = () => house.hubspot.state().emails.filter(({ properties }) => properties.hs_email_subject === 'Hello');
const notes = (id: string) =>
  sell
    .state()
    .notes.filter(({ content }) => content.includes(id))
    .map(({ resource_type, resource_id }) => `${resource_type} ${resource_id}`)
    .sort();
/** Ada, Acme and her open deals, as Sell knows them. */
const IN_SELL = ['contact 101', 'contact 501', 'deal 301', 'deal 302'];

/** A mail with all that was planned by what HubSpot knew. */
async function plannedMail() {
  const [ada] = (await house.known('ada@acme.example')).contacts;
  return mailTo(['ada@acme.example'], {
    associations: [
      toContact('ada@acme.example', { recordId: ada.id, name: ada.name, create: false }),
      ...ada.deals.map(({ id, name }: { id: string; name: string }) => ({ kind: 'deal' as const, recordId: id, name })),
    ],
    associationsComplete: true,
  });
}
/** A second account of HubSpot, at the same address. */
function moveHubSpot() {
  house.hubspot.account.portalId = 4711002;
  house.hubspot.grants.set('pat-eu1-other-account-1', house.hubspot.grants.get(HUBSPOT_TOKEN) as never);
  return 'pat-eu1-other-account-1';
}

describe('a mail on its way when another CRM is connected', () => {
  test('K4: that never left goes to the new one, with what its people have there', async () => {
    const mail = await plannedMail();
    house.hubspot.grants.delete(HUBSPOT_TOKEN);
    expect(await house.log(mail)).toMatchObject({ delivery: { state: 'waiting', code: 'crm_reconnect' } });
    expect((await connectSell()).status).toBe(200);
    await settle();
    expect(notes(mail.id)).toEqual(IN_SELL);
    expect(emails()).toEqual([]);
    expect(await house.log(mail)).toMatchObject({ result: 'duplicate', ref: { url: expect.stringContaining('futuresimple') } });
    expect(notes(mail.id)).toEqual(IN_SELL);
  });

  test('K4: makes whoever is new there, and nobody whom the rules would not', async () => {
    const mail = mailTo(['nora@newcomer.example'], { bcc: [{ address: 'new@bcc.example', name: '' }] });
    house.hubspot.grants.delete(HUBSPOT_TOKEN);
    await house.log(mail);
    await connectSell();
    await settle();
    const made = sell.state().contacts.map(({ email }) => email);
    expect(made).toContain('nora@newcomer.example');
    expect(made).not.toContain('new@bcc.example');
  });

  test('D2: of which the former one may hold a part is given back with a remedy; tried again it is in the new one, once', async () => {
    const mail = await plannedMail();
    house.hubspot.order({ kind: 'drop-after', when: /^POST .*\/emails$/ });
    expect(await house.log(mail)).toMatchObject({ delivery: { state: 'waiting' } });
    expect(emails()).toHaveLength(1);
    await connectSell();
    await settle();
    expect(notes(mail.id)).toEqual([]);
    expect(await house.statesOf({ ids: [mail.id] })).toMatchObject({
      states: [],
      deliveries: [{ id: mail.id, state: 'failed', code: 'crm_changed', detail: 'HubSpot 4711001' }],
    });
    expect(await refusals()).toMatchObject([{ id: mail.id, code: 'crm_changed', loggedBy: 'Anna Berger', wanted: 'logged' }]);
    // Her own client hears it from the feed of changes.
    expect((await house.changes()).filter(({ engagementId }) => engagementId === mail.id)).toMatchObject([{ change: 'refused' }]);
    expect((await retry([mail.id])).status).toBe(204);
    await settle();
    expect(notes(mail.id)).toEqual(IN_SELL);
    expect(emails()).toHaveLength(1);
    expect(await refusals()).toEqual([]);
    expect(await house.log(mail)).toMatchObject({ result: 'duplicate' });
    expect(notes(mail.id)).toEqual(IN_SELL);
  });

  test('D2: that waits for another account of the same CRM never goes by a record of the former one', async () => {
    const mail = await plannedMail();
    const key = moveHubSpot();
    house.hubspot.grants.delete(HUBSPOT_TOKEN);
    await house.log(mail);
    // In the other account, under Ada's id, is somebody else.
    house.hubspot.account.records.rows.contacts.delete('501');
    expect((await house.connect(key)).json.connection).toMatchObject({ account: 'HubSpot 4711002' });
    await settle();
    const [email] = emails();
    expect(email?.contacts).toHaveLength(1);
    expect(email?.contacts).not.toContain('501');
  });

  test('D2: in the middle of its requests ends where it began, and asks nobody with the key of another', async () => {
    const mail = await plannedMail();
    let arrived = () => {};
    const here = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    // HubSpot is slow; meanwhile its key is withdrawn, and Sell is connected.
    house.hubspot.order({
      kind: 401,
      when: ({ method, path }) => {
        if (method !== 'POST' || !path.endsWith('/emails')) return false;
        arrived();
        return true;
      },
    });
    const logging = house.log(mail);
    await here;
    await connectSell();
    await logging;
    await settle();
    const leaked = house.hubspot.asked.filter(({ status }) => status === 401);
    expect(leaked.length).toBeLessThanOrEqual(1);
    expect(emails()).toEqual([]);
    expect([[], IN_SELL]).toContainEqual(notes(mail.id));
    // Wherever it stood, it is either there or told of.
    const { states, deliveries } = await house.statesOf({ ids: [mail.id] });
    expect(states.length + deliveries.length).toBe(1);
  });

  test('D3: while none is connected it waits, and says for whom', async () => {
    const mail = await plannedMail();
    house.hubspot.order({ kind: 503, when: /^POST .*\/emails$/ });
    await house.log(mail);
    await disconnect();
    expect(await house.statesOf({ ids: [mail.id] })).toMatchObject({ deliveries: [{ state: 'waiting' }] });
    expect((await house.crm()).outbox).toMatchObject({ waiting: 1 });
    expect(await house.log(mail)).toMatchObject({ result: 'accepted', delivery: { state: 'waiting' } });
    await house.connect();
    house.time.now += HOUR;
    await settle();
    expect(emails()).toHaveLength(1);
  });
});

describe('what a former CRM has', () => {
  test('D6: is not said to be gone when it is un-logged; once that account is connected again, it is', async () => {
    const mail = await plannedMail();
    await house.log(mail);
    await connectSell();
    expectProblem(await house.remove(mail.id), 422, 'crm_former');
    expect(await refusals()).toMatchObject([{ id: mail.id, code: 'crm_former', detail: 'HubSpot 4711001', wanted: 'gone' }]);
    expect(emails()).toHaveLength(1);
    await house.connect();
    expect((await house.remove(mail.id)).status).toBe(204);
    expect(emails()).toEqual([]);
    expect(await refusals()).toEqual([]);
  });

  test('D6: is not said to be gone while none is connected', async () => {
    const mail = await plannedMail();
    await house.log(mail);
    await disconnect();
    expectProblem(await house.remove(mail.id), 409, 'passing_on');
    await house.connect();
    await settle();
    expect(emails()).toEqual([]);
  });

  test('I9: stays as it is, also when a colleague logs the same mail with more', async () => {
    const mail = await plannedMail();
    const first = await house.log(mail);
    await connectSell();
    const more = { ...mail, id: mailTo([]).id, associations: [toContact('grace@acme.example')] };
    expect(await house.log(more, house.tokens.tom)).toMatchObject({ result: 'duplicate', ref: { id: first.ref.id } });
    await settle();
    expect(emails()).toHaveLength(1);
    expect(notes(mail.id)).toEqual([]);
  });

  test('K4: is known again by its records when that account comes back', async () => {
    const before = (await house.known('ada@acme.example')).contacts[0];
    await connectSell();
    await house.connect();
    expect((await house.known('ada@acme.example')).contacts[0]).toMatchObject({ id: before.id, url: before.url });
  });
});

describe('a key', () => {
  test('K5: that is meant for the same account is refused for another one, by its name', async () => {
    const key = moveHubSpot();
    const answer = await house.endpoint.call('PUT', 'crm-connection', {
      headers: house.admin,
      body: { connector: 'hubspot', token: key, reconnects: true },
    });
    expectProblem(answer, 422, 'other_account');
    expect(answer.json.detail).toBe('HubSpot 4711002');
    expect((await house.crm()).connection).toMatchObject({ account: 'HubSpot 4711001' });
    expectProblem(await connectSell({ reconnects: true }), 422, 'other_account');
  });

  test('D2: whose account could not be asked at the start writes nothing before it has said which one it is', async () => {
    const mail = await plannedMail();
    house.hubspot.order({ kind: 503, when: /^POST .*\/emails$/ });
    await house.log(mail);
    const key = moveHubSpot();
    house.hubspot.grants.delete(HUBSPOT_TOKEN);
    house.hubspot.account.records.rows.contacts.delete('501');
    house.hubspot.order({ kind: 503, times: 20 });
    const wish = { connector: 'hubspot', baseUrl: '', secret: { kind: 'token' as const, token: key }, connectedBy: null };
    expect(await house.hub.connect(house.anna.tenant, wish, true)).toMatchObject({ ok: true });
    await settle();
    expect(emails()).toEqual([]);
    house.hubspot.calm();
    house.time.now += 3 * HOUR;
    await settle();
    expect((await house.crm()).connection).toMatchObject({ account: 'HubSpot 4711002' });
    for (const { contacts } of emails()) expect(contacts).not.toContain('501');
  });

  test('D2: whose account turns out to be the one that we know goes on with what waits there', async () => {
    const mail = await plannedMail();
    house.hubspot.order({ kind: 'drop-after', when: /^POST .*\/emails$/ });
    await house.log(mail);
    house.hubspot.grants.set('pat-eu1-practice-0002', house.hubspot.grants.get(HUBSPOT_TOKEN) as never);
    house.hubspot.order({ kind: 503, times: 20 });
    const secret = { kind: 'token' as const, token: 'pat-eu1-practice-0002' };
    await house.hub.connect(house.anna.tenant, { connector: 'hubspot', baseUrl: '', secret, connectedBy: null }, true);
    house.hubspot.calm();
    house.time.now += 3 * HOUR;
    expect(await house.log(mail)).toMatchObject({ result: 'duplicate', ref: { id: emails()[0]?.id } });
    expect(emails()).toHaveLength(1);
  });

  test('K8: and what was refused are shown to all, and only an admin tries again', async () => {
    const rep = await house.signIn(house.anna);
    expectProblem(await retry([mailTo([]).id], rep), 403, 'admin_only');
    expectProblem(await house.endpoint.call('POST', 'crm-connection/check', { headers: rep }), 403, 'admin_only');
    const check = await house.endpoint.call('POST', 'crm-connection/check', { headers: house.admin });
    expect(check.json).toMatchObject({ ok: true, account: 'HubSpot 4711001', missing: [] });
    expectProblem(await house.endpoint.call('GET', 'crm-refusals?cursor=x', { headers: rep }), 400, 'cursor_unknown');
    await disconnect();
    expectProblem(await retry([mailTo([]).id]), 409, 'not_connected');
  });
});
