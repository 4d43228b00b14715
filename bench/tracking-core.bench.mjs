import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Window } from 'happy-dom';
import { isbot } from 'isbot';
import { load } from './load.mjs';
import { figure, median } from './support/figures.mjs';

const corpus = JSON.parse(readFileSync(fileURLToPath(new URL('../src/core/tracking/agents.corpus.json', import.meta.url)), 'utf8'));
const BASE = 'https://t.ours.example';
const ROUNDS = 7;
/** A list is judged so often in a round: once is over before anything is measured. */
const TIMES = 20;

/** The verdict on a user agent beside isbot's, in time and in what is right; a mail of one megabyte beside a DOM that reads and writes it. */
export async function run() {
  const [{ judgeAgent }, { weigh }, rewrite] = await Promise.all([
    load('src/core/tracking/agents.ts'),
    load('src/core/tracking/weigh.ts'),
    load('src/core/tracking/rewrite.ts'),
  ]);
  return [...agentFigures(judgeAgent), weighFigure(weigh), ...(await bodyFigures(rewrite))];
}

function agentFigures(judgeAgent) {
  const agents = Object.values(corpus).flat();
  const browsers = corpus.person.filter((agent) => /Chrome|Firefox|Safari/.test(agent));
  const time = (judge, list) => median(rounds(() => timeOf(() => repeat(TIMES, () => list.forEach(judge))) / (TIMES * list.length))) * 1e6;
  // To a mail tracker a proxy that fetches for a reader is an open; prefetches, scanners and previews are not.
  const share = (isOpen) => {
    const wrong = Object.entries(corpus).flatMap(([kind, list]) =>
      list.filter((agent) => isOpen(agent) !== ['person', 'proxy'].includes(kind)),
    );
    return (wrong.length / agents.length) * 100;
  };
  const isOpen = (agent) => ['person', 'proxy'].includes(judgeAgent(agent).class);
  return [
    figure('Verdict on a user agent, browsers only, beside isbot', time(judgeAgent, browsers), time(isbot, browsers), 'ns', null),
    figure(`Verdict on a user agent, the whole corpus (${agents.length})`, time(judgeAgent, agents), time(isbot, agents), 'ns', null),
    figure(
      'Agents of the corpus taken wrongly for an open, or for none',
      share(isOpen),
      share((agent) => !isbot(agent)),
      '%',
      null,
    ),
    figure(
      'Opens of proxies that are lost (Gmail, Yahoo and others)',
      lost(isOpen),
      lost((agent) => !isbot(agent)),
      '%',
      null,
    ),
  ];
}

const lost = (isOpen) => (corpus.proxy.filter((agent) => !isOpen(agent)).length / corpus.proxy.length) * 100;

function weighFigure(weigh) {
  const person = { class: 'person', confidence: 0.8, reason: 'browser', client: null, network: null };
  const hits = Array.from({ length: 10 }, (_, n) => ({
    id: String(n),
    kind: n % 2 ? 'click' : 'open',
    link: n % 2,
    at: n * 60_000,
    ...person,
  }));
  const context = { hits, sentAt: -60_000, ownOpens: [] };
  const value = median(rounds(() => timeOf(() => repeat(2_000, () => weigh(context))) / 2_000)) * 1000;
  return figure('Verdict in the company of ten hits', value, null, 'µs', null);
}

async function bodyFigures({ findLinks, track, restore }) {
  const html = body();
  const links = findLinks(html, [BASE]).map(({ target }, n) => ({ target, token: token(1, n + 1) }));
  const minted = { baseUrl: BASE, pixel: token(0, 0), links, trap: { token: token(2, 0), target: `${BASE}/` }, footer: null };
  const tracked = track(html, minted);
  if (links.length !== 255 || restore(tracked, [BASE]) !== html) throw new Error('the benchmark rewrites nothing sensible');
  const window = new Window();
  const viaDom = () => {
    const root = window.document.createElement('div');
    root.innerHTML = html;
    return root.innerHTML.length;
  };
  const dom = median(rounds(() => timeOf(viaDom)));
  await window.happyDOM.close();
  return [
    figure(
      'Pixel and links into a body of 1 MB, beside reading and writing it by a DOM',
      median(rounds(() => timeOf(() => track(html, minted)))),
      dom,
      'ms',
      null,
    ),
    figure('… and out of it again', median(rounds(() => timeOf(() => restore(tracked, [BASE])))), dom, 'ms', null),
    figure(
      'Pixel and links into a mail of a page',
      median(rounds(() => timeOf(() => track(html.slice(0, 4_004), minted)))),
      null,
      'ms',
      null,
    ),
  ];
}

/** A long thread's own part: 1 MB, twelve thousand links. */
const body = () => '<div><p>Some <b>bold</b> words &amp; a <a href="https://acme.com/page">link</a></p></div>\n'.repeat(11_650);

const token = (kind, link) => Buffer.from([0x10 | kind, ...new Array(16).fill(7), link, ...new Array(12).fill(9)]).toString('base64url');

const repeat = (times, work) => {
  for (let n = 0; n < times; n++) work();
};

const timeOf = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** After one to warm up. */
const rounds = (measure) => Array.from({ length: ROUNDS + 1 }, measure).slice(1);
