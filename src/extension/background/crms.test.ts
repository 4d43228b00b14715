import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KEY } from '../../../e2e/crm/activecampaign/seed.mjs';
import { startActiveCampaign } from '../../../e2e/crm/activecampaign/server.mjs';
import { TOKEN as HUBSPOT_TOKEN, startHubSpot } from '../../../e2e/crm/hubspot/server.mjs';
import { TOKEN as SELL_TOKEN, startZendeskSell } from '../../../e2e/crm/zendesk-sell/server.mjs';
import { connectorKinds } from '../../connectors/registry';
import { UNDO_UNLOG_MS } from '../../core/limits';
import { sampleEngagement } from '../../core/outbox/samples';
import type { SendSign } from '../../mail/mail-client';
import type { ConnectRequest, WireDraft } from '../protocol';
import { ANNA, deliver, type House, makeHouse, pairing } from './fake-house';
import { type makeFakeBrowser, tabSender, uiSender } from './fake-world';
import { openAgain } from './open-again';

// The three CRMs as the worker is connected to them, over their practice servers.

const fake = vi.hoisted(() => ({ browser: undefined as unknown as ReturnType<typeof makeFakeBrowser> }));
vi.mock('../browser-api', async () => {
  const { makeFakeBrowser: make } = await import('./fake-world');
  fake.browser = make();
  return fake.browser.api;
});

const AC_URL = 'https://acme.api-us1.com';
const CRMS = {
  hubspot: { host: 'api.hubapi.com', values: { token: HUBSPOT_TOKEN }, label: 'HubSpot 4711001' },
  activecampaign: { host: 'acme.api-us1.com', values: { baseUrl: `${AC_URL}/api/3`, token: KEY }, label: 'ActiveCampaign acme' },
  'zendesk-sell': { host: 'api.getbase.com', values: { token: SELL_TOKEN }, label: 'Northwind Sales' },
} as const;
type Crm = keyof typeof CRMS;
const NAMES = Object.keys(CRMS) as Crm[];
const patternOf = (crm: Crm) => `https://${CRMS[crm].host}/*`;

/** A browser says who it is, whatever a page sets. */
const asBrowser =
  (real: typeof fetch): typeof fetch =>
  (input, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('user-agent', 'Mozilla/5.0');
    return real(input, { ...init, headers });
  };

async function openCrms() {
  const time = { clock: () => Date.now() };
  const [hubspot, activecampaign, sell] = await Promise.all([
    startHubSpot({ clock: () => time.clock() }),
    startActiveCampaign({ clock: () => time.clock() }),
    startZendeskSell({ clock: () => time.clock() }),
  ]);
  const servers = { hubspot, activecampaign, 'zendesk-sell': sell };
  const services = Object.fromEntries(NAMES.map((crm) => [CRMS[crm].host, asBrowser(servers[crm].fetch)]));
  const house = await makeHouse({ paired: false, services });
  time.clock = () => house.world.now;
  return {
    servers,
    house,
    /** Mails of ours that the CRM holds, by subject; of notes, those that stand at Ada. */
    subjects: {
      hubspot: () => hubspot.state().emails.map(({ properties }) => properties.hs_email_subject),
      activecampaign: () => activecampaign.state().notes.flatMap(({ note, reltype }) => (reltype === 'Subscriber' ? subjectsIn(note) : [])),
      'zendesk-sell': () => sell.state().notes.flatMap(({ content, resource_id: id }) => (id === 101 ? subjectsIn(content) : [])),
    } satisfies Record<Crm, () => unknown[]>,
    close: () => Promise.all(Object.values(servers).map((server) => server.close())),
  };
}
const subjectsIn = (text: string) => (/\bref: [0-9a-f-]{36}$/.test(text) ? (/^Subject: (.*)$/m.exec(text)?.slice(1) ?? []) : []);

const request = (crm: Crm, changes: Partial<ConnectRequest> = {}): ConnectRequest => ({
  ...{ connector: crm, values: CRMS[crm].values, account: ANNA, connectionId: null },
  ...changes,
});

