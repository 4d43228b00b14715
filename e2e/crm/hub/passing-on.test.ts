import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Engagement } from '../../../src/core/engagement';
import { expectProblem } from '../../../src/endpoint/testing';
import { mailTo, newId, toContact } from '../../../src/endpoint/testing-mails';
import { TOKEN } from '../hubspot/server.mjs';
import { type House, openHouse } from './house';

// An endpoint with HubSpot behind it, as a rep's browser and an admin meet it.

let house: House;
beforeEach(async () => {
  house = await openHouse();
  expect((await house.connect()).status).toBe(200);
});
afterEach(() => house.stop());

const HOUR = 3_600_000;
const emails = () => house.hubspot.state().emails.filter(({ properties }) => properties.hs_email_subject === 'Hello');
/** A mail as the rep's line planned it, by what the endpoint told of Ada. */
async function plannedMail(more: Partial<Engagement> = {}) {
  const [ada] = (await house.known('ada@acme.example')).contacts;
  return mailTo(['ada@acme.example'], {
    associations: [
      toContact('ada@acme.example', { recordId: ada.id, name: ada.name, create: false }),
      { kind: 'company', recordId: ada.company.id, name: ada.company.name },
      ...ada.deals.map(({ id, name }: { id: string; name: string }) => ({ kind: 'deal' as const, recordId: id, name })),
    ],
    associationsComplete: true,
    ...more,
  });
}

