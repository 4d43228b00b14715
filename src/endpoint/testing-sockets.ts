import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { SERVER_LIMITS } from './http/server-limits';
import { makeMetrics } from './operations/metrics';
import { startTestEndpoint, type TestEndpoint } from './testing';

/** The endpoint on a port of loopback, and connections on which nothing is said but what a test writes; all ends after each. */
export function useSockets({ afterEach }: { afterEach(work: () => Promise<void>): void }) {
  const open: TestEndpoint[] = [];
  const sockets = new Set<Socket>();
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    for (const endpoint of open.splice(0)) await endpoint.stop();
  });

  async function start(limits: Partial<typeof SERVER_LIMITS> = {}, options: Parameters<typeof startTestEndpoint>[0] = {}) {
    const metrics = makeMetrics();
    const operations = { metrics, metricsToken: null, isDraining: () => false };
    const endpoint = await startTestEndpoint({ limits: { ...SERVER_LIMITS, ...limits }, operations, ...options });
    open.push(endpoint);
    await endpoint.app.listen({ port: 0, host: '127.0.0.1' });
    const address = endpoint.app.server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const turnedAway = async () => (await metrics.text({ isUp: true, outbox: {} })).match(/turned_away_total\{.*[1-9]\d*$/gm) ?? [];
    return { ...endpoint, port, turnedAway };
  }

  /** `ended`: all that came until the other end closed it. */
  function dial(port: number) {
    const socket = connect(port, '127.0.0.1');
    sockets.add(socket);
    let heard = '';
    socket.on('data', (piece) => {
      heard += piece.toString('latin1');
    });
    socket.on('error', () => undefined);
    const ended = once(socket, 'close').then(() => heard);
    const hears = async (words: RegExp) => {
      while (!words.test(heard))
        await Promise.race([once(socket, 'data'), ended.then(() => Promise.reject(new Error(`closed: ${heard}`)))]);
      return heard;
    };
    /** Goes on with a letter now and then. */
    const drip = (letter: string) => {
      const timer = setInterval(() => socket.write(letter), 50);
      socket.once('close', () => clearInterval(timer));
    };
    return { socket, say: (text: string) => socket.write(text), drip, hears, ended };
  }

  /** What a raw request is answered until the connection is closed. */
  async function answerTo(port: number, request: string) {
    const { say, ended } = dial(port);
    say(request);
    return ended;
  }

  return { start, dial, answerTo };
}

export const statuses = (heard: string) => heard.match(/^HTTP\/1\.1 \d+/gm) ?? [];

/** Heads and bodies that are two requests for whoever reads them differently, by what is wrong with them. `first`: the first one's line and `Host`. */
export const TWO_IN_ONE: readonly [string, (first: string, second: string) => string][] = [
  ['a length and chunks', (first, second) => `${first}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${second}`],
  ['chunks and a length', (first, second) => `${first}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${second}`],
  ['two lengths', (first, second) => `${first}Content-Length: 0\r\nContent-Length: ${second.length}\r\n\r\n${second}`],
  ['a length that is none', (first, second) => `${first}Content-Length: +0\r\n\r\n${second}`],
  ['a space before the colon', (first, second) => `${first}Transfer-Encoding : chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${second}`],
  ['another encoding that is not', (first, second) => `${first}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${second}`],
  ['chunks twice', (first, second) => `${first}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${second}`],
  ['a header folded over lines', (first, second) => `${first}X: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${second}`],
  ['a line feed that stands alone', (first, second) => `${first}X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${second}`],
  ['a NUL in a header', (first, second) => `${first}X: a\0b\r\nContent-Length: 0\r\n\r\n${second}`],
  ['a chunk whose size is none', (first, second) => `${first}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n${second}`],
];
