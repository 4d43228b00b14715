import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { load } from './load.mjs';
import { figure, median } from './support/figures.mjs';
import { ask, cpuOf, MAIN, pair, root, start } from './support/servers.mjs';

const BARE = join(root, 'bench/endpoint/bare-pixels.mjs');
const HITS = 10_000;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
/** One for each hit: no mail is opened by everybody in one minute. With one round to warm up, of four servers. */
const MAILS = 4 * HITS * (ROUNDS + 1);
/** Connections, each with so many requests under way: what a proxy before us does. */
const LINES = 16;
const AHEAD = 8;
const BUDGET_RATIO = 0.85;
const PACE = 1000;
const PACED_SECONDS = 4;
const PACED_ROUNDS = 3;
const AGENT = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

/**
 * Pixels asked for until every hit is on the disk: by the whole endpoint, by a bare server that appends each to the same store and
 * believes it, by one that checks and judges it too, and by one that only counts, turn about, on one database.
 */
export async function run() {
  const data = mkdtempSync(join(tmpdir(), 'threadline-bench-'));
  try {
    const endpoint = await start(MAIN, data, ['--demo']);
    const token = await pair(endpoint);
    const tokens = await sendMails(endpoint.url, token, data);
    const bare = await start(BARE, data, []);
    const hits = openHits(join(data, 'threadline.db'));
    const own = { ...endpoint, path: (text) => `/o/${text}.gif`, stored: hits.count };
    const bareAs = (way, stored) => ({ ...bare, stored, path: (text) => `/${way}/${text}` });
    const counted = async () => Number(await ask(new Agent(), 'GET', `${bare.url}/counted`));
    const sides = { own, appending: bareAs('d', hits.count), checking: bareAs('v', hits.count), counting: bareAs('m', counted) };
    for (const side of Object.values(sides)) await measure(side, tokens);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const figures = {};
      for (const [name, side] of Object.entries(sides)) figures[name] = await measure(side, tokens);
      rounds.push(figures);
    }
    const paced = [];
    // The first is to warm up.
    for (let round = 0; round <= PACED_ROUNDS; round++) paced.push([await pace(sides.own, tokens), await pace(sides.appending, tokens)]);
    const [own99, bare99] = [0, 1].map((which) => median(paced.slice(1).map((round) => round[which])));
    hits.close();
    await Promise.all([endpoint.stop(), bare.stop()]);
    return report(rounds, own99, bare99);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function report(rounds, own99, bare99) {
  const middle = (pick) => median(rounds.map(pick));
  const value = middle(({ own }) => own.rate);
  const beside = (name, side, judged = { budget: null, met: null }) => {
    const baseline = middle((round) => round[side].rate);
    return { name, unit: 'hits/s', value, baseline, ratio: middle((round) => round.own.rate / round[side].rate), ...judged };
  };
  const ratio = middle(({ own, appending }) => own.rate / appending.rate);
  const budget = { budget: BUDGET_RATIO, budgetOf: 'ratio', atLeast: true, met: ratio >= BUDGET_RATIO };
  const cpu = (side) => middle((round) => round[side].cpu);
  return [
    beside('Pixel: hits stored durably, beside a bare node:http server that appends each to the same store', 'appending', budget),
    beside('Pixel: the same, beside a bare server that also checks the token and judges the hit', 'checking'),
    beside('Pixel: the same, beside a bare server that counts in memory', 'counting'),
    figure('Pixel: CPU per hit, beside the bare server that appends', cpu('own'), cpu('appending'), 'µs', null),
    figure('Pixel: CPU per hit, beside the bare server that also checks and judges', cpu('own'), cpu('checking'), 'µs', null),
    figure(`Pixel: 99 of 100 answers at ${PACE} hits/s, beside the bare server that appends`, own99, bare99, 'ms', null),
  ];
}

/** Registers mails to somebody who consents; answers the tokens of their pixels. */
async function sendMails(url, token, data) {
  const { messageRefOf, packPayload, sealedBytes, writeToken } = await load('src/core/tracking/token.ts');
  const api = (method, path, body) => ask(new Agent(), method, `${url}/api/v1/${path}`, token, body && JSON.stringify(body));
  const ada = { address: 'ada@acme.example', name: 'Ada Lovelace' };
  await api('PUT', 'consents', { consents: [{ address: ada.address, state: 'given', how: 'written' }] });
  const { key, keyRef } = JSON.parse(await api('GET', 'tracking'));
  const ids = Array.from({ length: MAILS }, (_, number) => idOf(number));
  const first = { id: ids[0], account: 'anna@northwind.example', thread: 'gmail:0', at: Date.now() - 3_600_000, subject: 'Quote' };
  await api('POST', 'tracked-messages', { messages: [{ ...first, recipients: [ada], links: [] }] });
  const refs = ids.map(messageRefOf);
  copyMail(join(data, 'threadline.db'), refs, ids);
  const secret = Buffer.from(key, 'base64url');
  return refs.map((messageRef) => {
    const payload = packPayload({ kind: 'open', keyRef, messageRef, link: 0 });
    return writeToken(payload, createHmac('sha256', secret).update(sealedBytes(payload, null)).digest());
  });
}

/** The others are like the first: one by one they would take longer than all that is measured. */
function copyMail(path, [, ...refs], [, ...ids]) {
  const db = new Libsql(path);
  const { _metadata, ...first } = db.prepare('SELECT * FROM tracked_messages').get();
  const columns = Object.keys(first);
  const insert = db.prepare(`INSERT INTO tracked_messages (${columns}) VALUES (${columns.map((name) => `@${name}`)})`);
  db.exec('BEGIN IMMEDIATE');
  for (const [index, ref] of refs.entries()) insert.run({ ...first, ref, id: ids[index] });
  db.exec('COMMIT');
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

const idOf = (number) => {
  const time = (Date.now() + number).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`;
};

/** How many hits are on the disk. Read here, so that it costs none of the servers anything. */
function openHits(path) {
  const db = new Libsql(path);
  const { tenant, user_id } = db.prepare('SELECT tenant, user_id FROM tracking_keys').get();
  const after = db.prepare('SELECT COUNT(*) AS more, MAX(seq) AS last FROM hits WHERE tenant = ? AND user_id = ? AND seq > ?');
  let [sum, reached] = [0, 0];
  const count = () => {
    const { more, last } = after.get(tenant, user_id, reached);
    [sum, reached] = [sum + more, last ?? reached];
    return sum;
  };
  return { count, close: () => db.close() };
}

const requestFor = (side, text) =>
  `GET ${side.path(text)} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: ${AGENT}\r\nAccept: image/*\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n`;

/** Hits a second until the last is stored, and the CPU of the server for each. */
let turn = 0;
async function measure(side, tokens) {
  const before = await side.stored();
  const cpu = cpuOf(side.pid);
  const began = performance.now();
  const end = turn + HITS;
  await Promise.all(
    Array.from({ length: LINES }, () => keepAsking(side.url, () => (turn < end ? requestFor(side, tokens[turn++ % MAILS]) : null))),
  );
  while ((await side.stored()) - before < HITS) await new Promise((resolve) => setTimeout(resolve, 10));
  const seconds = (performance.now() - began) / 1000;
  return { rate: HITS / seconds, cpu: ((cpuOf(side.pid) - cpu) * 1e6) / HITS };
}

/** One connection with some requests under way, until there are no more. */
function keepAsking(url, nextRequest) {
  return new Promise((resolve, reject) => {
    const socket = connect(new URL(url).port, '127.0.0.1');
    let open = 0;
    const send = () => {
      let text = '';
      for (; open < AHEAD; open++) {
        const request = nextRequest();
        if (request === null) break;
        text += request;
      }
      if (text) socket.write(text);
      else if (open === 0) socket.end();
    };
    socket.on('data', (data) => {
      open -= data.toString('latin1').split('HTTP/1.1 200').length - 1;
      send();
    });
    socket.on('connect', send).on('error', reject).on('close', resolve);
  });
}

/** The 99th of 100 answering times at a steady rate, which is not held up by slow answers. */
async function pace(side, tokens) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const times = [];
  const total = PACE * PACED_SECONDS;
  const began = performance.now();
  const running = [];
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * PACE));
    for (; sent < due; sent++) {
      const planned = began + (sent * 1000) / PACE;
      running.push(ask(agent, 'GET', side.url + side.path(tokens[sent % MAILS])).then(() => times.push(performance.now() - planned)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(running);
  agent.destroy();
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length * 0.99)];
}
