import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { runnerImport } from 'vite';
import { root } from '../../scripts/run.mjs';

/**
 * What was acknowledged, and what the clients remember of it.
 * @typedef {{ engagements: Set<string>, sent: Set<string>, hits: Map<string, number>, batches: number, lastAt: number,
 *   longestMs: number }} Ledger `engagements`: acknowledged; `sent`: maybe not; `hits`: opens answered, by message; `lastAt`: of the
 *   last batch acknowledged; `longestMs`: between two of them
 */

const BATCH = 20;
const REQUEST_MS = 20_000;
/** Before a client whose node has no database asks again. */
const PAUSE_MS = 100;
const ME = { address: 'anna@northwind.example', name: 'Anna Berger' };
/** A reader whose mail comes through Gmail. */
const AGENT = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

/** @returns {Ledger} */
export const newLedger = () => ({
  engagements: new Set(),
  sent: new Set(),
  hits: new Map(),
  batches: 0,
  lastAt: performance.now(),
  longestMs: 0,
});

/** Calls to the endpoint as the extension makes them. Null: no answer, or none that says anything. */
export function makeCaller(token) {
  return async (node, path, { method = 'GET', body = undefined } = {}) => {
    try {
      const response = await fetch(`${node.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(REQUEST_MS),
      });
      if (response.ok) return response.status === 204 ? {} : await response.json();
      // Away, changing its leader, or overloaded; anything else is a mistake of ours or theirs.
      if (response.status !== 503) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return null;
    } catch (error) {
      if (error.name === 'TimeoutError' || error instanceof TypeError) return null;
      throw error;
    }
  };
}

/** @returns {Promise<string>} The token of an extension paired with all nodes, as they have one database. */
export async function pairWith(node) {
  const response = await fetch(`${node.url}/api/v1/pairings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: node.pairingCode, device: 'failover' }),
  });
  return (await response.json()).token;
}

/** Asks one node after another until there is an answer. */
async function insist(nodes, call, path, request, isOver) {
  for (let turn = 0; !isOver(); turn++) {
    const answer = await call(nodes[turn % nodes.length], path, request);
    if (answer) return answer;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  return null;
}

/**
 * A client that logs mails in batches, each until it is acknowledged; some are sent to all nodes at once. What is in flight when it is
 * told to stop is sent to its end.
 * @param {Ledger} ledger
 */
export async function logMails(nodes, call, ledger, signal) {
  for (let round = 0; !signal.aborted; round++) {
    const mails = Array.from({ length: BATCH }, newMail);
    for (const { id } of mails) ledger.sent.add(id);
    const request = { method: 'POST', body: { engagements: mails } };
    const ways = round % 4 === 0 ? nodes.map((node) => [node]) : [turned(nodes, round)];
    const answers = await Promise.all(ways.map((way) => insist(way, call, '/engagements', request, () => false)));
    for (const { results } of answers) {
      for (const { id, result } of results) {
        if (result !== 'created' && result !== 'duplicate') throw new Error(`a mail was ${result}`);
        ledger.engagements.add(id);
      }
    }
    const now = performance.now();
    ledger.longestMs = Math.max(ledger.longestMs, now - ledger.lastAt);
    ledger.lastAt = now;
    ledger.batches++;
  }
}

/** A client that tracks mails and readers who open each of them once, on one node or the other. */
export async function openMails(nodes, call, ledger, signal) {
  const pixelOf = await makeMint(nodes, call);
  for (let round = 0; !signal.aborted; round++) {
    const messages = Array.from({ length: BATCH }, newTracked);
    const way = turned(nodes, round);
    const { results } = await insist(way, call, '/tracked-messages', { method: 'POST', body: { messages } }, () => false);
    if (results.some(({ result }) => result !== 'tracked')) throw new Error(`a message is ${JSON.stringify(results)}`);
    await Promise.all(messages.map(({ id }, index) => open(turned(nodes, index)[0], pixelOf(id), id, ledger)));
    // A reader takes longer than that; and the nodes have other things to do.
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

async function open({ url }, pixel, id, ledger) {
  const response = await fetch(`${url}${pixel}`, { headers: { 'user-agent': AGENT }, signal: AbortSignal.timeout(REQUEST_MS) });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`a pixel is answered ${response.status}`);
  ledger.hits.set(id, (ledger.hits.get(id) ?? 0) + 1);
}

/** Makes pixels as the extension does: offline, by its own key. */
async function makeMint([node], call) {
  const { module } = await runnerImport(join(root, 'src/core/tracking/token.ts'));
  const { messageRefOf, packPayload, sealedBytes, TOKEN_PATHS, writeToken } = module;
  const { keyRef, key } = await call(node, '/tracking');
  const bytes = Buffer.from(key, 'base64url');
  return (id) => {
    const payload = packPayload({ kind: 'open', keyRef, messageRef: messageRefOf(id), link: 0 });
    const hmac = createHmac('sha256', bytes).update(sealedBytes(payload, null)).digest();
    return `${TOKEN_PATHS.open}${writeToken(payload, hmac)}.gif`;
  };
}

/**
 * Follows a feed by its cursor on one node, as the extension does, until it is told to stop and has come to its end.
 * @param {(item: any) => void} see
 */
export async function follow(node, call, path, cursor, see, signal) {
  for (let next = cursor; ; ) {
    const page = await call(node, `${path}?cursor=${encodeURIComponent(next)}`);
    const isOver = signal.aborted && page && !page.more && page.cursor === next;
    if (page) {
      for (const item of page.changes ?? page.hits) see(item);
      next = page.cursor;
    }
    if (isOver) return;
    if (!page?.more) await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

const turned = (nodes, by) => nodes.map((_, index) => nodes[(index + by) % nodes.length]);

const BASE = { account: ME.address, at: Date.now(), subject: 'Your offer' };

function newMail() {
  const id = v7();
  const address = `reader${Math.floor(Math.random() * 500)}@acme.example`;
  return {
    ...{ ...BASE, id, kind: 'email', direction: 'sent', thread: `gmail:${id}`, messageId: `<${id}@northwind.example>` },
    ...{ from: ME, to: [{ address, name: '' }], cc: [], bcc: [], html: '<p>As promised.</p>', text: 'As promised.', attachments: [] },
    associations: [{ kind: 'contact', recordId: null, name: '', address, create: true }],
    ...{ associationsComplete: false, excluded: [], via: 'extension' },
  };
}

function newTracked() {
  const id = v7();
  return { ...BASE, id, thread: `gmail:${id}`, recipients: [{ address: 'ada@acme.example', name: 'Ada' }], links: [] };
}
