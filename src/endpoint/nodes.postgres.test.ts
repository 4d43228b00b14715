import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startHubSpot, TOKEN } from '../../e2e/crm/hubspot/server.mjs';
import type { PostgresPlace } from './store/postgres';
import { makeTestPlace, type TestPlace } from './testing-database';
import { mailTo } from './testing-mails';
import { call, pairWith, useServers } from './testing-servers';

const { launch, newFolder } = useServers({ beforeAll, afterEach, afterAll });
const KEY = Buffer.alloc(32, 9).toString('base64');

let home: TestPlace;
beforeEach(async () => {
  home = await makeTestPlace();
});
afterEach(() => home.remove());

/** A node of the endpoint, with a folder of its own and the database of all. */
const startNode = (args: readonly string[], env: Record<string, string> = {}) => {
  const { url } = home.place as PostgresPlace;
  return launch(newFolder(), args, { DATABASE_URL: url, THREADLINE_KEY: KEY, THREADLINE_REQUESTS_PER_MINUTE: '1000000', ...env });
};

test('nodes that start at once on an empty database found one organisation; what one gives out is good at the other', async () => {
  const founding = ['--organisation', 'Fjord & Co', '--admin', 'Liv Dahl <liv@fjord.example>'];
  const nodes = [startNode(founding), startNode(founding)] as const;
  const [one, other] = await Promise.all([nodes[0].ready, nodes[1].ready]);
  expect([one.users.length, other.users.length]).toEqual([1, 1]);
  const token = await pairWith({ url: other.url, pairingCode: one.pairingCode });
  for (const { url } of [one, other])
    expect((await call(url, '/me', token)).json).toMatchObject({ name: 'Liv Dahl', organisation: 'Fjord & Co' });
  const signIn = new URL(one.signInUrl);
  const answer = await fetch(other.url + signIn.pathname + signIn.search, { redirect: 'manual' });
  expect(answer.headers.get('set-cookie')).toContain('threadline');
  for (const { child, ended } of nodes) {
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  }
});

test('a node with another key than the others does not start, and says what to do', async () => {
  const first = startNode(['--demo']);
  await first.ready;
  const second = startNode([], { THREADLINE_KEY: Buffer.alloc(32, 8).toString('base64') });
  expect(await second.ended).toBe(1);
  expect(second.output.text).toMatch(/^This node has another key .* THREADLINE_KEY.*\n$/);
});

test('a database that is not there is one sentence, without its password', async () => {
  const node = startNode([], { DATABASE_URL: 'postgres://anna:very-secret@127.0.0.1:9/crm' });
  expect(await node.ended).toBe(1);
  expect(node.output.text).toMatch(/^The database crm at 127\.0\.0\.1:9 cannot be used: .+\n$/);
  expect(node.output.text).not.toContain('very-secret');
});

test('D2: of two nodes one is killed again and again; whatever was taken in is in the CRM behind them once', async () => {
  const hubspot = await startHubSpot({ limits: { perTenSeconds: 10_000, searchesPerSecond: 1000 } });
  const env = { THREADLINE_CRM_TOKEN: TOKEN, THREADLINE_HUBSPOT_URL: hubspot.url };
  const start = () => startNode(['--demo', '--crm', 'hubspot'], env);
  const steady = await start().ready;
  const token = await pairWith(steady);
  const sent = Array.from({ length: 24 }, (_, index) => mailTo(['ada@acme.example', `new${index % 3}@killed.example`]));
  const log = (url: string, mails: unknown[]) => call(url, '/engagements', token, { engagements: mails }).catch(() => null);
  for (let round = 0; round < 3; round++) {
    const { child, ready, ended } = start();
    const { url } = await ready;
    const before = hubspot.asked.length;
    const mails = sent.slice(round * 8, round * 8 + 8);
    const answers = mails.map((mail, index) => log(index % 2 ? steady.url : url, [mail]));
    await expect.poll(() => hubspot.asked.length, { interval: 1, timeout: 20_000 }).toBeGreaterThan(before + 3 + round * 4);
    child.kill('SIGKILL');
    await Promise.all([...answers, ended]);
  }
  // What was not acknowledged is sent again by whoever sent it.
  const logged = async () => {
    const answer = await log(steady.url, sent);
    return answer?.json.results.filter(({ ref }: { ref?: { id: string } }) => /^\d+$/.test(ref?.id ?? '')).length;
  };
  await expect.poll(logged, { timeout: 100_000, interval: 200 }).toBe(sent.length);
  const { emails, contacts } = hubspot.state();
  for (const { id } of sent) expect(emails.filter(({ properties }) => String(properties.hs_email_text).includes(id))).toHaveLength(1);
  expect(contacts.filter(({ properties }) => String(properties.email).endsWith('@killed.example'))).toHaveLength(3);
  await hubspot.close();
}, 150_000);