describe('a mail', () => {
  test('K4: that is taken in is in HubSpot once, with all its ties, and is logged by HubSpot’s own id', async () => {
    const mail = await plannedMail();
    const result = await house.log(mail);
    const [email, other] = emails();
    expect(other).toBeUndefined();
    expect(email).toMatchObject({ contacts: ['501'], companies: ['901'], deals: ['802', '801'] });
    expect(result).toMatchObject({ result: 'created', ref: { id: email?.id, url: expect.stringContaining('hubspot.com') } });
    expect(await house.log(mail)).toEqual({ ...result, result: 'duplicate' });
    expect(emails()).toHaveLength(1);
    expect(await house.statesOf({ ids: [mail.id] })).toMatchObject({
      states: [{ id: mail.id, state: 'logged', ref: { id: email?.id } }],
      deliveries: [],
    });
    expect((await house.changes()).filter(({ engagementId }) => engagementId === mail.id)).toMatchObject([{ change: 'logged' }]);
    expect((await house.crm()).outbox).toMatchObject({ logged: 1, waiting: 0 });
  });

  test('K4: the endpoint’s own timeline has what HubSpot tied it to, also where nobody had looked', async () => {
    const mail = mailTo(['ada@acme.example', 'nora@newcomer.example']);
    expect(await house.log(mail)).toMatchObject({ result: 'created' });
    expect((await house.recordsOf(mail.id)).sort()).toEqual([
      'company Acme',
      'contact Ada Lovelace',
      'contact nora@newcomer.example',
      'deal Acme: forty seats',
      'deal Acme: onboarding package',
    ]);
    const [nora] = (await house.known('nora@newcomer.example')).contacts;
    expect(nora.url).toContain('hubspot.com');
    expect(
      (await house.endpoint.call('GET', `records/contact/${nora.id}/timeline`, { token: house.tokens.anna })).json.items,
    ).toMatchObject([{ id: mail.id }]);
    expect(house.hubspot.state().contacts.filter(({ properties }) => properties.email === 'nora@newcomer.example')).toHaveLength(1);
  });

  test('D2: whose answer HubSpot lost is read back, and is there once', async () => {
    house.hubspot.order({ kind: 'drop-after', when: /^POST .*\/emails$/ });
    const mail = await plannedMail();
    const first = await house.log(mail);
    expect(first).toMatchObject({ result: 'accepted', delivery: { id: mail.id, state: 'waiting', code: 'unreachable' } });
    expect(await house.statesOf({ ids: [mail.id] })).toMatchObject({ states: [], deliveries: [{ id: mail.id, state: 'waiting' }] });
    expect((await house.changes()).filter(({ engagementId }) => engagementId === mail.id)).toEqual([]);
    house.time.now += HOUR;
    expect(await house.log(mail)).toMatchObject({ result: 'duplicate', ref: { id: emails()[0]?.id } });
    expect(emails()).toHaveLength(1);
  });

  test('D3: that HubSpot refuses comes back with the reason, and goes again when it is sent again', async () => {
    const mail = await plannedMail();
    house.hubspot.order({ kind: 403, when: /^POST .*\/emails$/ });
    expect(await house.log(mail)).toMatchObject({ result: 'accepted', delivery: { state: 'waiting', code: 'permission_missing' } });
    const gone = { ...(await plannedMail()), associations: mail.associations };
    house.time.now += HOUR;
    house.hubspot.account.records.rows.contacts.delete('501');
    const refused = await house.log(gone);
    expect(refused).toMatchObject({ result: 'accepted', delivery: { state: 'failed' } });
    expect((await house.changes()).filter(({ engagementId }) => engagementId === gone.id)).toMatchObject([{ change: 'refused' }]);
    expect(await house.statesOf({ ids: [gone.id] })).toMatchObject({
      states: [],
      deliveries: [{ state: 'failed', code: refused.delivery.code }],
    });
    // The rep takes the contact that is gone off, and puts a colleague of hers on.
    const changed = { ...gone, associations: [toContact('grace@acme.example')], associationsComplete: true };
    expect(await house.log(changed)).toMatchObject({ result: 'created', ref: { id: expect.any(String) } });
    expect(emails().map(({ contacts }) => contacts)).toHaveLength(1);
  });

  test('N5: the rules are asked again before it goes on', async () => {
    const mail = await plannedMail();
    house.hubspot.order({ kind: 503, when: /^POST .*\/emails$/, times: 2 });
    expect(await house.log(mail)).toMatchObject({ result: 'accepted' });
    const rule = { key: 'acme.example', scope: 'me', neverTrack: false };
    await house.endpoint.call('POST', 'rules', { token: house.tokens.anna, body: { rules: [rule] } });
    house.time.now += HOUR;
    expect(await house.log(mail)).toMatchObject({ delivery: { state: 'blocked', code: 'never_log', rule: 'acme.example' } });
    expect(emails()).toEqual([]);
  });

  test('N2: nobody who is never logged reaches HubSpot, and nobody is made who would not be here', async () => {
    const rule = { key: 'secret.example', scope: 'everyone', neverTrack: false };
    await house.endpoint.call('POST', 'rules', { headers: house.admin, body: { rules: [rule] } });
    const addresses = ['ada@acme.example', 'x@secret.example'];
    const hidden = mailTo(addresses, { bcc: [{ address: 'new@bcc.example', name: '' }] });
    hidden.associations.push(toContact('new@bcc.example'));
    expect(await house.log(hidden)).toMatchObject({ result: 'created' });
    const everything = JSON.stringify(house.hubspot.state());
    expect(everything).not.toContain('x@secret.example');
    expect(house.hubspot.state().contacts.some(({ properties }) => properties.email === 'new@bcc.example')).toBe(false);
  });

  test('K4: goes along with its files', async () => {
    const bytes = Buffer.from('a file');
    const sha256 = (await import('node:crypto')).createHash('sha256').update(bytes).digest('hex');
    await house.endpoint.call('PUT', `attachments/${sha256}`, {
      token: house.tokens.anna,
      raw: { type: 'application/octet-stream', bytes },
    });
    const attachments = [{ name: 'offer.txt', type: 'text/plain', size: bytes.length, sha256 }];
    expect(await house.log(await plannedMail({ attachments }))).toMatchObject({ result: 'created' });
    expect(house.hubspot.state().files).toHaveLength(1);
  });
});

