import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addTenant, addUser, listUsers } from '../store/users';
import { START } from '../testing-mails';
import { statuses, TWO_IN_ONE, useSockets } from '../testing-sockets';
import { CHROME, mint, trackedMail, trackingAt } from '../testing-tracking';
import type { SERVER_LIMITS } from './server-limits';

// Whatever is sent to a pixel or a link, by whomever: it is answered or refused, and nothing is kept that nobody asked for.

const { start, dial, answerTo } = useSockets({ afterEach });
const LINKS = ['https://shop.example/offer?a=1', 'https://shop.example/other'];

/** A tracked mail at an endpoint that listens. `paths`: of its pixel and its link; `others`: of another pixel and another link. */
async function sendMail(limits: Partial<typeof SERVER_LIMITS> = {}) {
  const endpoint = await start(limits, { isTrusted: (address) => address === '10.9.9.9' });
  const tracking = trackingAt(endpoint);
  await tracking.consent('ada@acme.example');
  const [mail, other] = [trackedMail({ links: LINKS }), trackedMail({ links: LINKS })];
  await tracking.register([mail, other]);
  const key = await tracking.key();
  const pathsOf = (id: string) => ({ pixel: mint(key, 'open', id), link: mint(key, 'click', id, 1, LINKS[0]) });
  const kept = async () => (await tracking.feed()).hits.map(({ kind, messageId }) => `${kind} ${messageId === mail.id ? 'mail' : 'other'}`);
  return { ...endpoint, tracking, mail, key, paths: pathsOf(mail.id), others: pathsOf(other.id), kept };
}
type Route = 'pixel' | 'link';
const GOOD = { pixel: 'HTTP/1.1 200', link: 'HTTP/1.1 302' };
const firstLines = (path: string) => `GET ${path} HTTP/1.1\r\nHost: endpoint.example\r\nUser-Agent: ${CHROME}\r\n`;