const tab = tabSender(7);
const confirmed = (at: number): SendSign => ({ kind: 'confirmed', messageId: null, hostThreadId: '', hostMessageId: `h${drafts}`, at });
let drafts = 0;
async function send({ page, world }: House, subject: string, account = ANNA) {
  const hostDraftId = `draft${++drafts}`;
  const draft: WireDraft = {
    hostDraftId,
    hostThreadId: `thread${drafts}`,
    from: { address: account, name: '' },
    recipients: [{ address: 'ada@acme.example', name: '', field: 'to', known: true }],
    subject,
    html: '<p>Hello</p>',
    text: 'Hello',
    files: [],
  };
  const { id } = await page.openDraft(tab, account, hostDraftId, draft.hostThreadId, null);
  await page.plan(tab, id, { ...draft, bodyBytes: 12 });
  await page.intend(tab, id, draft);
  for (const sign of [{ kind: 'pressed' } as const, confirmed(world.now)]) await page.sign(tab, id, sign);
  return id;
}

let crms: Awaited<ReturnType<typeof openCrms>>;
beforeEach(async () => {
  fake.browser.local.clear();
  fake.browser.told.length = 0;
  fake.browser.hosts.clear();
  for (const crm of NAMES) fake.browser.hosts.add(patternOf(crm));
  crms = await openCrms();
});
afterEach(() => crms.close());

