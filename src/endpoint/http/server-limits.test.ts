import { afterEach, describe, expect, test } from 'vitest';
import { mailTo } from '../testing-mails';
import { statuses, TWO_IN_ONE, useSockets } from '../testing-sockets';
import { networkOf } from './server-limits';

const { start, dial, answerTo } = useSockets({ afterEach });

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: endpoint.example\r\n\r\n';

describe('two requests in one, for whoever reads them differently', () => {
  const smuggled = 'GET /healthz/live HTTP/1.1\r\nHost: smuggled.example\r\n\r\n';
  const head = 'POST /api/v1/pairings HTTP/1.1\r\nHost: endpoint.example\r\nContent-Type: application/json\r\n';
  test.each(TWO_IN_ONE)('%s: refused, and the connection ends', async (_what, write) => {
    const { port } = await start();
    const heard = await answerTo(port, write(head, smuggled));
    expect(statuses(heard).at(-1)).toBe('HTTP/1.1 400');
    expect(heard).not.toContain('"live"');
  });

  test('what cannot be read is answered as a problem document', async () => {
    const { port, turnedAway } = await start();
    const heard = await answerTo(port, 'GET / HTTP/9.9\r\n\r\n');
    expect(heard).toContain('Content-Type: application/problem+json');
    expect(JSON.parse(heard.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, code: 'malformed' });
    expect(await turnedAway()).toEqual(['turned_away_total{why="malformed"} 1']);
  });
});

describe('too much and too slow', () => {
  test('huge headers are refused before they are all read', async () => {
    const { port, turnedAway } = await start();
    const { say, ended } = dial(port);
    say('GET /healthz HTTP/1.1\r\nHost: endpoint.example\r\n');
    say(`X-Long: ${'a'.repeat(17 * 1024)}`);
    expect(statuses(await ended)).toEqual(['HTTP/1.1 431']);
    expect(await turnedAway()).toEqual(['turned_away_total{why="headers_too_large"} 1']);
  });

  test('many headers are too much as well', async () => {
    const { port } = await start();
    const many = Array.from({ length: 3000 }, (_, index) => `X-${index}: a\r\n`).join('');
    expect(statuses(await answerTo(port, `GET /healthz HTTP/1.1\r\nHost: endpoint.example\r\n${many}\r\n`))).toEqual(['HTTP/1.1 431']);
  });

  test('whoever does not come to the end of his headers, or says nothing, is let go; the others notice nothing', async () => {
    const { port, turnedAway } = await start({ headersMs: 300 });
    const mute = Array.from({ length: 20 }, () => dial(port));
    const slow = Array.from({ length: 20 }, () => {
      const one = dial(port);
      one.say('GET /healthz HTTP/1.1\r\nHost: endpoint.example\r\nX: ');
      one.drip('a');
      return one;
    });
    const quick = dial(port);
    quick.say(HEALTH);
    expect(await quick.hears(/ready/)).toContain('HTTP/1.1 200');
    const heard = await Promise.all([...mute, ...slow].map(({ ended }) => ended));
    expect(new Set(heard.flatMap(statuses))).toEqual(new Set(['HTTP/1.1 408']));
    expect(await turnedAway()).toEqual(['turned_away_total{why="too_slow"} 40']);
  });

  test('whoever sends his body drop by drop is let go', async () => {
    const { port, tokens } = await start({ headersMs: 300, requestMs: 600 });
    const { say, ended, drip } = dial(port);
    const head = ['POST /api/v1/engagements HTTP/1.1', 'Host: endpoint.example', `Authorization: Bearer ${tokens.anna}`];
    say([...head, 'Content-Type: application/json', 'Content-Length: 100000', '', ''].join('\r\n'));
    drip(' ');
    expect(statuses(await ended)).toEqual(['HTTP/1.1 408']);
  });

  test('nobody unknown makes us read a body', async () => {
    const { port } = await start();
    const { say, hears } = dial(port);
    say(
      'POST /api/v1/engagements HTTP/1.1\r\nHost: endpoint.example\r\nContent-Type: application/json\r\nContent-Length: 30000000\r\n\r\n',
    );
    expect(await hears(/not_signed_in/)).toContain('HTTP/1.1 401');
  });
});

describe('many', () => {
  test('one address cannot take all connections', async () => {
    const { port, turnedAway } = await start({ connectionsPerAddress: 5 });
    const held = Array.from({ length: 5 }, () => dial(port));
    for (const one of held) {
      one.say(HEALTH);
      await one.hears(/ready/);
    }
    expect(await dial(port).ended).toBe('');
    expect(await turnedAway()).toEqual(['turned_away_total{why="too_many"} 1']);
    held[0]?.socket.destroy();
    await expect
      .poll(async () => statuses(await answerTo(port, HEALTH.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))))
      .toHaveLength(1);
  });

  test('a proxy of ours may have all there are, and no more', async () => {
    const { port } = await start({ connectionsPerAddress: 1, connections: 3 }, { isTrusted: () => true });
    for (let index = 0; index < 3; index++) {
      const one = dial(port);
      one.say(HEALTH);
      await one.hears(/ready/);
    }
    expect(await dial(port).ended).toBe('');
  });

  test('D2: a flood from one address is held back, and what others send is taken in', async () => {
    const { app, tokens, call } = await start({}, { requestsPerMinute: 50, isTrusted: (address) => address === '10.9.9.9' });
    const from = (client: string, more: object = {}) =>
      app.inject({ method: 'GET', url: '/api/v1/me', remoteAddress: '10.9.9.9', headers: { 'x-forwarded-for': client, ...more } });
    const flood = inTurn(300, (index) => from(`2001:db8:1:2::${index.toString(16)}`));
    const batch = () => ({ token: tokens.anna, body: { engagements: [mailTo(['ada@acme.example'])] } });
    const others = await inTurn(20, () => call('POST', 'engagements', batch()));
    const refused = (await flood).filter(({ statusCode }) => statusCode === 429);
    expect(refused).toHaveLength(250);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(others.map(({ json }) => json.results[0].result)).toEqual(Array.from({ length: 20 }, () => 'created'));
    expect((await from('2001:db8:1:3::1')).statusCode).toBe(401);
  });

  test('what a stranger says of his address does not count', async () => {
    const { app } = await start({}, { requestsPerMinute: 5 });
    const lie = (index: number) => ({ 'x-forwarded-for': `198.51.100.${index}` });
    const answers = await inTurn(10, (index) => app.inject({ url: '/api/v1/me', remoteAddress: '203.0.113.7', headers: lie(index) }));
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(5);
  });
});

async function inTurn<T>(count: number, ask: (index: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let index = 0; index < count; index++) answers.push(await ask(index));
  return answers;
}

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