describe.each<Route>(['pixel', 'link'])('the %s of a mail', (route) => {
  let it: Awaited<ReturnType<typeof sendMail>>;
  beforeEach(async () => {
    it = await sendMail({ headersMs: 400, requestMs: 600 });
  });

  test.each(TWO_IN_ONE)('T1: asked for with %s, nothing that comes after is taken for a second request', async (_what, write) => {
    const heard = await answerTo(it.port, write(firstLines(it.paths[route]), `${firstLines(it.others[route])}\r\n`));
    expect(statuses(heard).at(-1)).toBe('HTTP/1.1 400');
    expect((await it.kept()).filter((one) => one.endsWith('other'))).toEqual([]);
  });

  test('T1: with a body, whole, is answered, and so is what follows it', async () => {
    const { say, hears, ended } = dial(it.port);
    say(`${firstLines(it.paths[route])}Content-Length: 5\r\n\r\nhello`);
    await hears(new RegExp(GOOD[route]));
    say(`${firstLines(it.others[route])}Connection: close\r\n\r\n`);
    // The second answer begins where the picture ends.
    expect((await ended).match(/HTTP\/1\.1 \d+/g)).toEqual([GOOD[route], GOOD[route]]);
    expect((await it.kept()).map((one) => one.split(' ')[1])).toEqual(['mail', 'other']);
  });

  test('T1: with a head without an end, with a huge one, or said drop by drop, it is nobody’s open', async () => {
    const huge = dial(it.port);
    huge.say(`${firstLines(it.paths[route])}X: ${'a'.repeat(17 * 1024)}`);
    const long = dial(it.port);
    long.say(`${firstLines(`${it.paths[route]}?${'a'.repeat(17 * 1024)}`)}\r\n`);
    const slow = dial(it.port);
    slow.say(`${firstLines(it.paths[route])}X: `);
    slow.drip('a');
    const heard = await Promise.all([huge, long, slow].map(({ ended }) => ended));
    expect(heard.flatMap(statuses)).toEqual(['HTTP/1.1 431', 'HTTP/1.1 431', 'HTTP/1.1 408']);
    expect(await it.kept()).toEqual([]);
  });

  test('T1: whoever leaves before the answer has asked all the same, and the endpoint goes on', async () => {
    const gone = dial(it.port);
    gone.say(`${firstLines(it.paths[route])}\r\n`);
    await gone.hears(/HTTP/);
    gone.socket.resetAndDestroy();
    expect(statuses(await answerTo(it.port, `${firstLines(it.others[route])}Connection: close\r\n\r\n`))).toEqual([GOOD[route]]);
    expect(await it.kept()).toHaveLength(2);
  });

  test('T1: by another method, at another host, or with a path that is none, it leads nowhere', async () => {
    const path = it.paths[route];
    const [head, query = ''] = path.split('?');
    const lines = [
      ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'].map((method) => `${method} ${path} HTTP/1.1`),
      `GET /${path} HTTP/1.1`,
      `GET ${head}/../../healthz?${query} HTTP/1.1`,
      `GET ${head}%2f..%2f?${query} HTTP/1.1`,
      `GET ${head}%00?${query} HTTP/1.1`,
      `GET ${head}\\?${query} HTTP/1.1`,
      `GET /${head?.slice(1).replace('/', '%2f')}?${query} HTTP/1.1`,
    ];
    for (const line of lines) {
      const heard = await answerTo(it.port, `${line}\r\nHost: endpoint.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      expect([line, statuses(heard)[0]?.slice(9, 10)]).toEqual([line, '4']);
      expect(heard).not.toMatch(/^location:/im);
    }
    expect(await it.kept()).toEqual([]);
  });

  test('T1: each letter of a token counts, and none may be missing', async () => {
    const path = it.paths[route];
    for (let at = 3; at < 43; at++) {
      const letter = path[at] === 'A' ? 'B' : 'A';
      for (const url of [`${path.slice(0, at)}${letter}${path.slice(at + 1)}`, `${path.slice(0, at)}${path.slice(at + 1)}`]) {
        const { status, headers } = await it.call('GET', url);
        expect([url, status, headers.location]).toEqual([url, 404, undefined]);
      }
    }
    expect(await it.kept()).toEqual([]);
  });

  test('T1: another organisation’s key, whatever its number, makes no token of ours', async () => {
    const { db, key, mail, paths } = it;
    await db.write(async (tx) => {
      const tenant = await addTenant(tx, 'Fjord & Co', START);
      await addUser(tx, tenant, { name: 'Liv Dahl', role: 'admin', addresses: ['liv@fjord.example'] }, START);
    });
    const liv = (await listUsers(db.read)).find(({ address }) => address === 'liv@fjord.example');
    const theirs = trackingAt({ ...it, tokens: { ...it.tokens, anna: await it.newToken(liv) } });
    const foreign = await theirs.key();
    expect(foreign.keyRef).not.toBe(key.keyRef);
    const mintBy = (by: Pick<typeof key, 'keyRef' | 'key'>) =>
      route === 'pixel' ? mint(by, 'open', mail.id) : mint(by, 'click', mail.id, 1, LINKS[0]);
    // Theirs is good for their own mails alone, also by the name of one of ours.
    expect((await it.call('GET', mintBy(foreign))).status).toBe(Number(GOOD[route].slice(9)));
    for (const mixed of [
      { keyRef: key.keyRef, key: foreign.key },
      { keyRef: foreign.keyRef, key: key.key },
    ])
      expect((await it.call('GET', mintBy(mixed))).status).toBe(404);
    await it.tracking.settle();
    expect([await it.kept(), (await theirs.feed()).hits]).toEqual([[], []]);
    expect((await it.call('GET', paths[route])).status).toBe(Number(GOOD[route].slice(9)));
  });

  test('T1: a flood is a flood from a household’s many addresses too', async () => {
    const ask = (client: string, path = it.paths[route]) =>
      it.app.inject({ url: path, remoteAddress: '10.9.9.9', headers: { 'user-agent': CHROME, 'x-forwarded-for': client } });
    const answers = await Promise.all(Array.from({ length: 400 }, (_, index) => ask(`2001:db8:1:2::${index.toString(16)}`)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([Number(GOOD[route].slice(9))]));
    await Promise.all([ask('2001:db8:1:3::1'), ask('2001:db8:1:2::1', it.others[route])]);
    await it.tracking.settle();
    const rows = await it.db.read.selectFrom('hits').select('ref').execute();
    expect(rows).toHaveLength(102);
  });
});

test('T1: a target that is written twice over leads nowhere, signed or not', async () => {
  const { key, mail, call, kept } = await sendMail();
  const [target = ''] = LINKS;
  const twice = encodeURIComponent(target);
  const good = mint(key, 'click', mail.id, 1, target);
  const [path] = good.split('?');
  for (const url of [
    mint(key, 'click', mail.id, 1, twice),
    `${path}?u=${encodeURIComponent(twice)}`,
    `${path}?u=${encodeURIComponent(`${target}%0d%0aSet-Cookie: a=b`)}`,
  ])
    expect([(await call('GET', url)).status, (await call('GET', url)).headers.location]).toEqual([404, undefined]);
  expect(await kept()).toEqual([]);
});

test('T1: of a mail with as many links as there can be each leads to its own', async () => {
  const { key, call, tracking, time, tokens } = await sendMail();
  const links = Array.from({ length: 255 }, (_, index) => `https://shop.example/${index + 1}`);
  const mail = trackedMail({ links });
  await tracking.register([mail]);
  for (const [index, target] of links.entries()) {
    time.now += 60_000;
    expect((await call('GET', mint(key, 'click', mail.id, index + 1, target))).headers.location).toBe(target);
  }
  await tracking.settle();
  const { json } = await call('GET', `tracked-messages/${mail.id}/hits`, { token: tokens.anna });
  expect(json.counts.map(({ target }: { target: string }) => target)).toEqual(links);
});
