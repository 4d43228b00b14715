import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HitsAnswerSchema, MailHitsSchema, TrackingSchema } from '../../core/tracking-api';
import { selectRecent } from '../store/hits';
import { openDatabase } from '../store/open-database';
import { StoreAway } from '../store/trouble';
import { expectProblem, expectShape, ORIGIN, startTestEndpoint, type TestEndpoint } from '../testing';
import { newId, START } from '../testing-mails';
import { CHROME, GMAIL_PROXY, mint, trackedMail, trackingAt } from '../testing-tracking';

let endpoint: TestEndpoint;
let tracking: ReturnType<typeof trackingAt>;
beforeEach(async () => {
  endpoint = await startTestEndpoint();
  tracking = trackingAt(endpoint);
  await tracking.consent('ada@acme.example');
});
afterEach(() => endpoint.stop());

/** A mail to Ada, registered, with the paths of its pixel and its links. */
async function sendMail(more: Parameters<typeof trackedMail>[0] = {}) {
  const mail = trackedMail(more);
  const key = await tracking.key();
  const { results } = (await tracking.register([mail])).json;
  const links = mail.links.map((target, index) => mint(key, 'click', mail.id, index + 1, target));
  return { mail, result: results[0], pixel: mint(key, 'open', mail.id), links, link: links[0] as string, key };
}

describe('pixels', () => {
  test('T1: an open is in the feed, with its verdict and nothing more than is known', async () => {
    const { mail, pixel, key } = await sendMail();
    expectShape(TrackingSchema, key);
    const answer = await tracking.hit(pixel, GMAIL_PROXY);
    expect([answer.status, answer.headers['content-type'], answer.headers['content-length']]).toEqual([200, 'image/gif', '42']);
    const feed = await tracking.feed();
    expectShape(HitsAnswerSchema, feed);
    const shown = { messageId: mail.id, subject: 'Offer', kind: 'open', class: 'proxy', at: START, target: null, oneOf: 1 };
    expect(feed.hits).toMatchObject([{ ...shown, recipient: { name: 'Ada Lovelace' } }]);
  });

  test('T1: the answer is the same whatever is asked along, and nobody keeps it', async () => {
    const { pixel } = await sendMail();
    const plain = await tracking.hit(pixel);
    const asked = {
      range: 'bytes=0-3',
      'if-none-match': '*',
      'if-modified-since': new Date().toUTCString(),
      cookie: 'a=b',
      origin: 'https://mail.google.com',
    };
    const odd = await tracking.hit(`${pixel}?width=1`, CHROME, asked);
    const { date: _, connection: __, ...headers } = plain.headers;
    expect(odd).toMatchObject({ status: 200, headers });
    expect(plain.headers).toMatchObject({ 'cache-control': expect.stringMatching(/no-store, private/), 'referrer-policy': 'no-referrer' });
    expect(plain.headers['x-robots-tag']).toContain('noindex');
    expect(Object.keys(plain.headers).some((name) => name.startsWith('set-cookie') || name.startsWith('x-ratelimit'))).toBe(false);
  });

  test('T1: nothing that other requests go through is run for it', async () => {
    const { pixel } = await sendMail();
    const seen = vi.spyOn(endpoint.db.read, 'selectFrom');
    await tracking.hit(pixel);
    seen.mockClear();
    await endpoint.app.inject({ url: pixel, headers: { authorization: 'Bearer x.y', cookie: 'threadline_session=x.y', origin: ORIGIN } });
    expect(seen).not.toHaveBeenCalled();
  });

  test('T1: while the store is away whoever looks gets his picture, and whoever clicks is sent on where the key is at hand', async () => {
    const { mail, pixel, link, key } = await sendMail();
    const { desk } = endpoint.app;
    const away = vi.spyOn(endpoint.db.read, 'selectFrom').mockImplementation(() => {
      throw new StoreAway(new Error('gone'));
    });
    const ask = async (url: string) => {
      const { status, headers } = await endpoint.call('GET', url);
      return [status, headers.location, headers['retry-after']];
    };
    desk.ring.forget();
    expect([await ask(pixel), await ask(link)]).toEqual([
      [200, undefined, undefined],
      [503, undefined, '5'],
    ]);
    away.mockRestore();
    expect(await ask(link)).toEqual([302, mail.links[0], undefined]);
    const again = vi.spyOn(endpoint.db.read, 'selectFrom').mockImplementation(() => {
      throw new StoreAway(new Error('gone'));
    });
    endpoint.time.now += 3_600_000;
    expect([await ask(link), await ask(pixel)]).toEqual([
      [302, mail.links[0], undefined],
      [200, undefined, undefined],
    ]);
    expect(await ask(mint({ ...key, key: Buffer.alloc(32).toString('base64url') }, 'open', mail.id))).toEqual([404, undefined, undefined]);
    again.mockRestore();
    expect((await tracking.feed()).hits).toHaveLength(3);
  });

  test('T1: who asks for the head alone has opened nothing', async () => {
    const { pixel, link } = await sendMail();
    for (const url of [pixel, link]) {
      const answer = await endpoint.app.inject({ method: 'HEAD', url });
      expect([answer.statusCode, answer.body]).toEqual([url === pixel ? 200 : 302, '']);
    }
    expect((await tracking.feed()).hits).toEqual([]);
  });

  test('T2: hits that came before their mail was registered are seen once it is', async () => {
    const mail = trackedMail();
    const pixel = mint(await tracking.key(), 'open', mail.id);
    const { cursor } = await tracking.feed();
    expect((await tracking.hit(pixel)).status).toBe(200);
    const empty = await tracking.feed(cursor);
    expect(empty.hits).toEqual([]);
    await tracking.register([mail]);
    expect((await tracking.feed(empty.cursor)).hits).toMatchObject([{ messageId: mail.id, class: 'person' }]);
    const { cursor: end } = await tracking.feed(empty.cursor);
    expect((await tracking.register([mail])).json.results).toEqual([{ id: mail.id, result: 'tracked', code: null }]);
    expect((await tracking.feed(end)).hits).toEqual([]);
  });
});