describe('one mail of two reps', () => {
  const again = (mail: Engagement, more: Partial<Engagement>) => ({ ...mail, id: newId(), account: 'tom@northwind.example', ...more });

  test('I9: is one record with the ties of both', async () => {
    const mail = await plannedMail({ associations: [toContact('ada@acme.example')], associationsComplete: true });
    await house.log(mail);
    const more = again(mail, { associations: [toContact('grace@acme.example')] });
    const result = await house.log(more, house.tokens.tom);
    expect(result).toMatchObject({ id: more.id, result: 'duplicate', ref: { id: emails()[0]?.id } });
    expect(emails()).toHaveLength(1);
    expect(emails()[0]?.contacts).toHaveLength(2);
    expect(emails()[0]?.properties.hs_email_text).toContain('Hello');
    expect(await house.changes(house.tokens.tom)).toContainEqual(expect.objectContaining({ engagementId: more.id, change: 'logged' }));
  });

  test('D6: is gone for both when it is un-logged', async () => {
    const mail = await plannedMail();
    await house.log(mail);
    const more = again(mail, {});
    await house.log(more, house.tokens.tom);
    expect((await house.remove(mail.id)).status).toBe(204);
    expect(emails()).toEqual([]);
    expect(await house.log(more, house.tokens.tom)).toMatchObject({ result: 'rejected', code: 'removed' });
  });
});

describe('an un-log', () => {
  test('D6: deletes what was written in HubSpot, and a replay never brings it back', async () => {
    const mail = await plannedMail();
    await house.log(mail);
    expect((await house.remove(mail.id)).status).toBe(204);
    expect(emails()).toEqual([]);
    expect(await house.log(mail)).toMatchObject({ result: 'rejected', code: 'removed' });
    expect((await house.remove(mail.id)).status).toBe(204);
    expect(emails()).toEqual([]);
  });

  test('D6: is not said to be done before HubSpot has done it', async () => {
    const mail = await plannedMail();
    await house.log(mail);
    house.hubspot.order({ kind: 503, when: /^DELETE/ });
    expectProblem(await house.remove(mail.id), 409, 'passing_on');
    expect(emails()).toHaveLength(1);
    house.time.now += HOUR;
    expect((await house.remove(mail.id)).status).toBe(204);
    expect(emails()).toEqual([]);
  });

  test('D6: of what never went out ends it there', async () => {
    house.hubspot.order({ kind: 503, when: /^POST .*\/emails$/, times: 50 });
    const mail = await plannedMail();
    await house.log(mail);
    house.hubspot.calm();
    house.time.now += HOUR;
    expect((await house.remove(mail.id)).status).toBe(204);
    house.time.now += HOUR;
    await house.hub.work(house.anna.tenant);
    expect(emails()).toEqual([]);
  });
});

describe('what is asked goes through', () => {
  test('C3: a look-up tells what HubSpot knows, under ids of our own, and asks once a minute', async () => {
    const before = house.hubspot.asked.length;
    const known = await house.known('ada@acme.example');
    expect(known.contacts).toMatchObject([{ name: 'Ada Lovelace', company: { name: 'Acme' }, deals: [{ open: true }, { open: true }] }]);
    expect(known.contacts[0].id).not.toBe('501');
    expect(known.contacts[0].url).toContain('hubspot.com');
    const asked = house.hubspot.asked.length;
    expect(asked).toBeGreaterThan(before);
    expect(await house.known('ada@acme.example')).toEqual(known);
    expect(house.hubspot.asked).toHaveLength(asked);
    house.time.now += 61_000;
    expect(await house.known('ada@acme.example')).toEqual(known);
    expect(house.hubspot.asked.length).toBeGreaterThan(asked);
  });

  test('C3: a search, a contact that is made while reading, and the history of one', async () => {
    const token = house.tokens.anna;
    const { json } = await house.endpoint.call('GET', 'search?q=acme', { token });
    const deal = json.found.find(({ kind }: { kind: string }) => kind === 'deal');
    expect((await house.endpoint.call('GET', `records/deal/${deal.id}`, { token })).json.name).toBe(deal.name);
    const made = await house.endpoint.call('POST', 'contacts', { token, body: { address: 'mia@fresh.example', name: 'Mia Fresh' } });
    expect(made.json.known.contacts).toMatchObject([{ name: 'Mia Fresh', url: expect.stringContaining('hubspot.com') }]);
    expect(house.hubspot.state().contacts.some(({ properties }) => properties.email === 'mia@fresh.example')).toBe(true);
    const mail = await plannedMail();
    await house.log(mail);
    const [ada] = (await house.known('ada@acme.example')).contacts;
    const history = (await house.endpoint.call('GET', `records/contact/${ada.id}/history?limit=10`, { token })).json.items;
    expect(history.filter(({ id }: { id: string }) => id === mail.id)).toMatchObject([
      { subject: 'Hello', url: expect.stringContaining('hubspot.com') },
    ]);
  });

  test('D5: HubSpot that is away, or refuses the key, is told as such and never as "nobody known"', async () => {
    house.hubspot.order({ kind: 502 });
    expect(await house.known('ada@acme.example')).toMatchObject({ status: 502, code: 'unreachable' });
    house.hubspot.grants.delete(TOKEN);
    expect(await house.known('bob@acme.example')).toMatchObject({ status: 502, code: 'crm_reconnect' });
    const me = await house.endpoint.call('GET', 'me', { token: house.tokens.anna });
    expect(me.json.crm).toMatchObject({ connector: 'hubspot', failure: 'token_refused' });
  });
});