describe.each(NAMES)('%s', (crm) => {
  const asked = () => crms.servers[crm].asked;

  test('K5: connects by its key, and says who we are there and in which account', async () => {
    const { house } = crms;
    const answer = await house.ui.connect(uiSender, request(crm));
    expect(answer).toMatchObject({ ok: true, connection: { connector: crm, label: CRMS[crm].label, userAddress: ANNA } });
    expect(await house.ui.health(uiSender)).toMatchObject([{ state: 'ok', missing: [] }]);
    expect((await house.ui.getSettings(uiSender)).accounts).toMatchObject([{ address: ANNA }]);
  });

  test('D3: a mail is logged once, with the CRM’s own id', async () => {
    const { house, subjects } = crms;
    await house.ui.connect(uiSender, request(crm));
    const id = await send(house, 'Offer');
    await deliver(house);
    const entry = await house.ui.getEntry(uiSender, id);
    expect(entry).toMatchObject({ state: 'logged' });
    expect(entry?.ref?.id).not.toBe('');
    expect(entry?.ref?.records.map(({ name }) => name)).toContain('Ada Lovelace');
    expect(subjects[crm]()).toEqual(['Offer']);
  });

  test('R1, D6: logged at another computer, a mail is shown as logged and can be un-logged from all its records', async () => {
    const { house, subjects } = crms;
    const { host, values } = CRMS[crm];
    const kind = connectorKinds.find(({ id }) => id === crm) ?? expect.fail(`no ${crm}`);
    const there = kind.make({ fetch: asBrowser(crms.servers[crm].fetch), baseUrl: `https://${host}`, token: values.token });
    const [contactId = '', companyId = ''] = { hubspot: ['501', '901'], activecampaign: ['5', '9'], 'zendesk-sell': ['101', '501'] }[crm];
    const engagement = sampleEngagement(1, {
      messageId: '<offer@mail.example>',
      associations: [
        { kind: 'contact', recordId: contactId, name: 'Ada Lovelace', address: 'ada@acme.example' },
        { kind: 'company', recordId: companyId, name: 'Acme' },
      ],
    });
    const saga = { step: <T>(_: string, run: () => Promise<T>) => run() };
    const before = JSON.stringify(crms.servers[crm].state());
    await there.deliver([{ engagement, saga, ambiguous: false, readAttachment: async () => null }]);
    expect(subjects[crm]()).toEqual(['Offer']);
    // The other computer has spent its share of the account's rate.
    house.world.now += 1000;

    await house.ui.connect(uiSender, request(crm));
    const message = {
      ...{ hostMessageId: 'h1', hostThreadId: 't1', messageId: engagement.messageId, at: engagement.at, subject: 'Offer' },
      from: { address: ANNA, name: 'Anna Berger', known: true },
      recipients: [{ address: 'ada@acme.example', name: 'Ada Lovelace', field: 'to' as const, known: true }],
    };
    const [state] = await house.reader.messageStates(tab, ANNA, [message]);
    expect(state).toMatchObject({ state: 'logged', id: engagement.id });
    expect(state?.records.map(({ kind: what, name }) => `${what} ${name}`)).toEqual(['contact Ada Lovelace', 'company Acme']);

    await house.reader.unlogMessage(tab, ANNA, message);
    house.world.now += UNDO_UNLOG_MS + 1000;
    await deliver(house);
    expect(await house.reader.messageStates(tab, ANNA, [message])).toMatchObject([{ state: 'removed' }]);
    expect(JSON.stringify(crms.servers[crm].state())).toBe(before);
  });

  test('K5: nobody is asked before the browser allows it', async () => {
    fake.browser.hosts.delete(patternOf(crm));
    const { house } = crms;
    expect(await house.ui.connect(uiSender, request(crm))).toMatchObject({ ok: false, code: 'host_permission_missing' });
    expect(asked()).toEqual([]);
    expect((await house.ui.getSettings(uiSender)).connections).toEqual([]);
  });

  test('D5: a permission that is taken away holds all mail without a try; given back, it goes out', async () => {
    const { house, subjects } = crms;
    await house.ui.connect(uiSender, request(crm));
    const worker = await house.ready;
    fake.browser.hosts.delete(patternOf(crm));
    await openAgain(worker);
    expect(await house.ui.health(uiSender)).toMatchObject([{ state: 'permission-missing', code: 'host_permission_missing' }]);
    const before = asked().length;
    const id = await send(house, 'Offer');
    await deliver(house);
    expect(await house.ui.getEntry(uiSender, id)).toMatchObject({ state: 'waiting', tries: 0 });
    expect(asked()).toHaveLength(before);
    fake.browser.hosts.add(patternOf(crm));
    await openAgain(worker);
    await deliver(house);
    expect(subjects[crm]()).toEqual(['Offer']);
  });

  test('D5: a key that is refused in mid-run waits for another one; nothing is lost and nothing is twice', async () => {
    const { house, subjects } = crms;
    await house.ui.connect(uiSender, request(crm));
    const id = await send(house, 'Offer');
    const connectionId = (await house.ui.getSettings(uiSender)).connections[0]?.id ?? '';
    const settings = (await house.ready).settings;
    await settings.keepSecret(connectionId, `${(await settings.secretOf(connectionId))?.slice(0, -1)}x`);
    await deliver(house);
    expect(await house.ui.health(uiSender)).toMatchObject([{ state: 'needs-reconnect', code: 'token_refused' }]);
    expect(await house.ui.getEntry(uiSender, id)).toMatchObject({ state: 'waiting', tries: 0 });
    expect(await house.ui.connect(uiSender, request(crm, { connectionId }))).toMatchObject({ ok: true, connection: { id: connectionId } });
    await deliver(house);
    expect(subjects[crm]()).toEqual(['Offer']);
    expect((await house.ui.getSettings(uiSender)).connections).toHaveLength(1);
  });

  test('K5: removed, its key is gone and the browser has its permission back', async () => {
    const { house } = crms;
    const answer = await house.ui.connect(uiSender, request(crm));
    await house.ui.removeConnection(uiSender, answer.ok ? answer.connection.id : '');
    expect(fake.browser.hosts.has(patternOf(crm))).toBe(false);
    expect(JSON.stringify([...fake.browser.local])).not.toContain(CRMS[crm].values.token);
  });

  test('the secret is in no setting, export, message or log', async () => {
    const { house } = crms;
    const said: unknown[] = [];
    for (const how of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, how).mockImplementation((...all) => said.push(all));
    await house.ui.connect(uiSender, request(crm));
    crms.servers[crm].order({ kind: '500-after', times: 3 });
    await send(house, 'Offer');
    await deliver(house);
    const seen = [
      ...[await house.ui.getSettings(uiSender), await house.ui.exportData(uiSender), await house.ui.health(uiSender)],
      ...[await house.ui.listOutbox(uiSender, ['waiting', 'logged', 'failed'], 10, null), await house.page.accountState(tab, ANNA)],
      ...[await house.reader.readPerson(tab, ANNA, 'ada@acme.example'), await house.page.accounts(tab)],
    ];
    expect(JSON.stringify([seen, fake.browser.told, said])).not.toContain(CRMS[crm].values.token);
    expect(JSON.stringify(fake.browser.local.get('secrets'))).toContain(CRMS[crm].values.token);
    vi.restoreAllMocks();
  });

  test('N4: it keeps no never-log list, so the browser keeps one, for this rep alone', async () => {
    const { house, subjects } = crms;
    const answer = await house.ui.connect(uiSender, request(crm));
    const connectionId = answer.ok ? answer.connection.id : '';
    expect(await house.ui.addRules(uiSender, connectionId, ['acme.example'], 'everyone', false)).toMatchObject({ failure: 'admin_only' });
    expect(await house.ui.addRules(uiSender, connectionId, ['@Acme.example'], 'me', false)).toMatchObject({
      failure: null,
      added: [{ key: 'acme.example', addedBy: 'Anna Berger' }],
    });
    await (await house.ready).rules.sync(connectionId);
    await send(house, 'Not this one');
    await deliver(house);
    expect(subjects[crm]()).toEqual([]);
    expect(await house.ui.removeRule(uiSender, connectionId, 'acme.example', 'me')).toEqual({ failure: null });
    await send(house, 'This one');
    await deliver(house);
    expect(subjects[crm]()).toEqual(['This one']);
  });
});