describe('links', () => {
  test('T1: a click leads where it was signed to, and is recorded with its target', async () => {
    const targets = ['https://shop.example/offer?a=1&b=%2F#top', 'http://xn--mller-kva.example/', 'https://müller.example/ö?q=ü'];
    const { links } = await sendMail({ links: targets });
    const locations = [targets[0], targets[1], 'https://xn--mller-kva.example/%C3%B6?q=%C3%BC'];
    for (const [index, link] of links.entries()) {
      endpoint.time.now += 60_000;
      const answer = await tracking.hit(link);
      expect([answer.status, answer.headers.location, answer.json]).toEqual([302, locations[index], '']);
      expect(answer.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' });
    }
    expect((await tracking.feed()).hits.map(({ kind, target }) => `${kind} ${target}`)).toEqual(targets.map((target) => `click ${target}`));
  });

  test('T1: a parameter that others add changes nothing; a second target does', async () => {
    const { link } = await sendMail();
    expect((await tracking.hit(`${link}&fbclid=1&utm_source=x`)).status).toBe(302);
    expect((await tracking.hit(`${link}&u=https%3A%2F%2Fevil.example`)).status).toBe(404);
  });

  const EVIL = [
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    '//evil.example',
    '/o/x',
    'https:evil.example',
    'https:///evil.example',
    'https://name:word@evil.example/',
    'https://shop.example@evil.example/',
    'https:\\\\evil.example',
    'https://shop.example\\@evil.example/',
    'https://shop.example/\r\nSet-Cookie: a=b',
    'https://shop.example/\u0000',
    ' https://shop.example/',
    'https%3A%2F%2Fevil.example',
    'javascript%3Aalert(1)',
    'https://[::1',
    'https://',
    '',
  ];
  test.each(EVIL)('T1: nobody is sent to %j, not even by a good signature', async (target) => {
    const { key, mail } = await sendMail();
    const answer = await tracking.hit(mint(key, 'click', mail.id, 1, target));
    expect([answer.status, answer.headers.location]).toEqual([404, undefined]);
    expect((await tracking.feed()).hits).toEqual([]);
  });

  test('T1: whatever is changed in a token or its target, it is not there', async () => {
    const { pixel, link, key, mail } = await sendMail();
    const [path = '', query = ''] = link.split('?');
    const letters = [...path.slice(3)].map(
      (letter, at) => `${path.slice(0, 3 + at)}${letter === 'A' ? 'B' : 'A'}${path.slice(4 + at)}?${query}`,
    );
    const foreign = mint(
      { keyRef: key.keyRef, key: Buffer.alloc(32).toString('base64url') },
      'click',
      mail.id,
      1,
      'https://shop.example/offer',
    );
    const others = [
      ...letters,
      foreign,
      path,
      `${path}?u=`,
      `${path}?u=https%3A%2F%2Fevil.example`,
      `${path}?u=https%3A%2F%2Fshop.example%2Foffer%2F`,
      `${path}?u=%E0%A4%A`,
      `${path.slice(0, -1)}?${query}`,
      `${path}A?${query}`,
      `/c/${pixel.slice(3, 43)}?${query}`,
      `/c/?${query}`,
      `/o/${path.slice(3)}.gif`,
      pixel.replace('.gif', ''),
      pixel.replace('.gif', '.png'),
      '/o/.gif',
      '/o/%00.gif',
    ];
    for (const url of others) {
      const answer = await endpoint.call('GET', url);
      expect(`${url} ${answer.status} ${answer.headers.location}`).toBe(`${url} 404 undefined`);
    }
    expect((await tracking.feed()).hits).toEqual([]);
  });
});

describe('verdicts', () => {
  const classesOf = async () => (await tracking.feed()).hits.map(({ kind, class: of }) => `${kind} ${of}`).sort();

  test('T2: three links within seconds are a scanner’s, the first of them too, and the feed says so again', async () => {
    const links = ['https://a.example/', 'https://b.example/', 'https://c.example/'];
    const sent = await sendMail({ links });
    const { cursor } = await tracking.feed();
    await tracking.hit(sent.links[0] as string);
    const before = await tracking.feed(cursor);
    expect(before.hits).toMatchObject([{ class: 'person' }]);
    for (const link of sent.links.slice(1)) {
      endpoint.time.now += 1000;
      await tracking.hit(link);
    }
    const after = await tracking.feed(before.cursor);
    expect(after.hits.map(({ class: of, reason }) => `${of} ${reason}`)).toEqual(Array(3).fill('scanner many-links'));
    expect(after.hits.map(({ id }) => id)).toContain(before.hits[0]?.id);
    expect((await tracking.feed(after.cursor)).hits).toEqual([]);
  });

  test('T2: who touches the trap is no person, and the trap is in nobody’s feed', async () => {
    const { link, key, mail } = await sendMail();
    const page = `${key.baseUrl}/p/x`;
    await tracking.hit(link);
    const answer = await tracking.hit(mint(key, 'trap', mail.id, 0, page));
    expect([answer.status, answer.headers.location]).toEqual([302, page]);
    expect(await classesOf()).toEqual(['click scanner']);
  });

  test('T3: one’s own view is told from others’, before it and after it, by thread or by mail', async () => {
    const inThread = await sendMail();
    const single = await sendMail({ thread: 'gmail:other' });
    await tracking.hit(inThread.pixel, GMAIL_PROXY);
    const own = (body: object) =>
      endpoint.call('POST', 'own-opens', { token: endpoint.tokens.anna, body: { account: 'Anna@northwind.example', ...body } });
    expect((await own({ thread: 'gmail:thread' })).status).toBe(204);
    expect((await own({ messageId: single.mail.id })).status).toBe(204);
    await tracking.hit(single.pixel, GMAIL_PROXY);
    expect(await classesOf()).toEqual(['open self', 'open self']);
    endpoint.time.now += 3_600_000;
    await tracking.hit(single.pixel, GMAIL_PROXY);
    expect(await classesOf()).toEqual(['open proxy', 'open self', 'open self']);
  });

  test('T3: one look, told of by thread and by mail, accounts for one open: a recipient’s in the same seconds is not lost', async () => {
    const { mail, pixel } = await sendMail();
    const body = { account: 'anna@northwind.example', thread: 'gmail:thread', messageId: mail.id };
    await endpoint.call('POST', 'own-opens', { token: endpoint.tokens.anna, body });
    for (let seconds = 1; seconds <= 3; seconds++) {
      endpoint.time.now += 1000;
      await tracking.hit(pixel, GMAIL_PROXY);
    }
    expect(await classesOf()).toEqual(['open proxy', 'open proxy', 'open self']);
    await endpoint.call('POST', 'own-opens', { token: endpoint.tokens.anna, body });
    expect(await classesOf()).toEqual(['open proxy', 'open self', 'open self']);
  });

  test('T3 C5: before a scheduled mail leaves only its sender looks at it; if it left earlier, somebody may have', async () => {
    const scheduled = { at: START + 3_600_000, scheduled: true as const };
    const { mail, pixel } = await sendMail(scheduled);
    await tracking.hit(pixel, GMAIL_PROXY);
    endpoint.time.now += 30 * 60_000;
    await tracking.hit(pixel, GMAIL_PROXY);
    expect((await tracking.feed()).hits.map(({ class: of, reason }) => `${of} ${reason}`)).toEqual(Array(2).fill('self before-sending'));
    const { cursor } = await tracking.feed();
    const { scheduled: _, ...sent } = mail;
    await tracking.register([{ ...sent, at: START + 60_000 * 20 }]);
    expect((await tracking.feed(cursor)).hits).toMatchObject([{ class: 'person', reason: 'left-earlier', at: START + 30 * 60_000 }]);
    endpoint.time.now += 3_600_000;
    await tracking.hit(pixel, GMAIL_PROXY);
    expect(await classesOf()).toEqual(['open person', 'open proxy', 'open self']);
  });

  test('T2: a clock that runs ahead does not make the sender’s looks of her recipients’', async () => {
    const { mail, pixel } = await sendMail({ at: START + 10 * 60_000 });
    endpoint.time.now += 60_000;
    await tracking.hit(pixel, GMAIL_PROXY);
    expect(await classesOf()).toEqual(['open proxy']);
    const { json } = await endpoint.call('GET', `tracked-messages/${mail.id}/hits`, { token: endpoint.tokens.anna });
    expect(json.message.at).toBe(START);
  });

  test('T3: a colleague’s sign says nothing of my mails', async () => {
    const { pixel } = await sendMail();
    await endpoint.call('POST', 'own-opens', {
      token: endpoint.tokens.tom,
      body: { account: 'tom@northwind.example', thread: 'gmail:thread' },
    });
    await tracking.hit(pixel, GMAIL_PROXY);
    expect(await classesOf()).toEqual(['open proxy']);
  });
});

describe('floods', () => {
  const ask = (url: string, remoteAddress: string) =>
    endpoint.app.inject({ url, remoteAddress, headers: { 'user-agent': CHROME } }).then(({ statusCode }) => statusCode);

  test('T1: one address that asks on and on is answered, and kept so often; what others ask for is kept', async () => {
    const [flooded, other] = [await sendMail(), await sendMail()];
    const statuses = await Promise.all(Array.from({ length: 500 }, () => ask(flooded.pixel, '192.0.2.66')));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect([await ask(flooded.pixel, '192.0.2.1'), await ask(other.pixel, '192.0.2.66')]).toEqual([200, 200]);
    await tracking.settle();
    const of = async ({ mail }: typeof other) =>
      (await endpoint.call('GET', `tracked-messages/${mail.id}/hits`, { token: endpoint.tokens.anna })).json.hits;
    expect([(await of(flooded)).length, (await of(other)).length]).toEqual([101, 1]);
  });

  test('T1: who guesses keys is not looked up for, and what he asks for with a known one is still answered', async () => {
    const { pixel, key, mail } = await sendMail();
    expect(await ask(pixel, '192.0.2.1')).toBe(200);
    endpoint.time.now += 3_600_000;
    const guess = (keyRef: number) => mint({ ...key, keyRef }, 'open', mail.id);
    for (let count = 1; count <= 60; count++) expect(await ask(guess((key.keyRef + count) >>> 0), '192.0.2.66')).toBe(404);
    expect(await ask(pixel, '192.0.2.66')).toBe(200);
    const toms = await tracking.key(endpoint.tokens.tom);
    const unseen = mint(toms, 'open', mail.id);
    expect([await ask(unseen, '192.0.2.66'), await ask(unseen, '192.0.2.1'), await ask(unseen, '192.0.2.66')]).toEqual([404, 200, 200]);
  });
});

describe('what is kept', () => {
  test('T1: what was answered is in the store when the endpoint has ended', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'threadline-hits-'));
    const here = await startTestEndpoint({ openStore: () => openDatabase(folder) });
    const key = (await here.call('GET', 'tracking', { token: here.tokens.anna })).json;
    const pixel = mint(key, 'open', newId());
    await Promise.all(Array.from({ length: 50 }, () => here.call('GET', pixel)));
    await here.stop();
    const after = await openDatabase(folder);
    expect(await after.read.selectFrom('hits').select('id').execute()).toHaveLength(50);
    await after.close();
    rmSync(folder, { recursive: true });
  });

  test('T5: neither an address nor a program is in the files of the database or in the log', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'threadline-hits-'));
    const here = await startTestEndpoint({ openStore: () => openDatabase(folder) });
    const there = trackingAt(here);
    await there.consent('ada@acme.example');
    const mail = trackedMail();
    await there.register([mail]);
    const key = await there.key();
    const agent = 'Mozilla/5.0 (Windows NT 10.0) QuiteUnusualAgent/77.1';
    for (const url of [mint(key, 'open', mail.id), mint(key, 'click', mail.id, 1, mail.links[0])])
      await here.app.inject({ url, remoteAddress: '203.0.113.77', headers: { 'user-agent': agent, 'x-forwarded-for': '198.51.100.9' } });
    expect((await there.feed()).hits).toHaveLength(2);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    const all = `${files.join('')}${JSON.stringify(here.logged)}`;
    expect(all).toContain('shop.example');
    for (const secret of ['203.0.113', '198.51.100', 'QuiteUnusual', 'Windows NT']) expect(all.includes(secret)).toBe(false);
    await here.stop();
    rmSync(folder, { recursive: true });
  });

  test('T1: each organisation sees its own; a user her own; a token counts for whoever made it', async () => {
    const { pixel, mail } = await sendMail();
    const toms = await tracking.key(endpoint.tokens.tom);
    await tracking.hit(pixel);
    await tracking.hit(mint(toms, 'open', mail.id));
    expect((await tracking.feed()).hits).toHaveLength(1);
    expect((await tracking.feed(undefined, endpoint.tokens.tom)).hits).toEqual([]);
    expect((await tracking.register([trackedMail({ id: mail.id })], endpoint.tokens.tom)).json.results).toMatchObject([
      { result: 'conflict' },
    ]);
  });

  test('T1: keys are derived from the tenant’s secret by user and generation; new ones leave the old good, retired ones are not there', async () => {
    const first = await sendMail();
    const rotate = (body: object, token = endpoint.tokens.anna) => endpoint.call('POST', 'tracking-keys', { token, body });
    expectProblem(await rotate({ whose: 'everyone', retire: true }), 403, 'admin_only');
    expect((await rotate({ whose: 'me', retire: false })).status).toBe(204);
    const second = await sendMail();
    expect([first.key.keyRef === second.key.keyRef, first.key.key === second.key.key]).toEqual([false, false]);
    for (const { pixel } of [first, second]) expect((await tracking.hit(pixel)).status).toBe(200);
    expect((await rotate({ whose: 'everyone', retire: true }, endpoint.tokens.tom)).status).toBe(204);
    for (const { pixel, link } of [first, second]) for (const url of [pixel, link]) expect((await tracking.hit(url)).status).toBe(404);
    const third = await sendMail();
    expect((await tracking.hit(third.pixel)).status).toBe(200);
    const rows = await endpoint.db.read.selectFrom('tracking_settings').selectAll().execute();
    expect(rows[0]?.secret).toMatch(/^v1\./);
  });

  test('T2: what came just before is found by its message, however much else came', async () => {
    // PostgreSQL goes by what it knows of the table’s size.
    if (endpoint.db.isShared) return;
    const query = selectRecent(endpoint.db.read, endpoint.anna.tenant, ['a', 'b', 'c', 'd'], START).compile();
    const { rows } = await endpoint.db.read.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`EXPLAIN QUERY PLAN ${query.sql}`, [...query.parameters]),
    );
    expect(rows.map(({ detail }) => detail).join()).toMatch(/SEARCH hits USING PRIMARY KEY \(tenant=\? AND ref=\? AND at>\?\)/);
  });

  test('T6: a feed in pages shows each hit once; cursors of others’ are refused', async () => {
    const { pixel } = await sendMail();
    const { cursor: start } = await tracking.feed();
    for (let count = 0; count < 450; count++) {
      endpoint.time.now += 7_000;
      await endpoint.call('GET', pixel, { headers: { 'user-agent': GMAIL_PROXY } });
    }
    await tracking.settle();
    const ids: string[] = [];
    let page = await tracking.feed(start);
    for (ids.push(...page.hits.map(({ id }) => id)); page.more; ids.push(...page.hits.map(({ id }) => id)))
      page = await tracking.feed(page.cursor);
    expect([ids.length, new Set(ids).size]).toEqual([450, 450]);
    for (const cursor of ['-1', 'x', '9'.repeat(20)])
      expect((await tracking.feed(cursor)) as unknown).toMatchObject({ code: 'cursor_unknown' });
  });

  test('T6: one mail over time, in single hits and in numbers', async () => {
    const { mail, pixel, link } = await sendMail();
    for (const url of [pixel, pixel, link]) {
      endpoint.time.now += 60_000;
      await tracking.hit(url);
    }
    const answer = await endpoint.call('GET', `tracked-messages/${mail.id}/hits`, { token: endpoint.tokens.tom });
    expectShape(MailHitsSchema, answer.json);
    expect(answer.json.hits).toHaveLength(3);
    expect(answer.json.counts).toEqual([
      { kind: 'open', class: 'person', target: null, hits: 2, firstAt: START + 60_000, lastAt: START + 120_000 },
      { kind: 'click', class: 'person', target: mail.links[0], hits: 1, firstAt: START + 180_000, lastAt: START + 180_000 },
    ]);
    expectProblem(await endpoint.call('GET', `tracked-messages/${newId()}/hits`, { token: endpoint.tokens.anna }), 404, 'not_found');
  });
});
