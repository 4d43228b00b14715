// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Texts } from '../../ui/i18n';
import { sceneFrom } from '../ui/fake-scene';
import { fakeWorker } from '../ui/fake-worker';
import { textsOf } from '../ui/texts-of';
import { Options } from './options';

const t = await textsOf('en');
const host = {
  readShortcuts: async () => ({ 'toggle-log': 'Alt+Shift+L', 'toggle-track': '' }),
  openShortcutPage: async () => false,
  requestHosts: vi.fn(async (_: string[]) => true),
  mayShowNotices: async () => false,
  requestNotices: async () => true,
  removeNotices: async () => true,
  version: '0.1.0',
  mailPages: ['https://mail.google.com'],
};

beforeEach(() => {
  location.hash = '';
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(2000);
});
afterEach(() => {
  render(null, document.body);
  host.requestHosts.mockReset().mockResolvedValue(true);
  vi.restoreAllMocks();
});

function draw(hash: string, scene: Record<string, string | number> = {}) {
  location.hash = hash;
  const worker = fakeWorker(sceneFrom(new URLSearchParams(Object.entries(scene).map(([key, value]) => [key, String(value)]))));
  render(
    <Texts.Provider value={t}>
      <Options worker={worker} host={host} />
    </Texts.Provider>,
    document.body,
  );
  return worker;
}

const shows = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text));
const field = (name: string) =>
  vi.waitFor(() => document.querySelector<HTMLInputElement>(`[name="${name}"]`) ?? expect.fail(`No field ${name}`));
async function type(name: string, value: string) {
  const input = await field(name);
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}
const choose = async (connector: string) => (await field(`connector"][value="${connector}`)).click();
const control = (name: string) =>
  vi.waitFor(() => {
    const all = [...document.querySelectorAll<HTMLElement>('button, a')];
    const labelOf = ({ id }: HTMLElement) => (id ? document.querySelector(`label[for="${id}"]`)?.textContent : null);
    const nameOf = (one: HTMLElement) => one.getAttribute('aria-label') ?? labelOf(one) ?? one.textContent;
    return all.find((one) => nameOf(one) === name) ?? expect.fail(`No ${name}`);
  });
/** What a screen reader says after the field. */
const described = async (name: string) => {
  const ids = (await field(name)).getAttribute('aria-describedby') ?? '';
  return ids
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ');
};

test('K5: the first run leads from the pairing code to the mail page', async () => {
  const worker = draw('', { connections: 0, accounts: 0 });
  await choose('endpoint');
  await type('baseUrl', 'crm.example');
  await type('code', 'ABCD-1234');
  (await field('connect')).click();
  await shows('Connected as Anna Berger');
  expect((await worker.ask.getSettings()).accounts).toMatchObject([{ address: 'anna@northwind.example', connectionId: 'crm1' }]);
  (await field('next')).click();
  await shows('Open Gmail');
});

test('K5: a code that is not known is said at the code', async () => {
  draw('', { connections: 0, accounts: 0 });
  await choose('endpoint');
  await type('baseUrl', 'crm.example');
  await type('code', 'WRONG');
  (await field('connect')).click();
  await vi.waitFor(async () => expect(await described('code')).toContain('has expired'));
});

test('K5: an endpoint that cannot be reached is said at its address', async () => {
  draw('', { connections: 0, accounts: 0 });
  await choose('endpoint');
  await type('baseUrl', 'nowhere.example');
  await type('code', 'ABCD-1234');
  (await field('connect')).click();
  await vi.waitFor(async () => expect(await described('baseUrl')).toContain('cannot be reached'));
});

test('K5: each CRM asks for its own, says what its key must be good for, and which of them ends', async () => {
  draw('', { connections: 0, accounts: 0 });
  await choose('hubspot');
  await shows('crm.objects.contacts.write');
  await choose('activecampaign');
  expect((await field('baseUrl')).value).toBe('');
  await choose('zendesk-sell');
  await shows('Zendesk Sell ends on August 31, 2027');
  expect(document.querySelector('[name=baseUrl]')).toBeNull();
});

test('K5: a key is masked until it is asked for', async () => {
  draw('', { connections: 0, accounts: 0 });
  await choose('hubspot');
  expect((await field('token')).type).toBe('password');
  (await control('Show: Service key or private app token')).click();
  await vi.waitFor(async () => expect((await field('token')).type).toBe('text'));
});

const HUBSPOT_KEY = 'pat-eu1-practice-0001';

test('K5: the browser is asked for the one host, in the click itself, before the worker is', async () => {
  const worker = draw('', { connections: 0, accounts: 0 });
  let allow = (_: boolean) => {};
  host.requestHosts.mockReturnValue(
    new Promise((done) => {
      allow = done;
    }),
  );
  await choose('hubspot');
  await type('token', ` \n${HUBSPOT_KEY}\n`);
  await shows('Your browser will ask whether Threadline may reach api.hubapi.com.');
  (await field('connect')).click();
  expect(host.requestHosts.mock.calls, 'without a wait').toEqual([[['https://api.hubapi.com/*']]]);
  expect((await worker.ask.getSettings()).connections).toEqual([]);
  allow(true);
  await shows('Connected as Anna Berger');
  expect((await worker.ask.getSettings()).connections).toMatchObject([{ connector: 'hubspot' }]);
});

test('K5: refused by the rep, nothing is asked and the sentence says what to do', async () => {
  const worker = draw('', { connections: 0, accounts: 0 });
  host.requestHosts.mockResolvedValue(false);
  await choose('activecampaign');
  await type('baseUrl', 'https://acme.api-us1.com/');
  await type('token', 'practice-key');
  (await field('connect')).click();
  await shows('Without access to acme.api-us1.com nothing can be logged there.');
  expect((await worker.ask.getSettings()).connections).toEqual([]);
});