test('K6: each mail account has its own CRM, and a mail goes to no other', async () => {
  const { house, subjects } = crms;
  const accounts = Object.fromEntries(NAMES.map((crm) => [crm, `${crm}@northwind.example`])) as Record<Crm, string>;
  for (const crm of NAMES) await house.ui.connect(uiSender, request(crm, { account: accounts[crm] }));
  await house.ui.connect(uiSender, pairing('GOOD-CODE'));
  for (const crm of NAMES) await send(house, `By ${crm}`, accounts[crm]);
  await send(house, 'By endpoint');
  await deliver(house);
  for (const crm of NAMES) expect(subjects[crm]()).toEqual([`By ${crm}`]);
  expect([...house.endpoint.logged.values()].map(({ subject }) => subject)).toEqual(['By endpoint']);
});

test('K5: a key of another account is not taken for that of this connection', async () => {
  const { house, servers } = crms;
  const first = await house.ui.connect(uiSender, request('hubspot'));
  const connectionId = first.ok ? first.connection.id : '';
  servers.hubspot.account.portalId = 815;
  expect(await house.ui.connect(uiSender, request('hubspot', { connectionId }))).toEqual({
    ...{ ok: false, code: 'other_account', detail: 'HubSpot 815' },
  });
  const second = await house.ui.connect(uiSender, request('hubspot', { account: null }));
  expect(second).toMatchObject({ ok: true, connection: { label: 'HubSpot 815' } });
  expect((await house.ui.getSettings(uiSender)).connections).toHaveLength(2);
  await house.ui.removeConnection(uiSender, connectionId);
  expect(fake.browser.hosts.has(patternOf('hubspot')), 'the other connection needs it').toBe(true);
});

test('D5: a right that a key lacks is on the badge before the next mail, and gone when it was added', async () => {
  const { house, servers } = crms;
  const grant = servers.hubspot.grants.get(HUBSPOT_TOKEN);
  if (!grant) throw new Error('no grant');
  const scopes = [...grant.scopes];
  grant.scopes = scopes.filter((scope) => scope !== 'crm.objects.deals.read');
  const answer = await house.ui.connect(uiSender, request('hubspot'));
  expect(await house.ui.health(uiSender)).toMatchObject([{ state: 'ok', missing: ['crm.objects.deals.read'] }]);
  await vi.waitFor(() => expect(fake.browser.badges.at(-1)).toMatchObject({ text: '1' }));
  grant.scopes = scopes;
  expect(await house.ui.checkConnection(uiSender, answer.ok ? answer.connection.id : '')).toMatchObject({ state: 'ok', missing: [] });
  await vi.waitFor(() => expect(fake.browser.badges.at(-1)).toMatchObject({ text: '' }));
});

