import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Hub, makeHub } from '../../../src/endpoint/crm/hub';
import type { Database } from '../../../src/endpoint/store/database';
import { openDatabase } from '../../../src/endpoint/store/open-database';
import { openTestDatabase } from '../../../src/endpoint/testing-database';
import { mailTo } from '../../../src/endpoint/testing-mails';
import { TOKEN as HUBSPOT_TOKEN } from '../hubspot/server.mjs';
import { TOKEN as SELL_TOKEN, startZendeskSell } from '../zendesk-sell/server.mjs';
import { type House, openHouse } from './house';

// An organisation's CRM is changed at one node of an endpoint while another passes mails on.

let house: House;
let sell: Awaited<ReturnType<typeof startZendeskSell>>;
let other: { db: Database; hub: Hub };
/** How often the other node wrote, or asked whether it is its turn. */
let theirWrites = 0;
/** What befalls the first node's requests. */
let before = async (_url: string, _method: string | undefined): Promise<void> => {};

beforeEach(async () => {
  const clock = () => house?.time.now ?? 0;
  sell = await startZendeskSell({ clock });
  const db = await openTestDatabase();
  before = async () => {};
  const slowed: typeof fetch = async (input, init) => {
    await before(String(input), init?.method);
    return fetch(input, init);
  };
  house = await openHouse({ openStore: async () => db, crm: { fetch: slowed, urls: { 'zendesk-sell': sell.url } } });
  expect((await house.connect()).status).toBe(200);
  const theirs = await openDatabase(db.place);
  theirWrites = 0;
  const write: Database['write'] = (job, tenant) => {
    theirWrites += 1;
    return theirs.write(job, tenant);
  };
  const hub = makeHub({
    ...{
      db: { ...theirs, write },
      vault: house.vault,
      fetch,
      clock,
      random: () => 0.5,
      log: () => undefined,
      clients: {},
      patienceMs: 20_000,
    },
    urls: { hubspot: house.hubspot.url, 'zendesk-sell': sell.url },
    sleep: async (ms) => {
      house.time.now += ms;
    },
  });
  other = { db: theirs, hub };
});
afterEach(async () => {
  await other.hub.close();
  await house.hub.close();
  await other.db.close();
  await house.stop();
  await sell.close();
});

const theirWish = { connector: 'zendesk-sell', baseUrl: '', secret: { kind: 'token', token: SELL_TOKEN }, connectedBy: null } as const;
/** Another key of the HubSpot that is connected. */
function newKey() {
  const token = 'pat-eu1-another-key-1';
  house.hubspot.grants.set(token, structuredClone(house.hubspot.grants.get(HUBSPOT_TOKEN)) as never);
  return { connector: 'hubspot', baseUrl: '', secret: { kind: 'token', token }, connectedBy: null } as const;
}
const tenant = () => house.anna.tenant;
const bothWork = () => Promise.all([house.hub, other.hub, house.hub, other.hub].map((hub) => hub.work(tenant())));
const newMail = () => mailTo(['ada@acme.example']);
const newMails = (count: number) => Array.from({ length: count }, newMail);
const inHubSpot = ({ id }: { id: string }) =>
  house.hubspot.state().emails.filter(({ properties }) => String(properties.hs_email_text).includes(id)).length;
/** At Ada and each of her open deals, and at her company. */
const inSell = ({ id }: { id: string }) =>
  sell
    .state()
    .notes.filter(({ content }) => content.includes(id))
    .map(({ resource_type, resource_id }) => `${resource_type} ${resource_id}`)
    .sort();
const ONCE = ['contact 101', 'contact 501', 'deal 301', 'deal 302'];

/** Holds up the first node where it is about to write a mail into HubSpot, until `go` is called. */
function holdUp() {
  let go = () => {};
  const gone = new Promise<void>((resolve) => {
    go = resolve;
  });
  let held = 0;
  before = async (url, method) => {
    if (method !== 'POST' || !url.endsWith('/emails')) return;
    held += 1;
    await gone;
  };
  return { go, isHeld: () => expect.poll(() => held, { timeout: 20_000 }).toBe(1) };
}
/** Long enough to do it, if it were not for its turn. */
const theyTryHard = () => expect.poll(() => theirWrites, { timeout: 20_000 }).toBeGreaterThan(9);
const changesOf = async ({ id }: { id: string }) =>
  (await house.changes()).filter(({ engagementId }) => engagementId === id).map(({ change }) => change);

test('D2: what one node is in the middle of, another that has just started leaves to it', async () => {
  const mail = newMail();
  const { go, isHeld } = holdUp();
  const answer = house.log(mail);
  await isHeld();
  const work = other.hub.work(tenant());
  await theyTryHard();
  go();
  await Promise.all([answer, work]);
  expect([inHubSpot(mail), await changesOf(mail)]).toEqual([1, ['logged']]);
});

test('D2: what one node is passing on when another CRM is connected at the other ends where it began; all else goes to the new one, once', async () => {
  const mails = newMails(4);
  const { go, isHeld } = holdUp();
  const answers = mails.map((mail) => house.log(mail));
  await isHeld();
  expect(await other.hub.connect(tenant(), theirWish)).toMatchObject({ ok: true });
  await theyTryHard();
  go();
  await Promise.all(answers);
  await bothWork();
  expect(mails.map(inHubSpot).sort()).toEqual([0, 0, 0, 1]);
  for (const mail of mails) expect([inSell(mail), await changesOf(mail)]).toEqual([inHubSpot(mail) ? [] : ONCE, ['logged']]);
});

test('D2: what waited for the former account is sorted out by one node, however many try', async () => {
  const mails = newMails(5);
  house.hubspot.grants.delete(HUBSPOT_TOKEN);
  for (const mail of mails) expect(await house.log(mail)).toMatchObject({ delivery: { state: 'waiting' } });
  await Promise.all([other.hub.connect(tenant(), theirWish), bothWork()]);
  await bothWork();
  for (const mail of mails) expect([inHubSpot(mail), inSell(mail)]).toEqual([0, ONCE]);
});

test('D2: a node that ends as soon as it has connected another account leaves the sorting out to the other', async () => {
  const [first, second] = [newMail(), newMail()];
  await house.log(first);
  house.hubspot.grants.delete(HUBSPOT_TOKEN);
  await house.log(second);
  await other.hub.connections.put(tenant(), { ...theirWish, baseUrl: sell.url, accountId: null, account: '' }, house.time.now);
  await house.hub.work(tenant());
  expect([inHubSpot(first), inHubSpot(second), inSell(second)]).toEqual([1, 0, ONCE]);
});

test('D3: a new key at one node lets go on what the other was refused for', async () => {
  const [first, second] = [newMail(), newMail()];
  await other.hub.work(tenant());
  const wish = newKey();
  house.hubspot.grants.delete(HUBSPOT_TOKEN);
  await house.log(first);
  await house.log(second);
  expect(await other.hub.connect(tenant(), wish)).toMatchObject({ ok: true });
  await other.hub.work(tenant());
  expect([first, second].map(inHubSpot)).toEqual([1, 1]);
});

test('K5: what a new key may see, set at one node, the other sees at once', async () => {
  const deals = async () => (await house.known('ada@acme.example')).contacts[0].deals.length;
  const wish = newKey();
  const grant = house.hubspot.grants.get(HUBSPOT_TOKEN) as { scopes: string[] };
  grant.scopes = grant.scopes.filter((scope) => !scope.includes('deals'));
  expect(await deals()).toBe(0);
  house.time.now += 1000;
  expect(await other.hub.connect(tenant(), wish)).toMatchObject({ ok: true });
  expect(await deals()).toBe(2);
});
