import { createServer } from 'node:https';
import selfsigned from 'selfsigned';

/**
 * @typedef {{ host: string, method: string, path: string, at: number, byBrowser: boolean }} Asked One request, as it came.
 *   `at` is epoch ms. `byBrowser`: Chromium's own, which no page and no extension can ask for in its name.
 * @typedef {{ host: string, method: string, url: URL, body: Buffer, headers: import('node:http').IncomingHttpHeaders }} Request
 * @typedef {{ status?: number, type?: string, headers?: Record<string, string>, body?: string | Buffer, drop?: boolean }} Answer
 *   `drop`: the connection ends without an answer.
 * @typedef {(request: Request) => Answer | null | Promise<Answer | null>} Site Null: nothing is there.
 * @typedef {{ port: number, asked: Asked[], hosts(): string[], resolverRules: string, close(): Promise<void> }} Internet
 */

/** What Chromium asks for by itself, also with everything switched off that can be. */
const BROWSERS_OWN = [
  /^accounts\.google\.com\/ListAccounts\?/,
  /^content-autofill\.googleapis\.com\/v1\/pages\//,
  /^update\.googleapis\.com\/service\/update2\b/,
  /^redirector\.gvt1\.com\/edgedl\//,
  /^(optimizationguide-pa|safebrowsing)\.googleapis\.com\//,
];

/** Fails closed: a name that nobody serves gets this, and stands in `asked` for the test to find. */
const NOBODY = { status: 502, type: 'text/plain', body: 'Nobody lives here' };

/**
 * One TLS server on loopback that stands for the whole internet. Pages live under their real host names, because
 * that is what content scripts match and what InboxSDK checks.
 *
 * @param {Record<string, Site>} sites by host name
 * @returns {Promise<Internet>}
 */
export async function startInternet(sites, { port = 0 } = {}) {
  // Made anew at each start and never written down; browsers are told to accept it for this run only.
  const { private: key, cert } = await selfsigned.generate([{ name: 'commonName', value: 'practice.invalid' }], {
    keySize: 2048,
    algorithm: 'sha256',
  });
  /** @type {Asked[]} */
  const asked = [];
  const server = createServer({ key, cert }, (request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const url = new URL(request.url ?? '/', `https://${host || 'unknown.invalid'}`);
    const path = url.pathname + url.search;
    asked.push({ host, method: request.method ?? '', path, at: Date.now(), byBrowser: BROWSERS_OWN.some((own) => own.test(host + path)) });
    /** @type {Buffer[]} */
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', async () => {
      const site = sites[host];
      let answer;
      try {
        answer = site
          ? ((await site({ host, method: request.method ?? '', url, body: Buffer.concat(pieces), headers: request.headers })) ?? {
              status: 404,
            })
          : NOBODY;
      } catch (error) {
        answer = { status: 500, type: 'text/plain', body: String(error) };
      }
      if (answer.drop) return void request.socket.destroy();
      response.writeHead(answer.status ?? 200, {
        'content-type': answer.type ?? 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        ...answer.headers,
      });
      response.end(answer.body ?? '');
    });
  });
  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done(undefined));
  });
  const address = server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  return {
    port: listening,
    asked,
    hosts: () => [...new Set(asked.filter((one) => !one.byBrowser).map((one) => one.host))].sort(),
    // Every name lands here, also those that nobody should ask for: a call home shows up instead of failing unseen.
    resolverRules: `MAP * 127.0.0.1:${listening}, EXCLUDE 127.0.0.1, EXCLUDE localhost`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done(undefined));
      }),
  };
}