test.each([
  ['hubspot', { token: '' }, 'token', 'Enter the key'],
  ['hubspot', { token: 'a1'.repeat(32) }, 'token', 'This looks like a key of Zendesk Sell, not of HubSpot'],
  ['zendesk-sell', { token: HUBSPOT_KEY }, 'token', 'This looks like a key of HubSpot, not of Zendesk Sell'],
  ['zendesk-sell', { token: 'a1b2' }, 'token', 'This is not a whole key of Zendesk Sell'],
  ['activecampaign', { baseUrl: 'http://acme.api-us1.com', token: 'k' }, 'baseUrl', 'https://'],
  ['activecampaign', { baseUrl: '', token: 'k' }, 'baseUrl', 'Enter the address'],
  ['hubspot', { token: 'pat-eu1-wrong' }, 'token', 'HubSpot does not accept this key'],
  ['activecampaign', { baseUrl: 'https://nowhere.api-us1.com', token: 'k' }, 'baseUrl', 'cannot be reached'],
])('K5: what is wrong is said at its field: %s, %j', async (connector, values, at, words) => {
  draw('', { connections: 0, accounts: 0 });
  await choose(connector);
  for (const [name, value] of Object.entries(values)) await type(name, value);
  (await field('connect')).click();
  await vi.waitFor(async () => expect(await described(at)).toContain(words));
});

test('K5: a connection gets a new key in its place; a key of another account is refused', async () => {
  const worker = draw('#/accounts', { connector: 'hubspot' });
  (await control('Reconnect')).click();
  expect(document.querySelector('[name=connector]'), 'the CRM stays').toBeNull();
  await type('token', 'pat-eu1-other');
  (await field('connect')).click();
  await vi.waitFor(async () => expect(await described('token')).toContain('another account: HubSpot 815'));
  await type('token', HUBSPOT_KEY);
  (await field('connect')).click();
  await vi.waitFor(() => expect(document.querySelector('[name=token]')).toBeNull());
  expect((await worker.ask.getSettings()).connections).toHaveLength(1);
});

test('D5: a permission that was taken away is given back by one click', async () => {
  draw('#/accounts', { connector: 'hubspot', health: 'permission-missing' });
  await shows('does not let Threadline reach the CRM');
  (await control('Allow access')).click();
  expect(host.requestHosts).toHaveBeenCalledTimes(1);
});

test('K5: rights that a key lacks are named', async () => {
  draw('#/accounts', { connector: 'hubspot', missing: 1 });
  await shows('The key lacks these rights: crm.objects.deals.read');
});

test('C2: a default is saved when it is switched, and said', async () => {
  const worker = draw('#/logging');
  (await control('Create contacts')).click();
  await shows('Saved');
  expect((await worker.ask.getSettings()).accounts[0]?.createContacts).toBe(false);
});

test('K6: an account that a mail page found unknown is offered to be set up', async () => {
  const worker = draw('#accounts/bob@northwind.example');
  (await control('Log to Northwind Sales')).click();
  await vi.waitFor(async () =>
    expect((await worker.ask.getSettings()).accounts.map(({ address }) => address)).toContain('bob@northwind.example'),
  );
});

test('N4: the test box answers while typing, and again when the rules change', async () => {
  draw('#/never-log');
  await type('test', 'jane@mail.acme-legal.example');
  await shows('jane@mail.acme-legal.example is never logged: rule acme-legal.example (everyone, added by Tom Keller');
  await type('test', 'jane@new.example');
  await shows('jane@new.example is logged');
  await type('rules', 'new.example');
  (await field('add-rules')).click();
  await shows('jane@new.example is never logged: rule new.example (only me');
});

test('N4: a removed rule can be brought back', async () => {
  const worker = draw('#/never-log');
  (await control('Remove bank.example')).click();
  await shows('bank.example is logged again.');
  expect((await worker.ask.testRule('crm1', 'x@bank.example')).rule).toBeNull();
  (await control('Undo')).click();
  await vi.waitFor(async () => expect((await worker.ask.testRule('crm1', 'x@bank.example')).rule?.scope).toBe('everyone'));
});

test('N4: what was not understood stays in the box and is named', async () => {
  draw('#/never-log');
  await type('rules', 'acme.com, com');
  (await field('add-rules')).click();
  await vi.waitFor(async () => expect(await described('rules')).toContain('com'));
  expect((await field('rules')).value).toBe('com');
});

test('N1: a rep cannot touch what an admin decided for everyone', async () => {
  draw('#/never-log', { role: 'rep' });
  await control('Edit mum@family.example');
  const names = [...document.querySelectorAll('button')].map((button) => button.getAttribute('aria-label'));
  expect(names).not.toContain('Edit acme-legal.example');
  expect([...document.querySelectorAll('[name=scope] option')]).toHaveLength(1);
});

test('D7: nothing is wiped before it is confirmed', async () => {
  const worker = draw('#/privacy');
  (await control('Remove everything')).click();
  await shows('Remove everything from this browser?');
  expect(worker.entries.length).toBeGreaterThan(0);
  document.querySelector<HTMLElement>('dialog .tl-button-danger')?.click();
  await shows('Where should your mail be logged?');
  expect(worker.entries).toHaveLength(0);
});

test('names from outside are text, never markup', async () => {
  draw('#/never-log', { hostile: 1 });
  await shows('<img src=x');
  expect(document.querySelector('img, script')).toBeNull();
});
