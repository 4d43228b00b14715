import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from './load.mjs';
import { figure, median } from './support/figures.mjs';
import { ask, cpuOf, MAIN, pair, root, start } from './support/servers.mjs';

const BARE = join(root, 'bench/endpoint/bare-pixels.mjs');
const METRICS_TOKEN = 'bench-bench-bench-bench-bench-bench';
/** So many that none is opened by everybody in one minute: nobody's mail is. */
const MAILS = 40_000;
const HITS = 10_000;
const ROUNDS = 7;
/** Connections, each with so many requests under way: what a proxy before us does. */
const LINES = 16;
const AHEAD = 8;
const BUDGET_RATIO = 0.85;
const PACE = 1000;
const PACED_SECONDS = 8;
const AGENT = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

/**
 * Pixels asked for until every hit is on the disk: by the whole endpoint, by a bare server with the same store that checks and judges
 * too, by one that believes everything, and by one that only counts, turn about, on one database.
 */
export async function run() {
  const data = mkdtempSync(join(tmpdir(), 'threadline-bench-'));
  try {
    const endpoint = await start(MAIN, data, ['--demo'], { THREADLINE_METRICS_TOKEN: METRICS_TOKEN });
    const token = await pair(endpoint);
    const tokens = await sendMails(endpoint.url, token);
    const bare = await start(BARE, data, []);
    const own = { ...endpoint, path: (text) => `/o/${text}.gif`, stored: () => countStored(endpoint.url) };
    const stored = async () => Number(await ask(new Agent(), 'GET', `${bare.url}/stored`));
    const bareAs = (way) => ({ ...bare, stored, path: (text) => `/${way}/${text}` });
    const sides = { own, other: bareAs('v'), believing: bareAs('d'), counting: bareAs('m') };
    for (const side of Object.values(sides)) await measure(side, tokens);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const figures = {};
      for (const [name, side] of Object.entries(sides)) figures[name] = await measure(side, tokens);
      rounds.push(figures);
    }
    const own99 = await pace(sides.own, tokens);
    const bare99 = await pace(sides.other, tokens);
    await Promise.all([endpoint.stop(), bare.stop()]);
    return report(rounds, own99, bare99);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function report(rounds, own99, bare99) {
  const middle = (pick) => median(rounds.map(pick));
  const rate = middle(({ own }) => own.rate);
  const ratio = middle(({ own, other }) => own.rate / other.rate);
  const hits = { unit: 'hits/s', value: rate, budget: null, met: null };
  return [
    {
      ...hits,
      ...{
        name: 'Pixel: hits stored durably, beside a bare node:http server with the same store',
        baseline: middle(({ other }) => other.rate),
      },
      ...{ ratio, budget: BUDGET_RATIO, budgetOf: 'ratio', atLeast: true, met: ratio >= BUDGET_RATIO },
    },
    {
      ...hits,
      ...{
        name: 'Pixel: the same, beside one that checks no token and judges nothing',
        baseline: middle(({ believing }) => believing.rate),
      },
      ratio: middle(({ own, believing }) => own.rate / believing.rate),
    },
    {
      ...hits,
      ...{ name: 'Pixel: the same, beside counting in memory', baseline: middle(({ counting }) => counting.rate) },
      ratio: middle(({ own, counting }) => own.rate / counting.rate),
    },
    figure(
      'Pixel: CPU per hit, beside the bare server',
      middle(({ own }) => own.cpu),
      middle(({ other }) => other.cpu),
      'µs',
      null,
    ),
    figure(`Pixel: 99 of 100 answers at ${PACE} hits/s`, own99, bare99, 'ms', null),
  ];
}

/** Registers mails to somebody who consents; answers the tokens of their pixels. */
async function sendMails(url, token) {
  const { messageRefOf, packPayload, sealedBytes, writeToken } = await load('src/core/tracking/token.ts');
  const api = (method, path, body) => ask(new Agent(), method, `${url}/api/v1/${path}`, token, body && JSON.stringify(body));
  const ada = { address: 'ada@acme.example', name: 'Ada Lovelace' };
  await api('PUT', 'consents', { consents: [{ address: ada.address, state: 'given', how: 'written' }] });
  const { key, keyRef } = JSON.parse(await api('GET', 'tracking'));
  const mails = Array.from({ length: MAILS }, (_, number) => ({
    ...{ id: idOf(number), account: 'anna@northwind.example', thread: `gmail:${number}`, at: Date.now() - 3_600_000 },
    ...{ subject: `Quote ${number}`, recipients: [ada], links: [] },
  }));
  for (let from = 0; from < MAILS; from += 100) await api('POST', 'tracked-messages', { messages: mails.slice(from, from + 100) });
  return mails.map(({ id }) => {
    const payload = packPayload({ kind: 'open', keyRef, messageRef: messageRefOf(id), link: 0 });
    return writeToken(payload, createHmac('sha256', Buffer.from(key, 'base64url')).update(sealedBytes(payload, null)).digest());
  });
}

const idOf = (number) => {
  const time = (Date.now() + number).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`;
};

async function countStored(url) {
  const text = await ask(new Agent(), 'GET', `${url}/metrics`, METRICS_TOKEN);
  return [...text.matchAll(/^threadline_hits_total\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
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
  while ((await side.stored()) - before < HITS) await new Promise((resolve) => setTimeout(resolve, 20));
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