test('C4: what will be written stands in the words of the CRM, before anything is written', async () => {
  const { house, servers } = crms;
  await house.ui.connect(uiSender, request('hubspot'));
  const { id } = await house.page.openDraft(tab, ANNA, 'dry', '', null);
  const draft: WireDraft = {
    ...{ hostDraftId: 'dry', hostThreadId: '', from: { address: ANNA, name: '' }, subject: 'Offer', html: '', text: 'Hello', files: [] },
    recipients: [{ address: 'ada@acme.example', name: '', field: 'to', known: true }],
  };
  const plan = await house.page.plan(tab, id, { ...draft, bodyBytes: 5 });
  expect(plan.contacts).toMatchObject([{ contact: { name: 'Ada Lovelace', company: { name: 'Acme' } } }]);
  expect(plan.deals.map(({ record }) => record.name)).toEqual(['Acme: onboarding package', 'Acme: forty seats']);
  const [email] = await house.page.describe(tab, id, draft);
  expect(email).toMatchObject({ record: 'email', labelKey: 'written_email' });
  expect(email?.fields).toContainEqual({ field: 'hs_email_subject', labelKey: 'byhand_subject', value: 'Offer' });
  expect(servers.hubspot.state().emails).toEqual([]);
});

test('K5 C3: once its key may read deals, they are in the next plan, also of somebody who was looked up before', async () => {
  const { house, servers } = crms;
  const grant = servers.hubspot.grants.get(HUBSPOT_TOKEN);
  const all = grant?.scopes ?? [];
  Object.assign(grant ?? {}, { scopes: all.filter((scope) => !/deals/.test(scope)) });
  const connected = await house.ui.connect(uiSender, request('hubspot'));
  const { id } = await house.page.openDraft(tab, ANNA, 'after', '', null);
  const header = { hostDraftId: 'after', hostThreadId: '', from: { address: ANNA, name: '' }, subject: '', files: [], bodyBytes: 0 };
  const recipients = [{ address: 'ada@acme.example', name: '', field: 'to', known: true } as const];
  expect((await house.page.plan(tab, id, { ...header, recipients })).deals).toEqual([]);
  Object.assign(grant ?? {}, { scopes: all });
  await house.ui.checkConnection(uiSender, connected.ok ? connected.connection.id : '');
  expect((await house.page.plan(tab, id, { ...header, recipients })).deals).toHaveLength(2);
  await vi.waitFor(() =>
    expect(fake.browser.told, 'the mail page asks again').toContainEqual({ tab: 7, call: 'changed', args: ['health'] }),
  );
});

test('two connections of one account ask it in the same turns', async () => {
  const { house, servers } = crms;
  servers.hubspot.grants.set('pat-eu1-practice-0002', {
    scopes: [...(servers.hubspot.grants.get(HUBSPOT_TOKEN)?.scopes ?? [])],
    userId: 1296620,
    kind: 'app',
  });
  await house.ui.connect(uiSender, request('hubspot'));
  const tom = 'tom@northwind.example';
  await house.ui.connect(uiSender, request('hubspot', { values: { token: 'pat-eu1-practice-0002' }, account: tom }));
  expect((await house.ui.getSettings(uiSender)).connections).toHaveLength(2);
  for (let count = 0; count < 12; count++) await send(house, `Mail ${count}`, count % 2 ? ANNA : tom);
  await deliver(house);
  expect(servers.hubspot.asked.filter(({ status }) => status === 429)).toEqual([]);
  expect(crms.subjects.hubspot()).toHaveLength(12);
});
