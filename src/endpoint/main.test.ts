import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startHubSpot, TOKEN } from '../../e2e/crm/hubspot/server.mjs';
import { readConfig } from './config';
import { mailTo } from './testing-mails';
import { call, pairWith, useServers } from './testing-servers';

const { launch, newFolder, folder } = useServers({ beforeAll, afterEach, afterAll });

describe('starting and ending', () => {
  test('says in one line where it is, how to sign in and how to pair, and ends cleanly', async () => {
    const web = join(folder, 'web');
    mkdirSync(web);
    writeFileSync(join(web, 'index.html'), '<!doctype html><title>Timeline</title>');
    const { child, ready, ended } = launch(newFolder(), ['--demo', '--web', web]);
    const started = await ready;
    expect(started.users.map(({ name, role }) => `${name}, ${role}`)).toEqual(['Anna Berger, rep', 'Tom Keller, admin']);
    expect(started.users[0]).toMatchObject({ pairingCode: started.pairingCode, signInUrl: started.signInUrl });
    const signedIn = await fetch(started.signInUrl, { redirect: 'manual' });
    const page = await fetch(new URL(signedIn.headers.get('location') ?? '', started.url));
    expect(await page.text()).toContain('Timeline');
    expect((await fetch(`${started.url}/timeline/none.js`)).status).toBe(404);
    expect((await fetch(`${started.url}/timeline/%2e%2e%2f%2e%2e%2fetc%2fpasswd`)).status).toBe(404);
    const token = await pairWith(started);
    expect((await call(started.url, '/me', token)).json.name).toBe('Anna Berger');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('codes differ from start to start; what was paired stays paired', async () => {
    const data = newFolder();
    const first = launch(data);
    const token = await pairWith(await first.ready);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    const second = await launch(data, []).ready;
    expect(second.pairingCode).not.toBe((await first.ready).pairingCode);
    expect((await call(second.url, '/me', token)).status).toBe(200);
  });

  test('an empty database gets its first organisation by name', async () => {
    const { url, users } = await launch(newFolder(), ['--organisation', 'Fjord & Co', '--admin', 'Liv Dahl <liv@fjord.example>']).ready;
    expect(users).toMatchObject([{ name: 'Liv Dahl', role: 'admin' }]);
    const token = await pairWith({ url, pairingCode: users[0]?.pairingCode ?? '' });
    expect((await call(url, '/me', token)).json.organisation).toBe('Fjord & Co');
  });

  test('told to end, it says so at /healthz and takes what comes until then', async () => {
    const { child, ready, ended } = launch(newFolder(), ['--demo'], { THREADLINE_DRAIN_SECONDS: '2' });
    const started = await ready;
    const token = await pairWith(started);
    const health = async () => (await fetch(`${started.url}/healthz`)).status;
    expect(await health()).toBe(200);
    child.kill('SIGTERM');
    await expect.poll(health).toBe(503);
    const mail = mailTo(['ada@acme.example']);
    expect((await call(started.url, '/engagements', token, { engagements: [mail] })).json.results).toMatchObject([{ result: 'created' }]);
    expect(await ended).toBe(0);
    await expect(health()).rejects.toThrow();
  });

  test('each trouble is one sentence and a non-zero exit', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const troubles: [string, Promise<number | null>, { text: string }][] = [];
    const start = (expected: string, ...how: Parameters<typeof launch>) => {
      const { ended, output } = launch(...how);
      troubles.push([expected, ended, output]);
    };
    start(`Port ${port} is taken`, newFolder(), ['--demo'], { THREADLINE_PORT: port });
    start('cannot be used for the database', file);
    start('cannot be used for the database', '/proc/threadline');
    start('The database is empty', newFolder(), []);
    start('There is no timeline page', newFolder(), ['--demo', '--web', join(folder, 'none')]);
    start('THREADLINE_PORT must be', newFolder(), ['--demo'], { THREADLINE_PORT: 'web' });
    start("Unknown option '--dem'", newFolder(), ['--dem']);
    for (const [expected, ended, output] of troubles) {
      expect(await ended).toBe(1);
      expect(output.text).toContain(expected);
      expect(output.text.trim().split('\n')).toHaveLength(1);
    }
    taken.close();
  }, 30_000);
});

describe('configuration', () => {
  test('comes from the environment, with defaults', () => {
    expect(readConfig([], {})).toMatchObject({ host: '127.0.0.1', port: 8787, publicUrl: null, demo: false, webFolder: null });
    const environment = { THREADLINE_PORT: '9000', THREADLINE_HOST: '::1', THREADLINE_PUBLIC_URL: 'https://crm.example/' };
    expect(readConfig([], { THREADLINE_LANGUAGE: 'de' })).toMatchObject({ language: 'de' });
    expect(readConfig(['--demo'], environment)).toMatchObject({ port: 9000, host: '::1', publicUrl: 'https://crm.example', demo: true });
  });

  test.each([
    [[], { THREADLINE_PORT: '70000' }],
    [[], { THREADLINE_PUBLIC_URL: 'crm.example' }],
    [[], { THREADLINE_LANGUAGE: 'xx' }],
    [['--admin', 'Liv <liv@fjord.example>'], {}],
    [['--organisation', 'Fjord', '--admin', 'liv'], {}],
    [['extra'], {}],
  ])('what it does not understand is a sentence: %j %j', (args, environment) => {
    expect(() => readConfig(args, environment)).toThrow(/\S+ \S+ \S+/);
  });
});

test('D2: killed at any moment, it has every mail that it acknowledged, once, and none in part', async () => {
  const data = newFolder();
  let token: string | null = null;
  const sent: string[] = [];
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round++) {
    const { child, ready, ended } = launch(data, ['--demo'], { THREADLINE_REQUESTS_PER_MINUTE: '1000000' });
    const started = await ready;
    token ??= await pairWith(started);
    const target = acknowledged.length + 150 + round * 50;
    const send = async () => {
      for (;;) {
        const mails = Array.from({ length: 5 }, () => mailTo(['ada@acme.example', `new${sent.length % 7}@round${round}.example`]));
        sent.push(...mails.map(({ id }) => id));
        const answer = await call(started.url, '/engagements', token, { engagements: mails }).catch(() => null);
        if (!answer) return;
        for (const { id, result } of answer.json.results) if (result === 'created') acknowledged.push(id);
        if (acknowledged.length >= target) child.kill('SIGKILL');
      }
    };
    await Promise.all([send(), send(), send(), send()]);
    await ended;
  }
  expect(acknowledged.length).toBeGreaterThan(500);

  const { url } = await launch(data).ready;
  const page = async (cursor: string) => (await call(url, `/changes?cursor=${cursor}`, token)).json;
  const logged: string[] = [];
  for (let next = await page('0'); next.changes.length > 0; next = await page(next.cursor))
    logged.push(...next.changes.map(({ engagementId }: { engagementId: string }) => engagementId));
  expect(new Set(logged).size).toBe(logged.length);
  const held = new Set(logged);
  expect(acknowledged.filter((id) => !held.has(id))).toEqual([]);
  const whole = await Promise.all(
    sent
      .filter((id) => held.has(id))
      .slice(-40)
      .map((id) => call(url, `/engagements/${id}`, token)),
  );
  for (const { json } of whole) {
    expect(json.item.records.map(({ kind }: { kind: string }) => kind)).toEqual(['contact', 'contact', 'company', 'deal', 'deal']);
  }
}, 120_000);