describe('a key', () => {
  test('K8: that is refused holds everything back and loses nothing; what waited goes when there is a good one', async () => {
    const grant = house.hubspot.grants.get(TOKEN);
    house.hubspot.grants.delete(TOKEN);
    const mail = mailTo(['ada@acme.example']);
    expect(await house.log(mail)).toMatchObject({ result: 'accepted', delivery: { state: 'waiting', code: 'crm_reconnect' } });
    expectProblem(await house.connect(), 422, 'token_refused');
    house.hubspot.grants.set('pat-eu1-practice-0002', grant as never);
    expect((await house.connect('pat-eu1-practice-0002')).json.connection).toMatchObject({ failure: null });
    expect(await house.log(mail)).toMatchObject({ result: 'duplicate', ref: { id: emails()[0]?.id } });
    expect(emails()).toHaveLength(1);
  });

  test('K8: lies sealed in the database, and stands in no answer, log or document', async () => {
    house.hubspot.order({ kind: '500-after', when: /^POST .*\/emails$/ });
    await house.log(mailTo(['ada@acme.example']));
    const answers = [
      await house.connect('pat-eu1-wrong-secret-77'),
      await house.endpoint.call('GET', 'crm-connection', { token: house.tokens.anna }),
      await house.endpoint.call('GET', 'me', { token: house.tokens.anna }),
      await house.endpoint.call('GET', '/docs/json'),
    ];
    const rows = await house.db.read.selectFrom('crm_connections').selectAll().execute();
    const entries = await house.db.read.selectFrom('outbox').selectAll().execute();
    const everything = JSON.stringify([answers, rows, entries, house.logged]);
    for (const secret of [TOKEN, 'pat-eu1-wrong-secret-77']) expect(everything).not.toContain(secret);
    expect(rows).toHaveLength(1);
  });

  test('K8: is an admin’s to give, in a browser that is signed in', async () => {
    const body = { connector: 'hubspot', token: TOKEN };
    const rep = await house.signIn(house.anna);
    expectProblem(await house.endpoint.call('PUT', 'crm-connection', { headers: rep, body }), 403, 'admin_only');
    expectProblem(await house.endpoint.call('PUT', 'crm-connection', { token: house.tokens.tom, body }), 403, 'sign_in_needed');
    expectProblem(await house.endpoint.call('DELETE', 'crm-connection', { headers: rep }), 403, 'admin_only');
    const foreign = { ...house.admin, origin: 'https://evil.example' };
    expectProblem(await house.endpoint.call('PUT', 'crm-connection', { headers: foreign, body }), 403, 'foreign_origin');
    for (const bad of [
      { connector: 'salesforce', token: 'x' },
      { connector: 'endpoint', token: 'x' },
      { ...body, token: '\n' },
    ])
      expectProblem(await house.endpoint.call('PUT', 'crm-connection', { headers: house.admin, body: bad }), 422, 'invalid');
  });

  test('K8: is forgotten when the endpoint is disconnected, which then is the CRM again', async () => {
    expect((await house.endpoint.call('DELETE', 'crm-connection', { headers: house.admin })).status).toBe(204);
    expect(await house.crm().then(({ connection }) => connection)).toBeNull();
    expect((await house.db.read.selectFrom('crm_connections').select('secret').execute())[0]).toEqual({ secret: null });
    const mail = mailTo(['ada@acme.example']);
    expect(await house.log(mail)).toMatchObject({ result: 'created', ref: { id: mail.id } });
    expect(emails()).toEqual([]);
  });
});