test('D2: killed at any moment, what it took in is in the CRM behind it once, by the key from the environment', async () => {
  const hubspot = await startHubSpot({ limits: { perTenSeconds: 10_000, searchesPerSecond: 1000 } });
  const data = newFolder();
  const env = { THREADLINE_CRM_TOKEN: TOKEN, THREADLINE_HUBSPOT_URL: hubspot.url };
  const refused = launch(newFolder(), ['--demo', '--crm', 'hubspot'], { ...env, THREADLINE_CRM_TOKEN: 'pat-eu1-unknown-1' });
  expect(await refused.ended).toBe(1);
  expect(refused.output.text).toBe('hubspot does not take the key in THREADLINE_CRM_TOKEN.\n');

  let token: string | null = null;
  const sent = Array.from({ length: 8 }, (_, index) => mailTo(['ada@acme.example', `new${index % 3}@killed.example`]));
  for (const [index, mail] of sent.entries()) {
    const { child, ready, ended } = launch(data, ['--demo', '--crm', 'hubspot'], env);
    const started = await ready;
    token ??= await pairWith(started);
    // Each time one request later: before, between and after what it writes.
    const before = hubspot.asked.length;
    const answer = call(started.url, '/engagements', token, { engagements: [mail] }).catch(() => null);
    while (
      hubspot.asked.length < before + index &&
      (await Promise.race([answer.then(() => true), new Promise((done) => setTimeout(done, 1))])) !== true
    );
    child.kill('SIGKILL');
    await Promise.all([ended, answer]);
  }
  const { child, ready, ended, output } = launch(data, ['--demo', '--crm', 'hubspot'], env);
  const { url } = await ready;
  // What was not acknowledged is sent again by whoever sent it.
  const logged = async () => {
    const { json } = await call(url, '/engagements', token, { engagements: sent });
    return json.results.filter(({ ref }: { ref?: { id: string } }) => /^\d+$/.test(ref?.id ?? '')).length;
  };
  await expect.poll(logged, { timeout: 60_000 }).toBe(sent.length);
  const { emails, contacts } = hubspot.state();
  for (const { id } of sent) expect(emails.filter(({ properties }) => String(properties.hs_email_text).includes(id))).toHaveLength(1);
  expect(contacts.filter(({ properties }) => String(properties.email).endsWith('@killed.example'))).toHaveLength(3);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(output.text).not.toContain(TOKEN);
  await hubspot.close();
}, 120_000);
