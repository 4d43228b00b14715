import { until } from '../scripts/start/until.mjs';
import { inPractice } from './support/desk.mjs';
import { figure, median } from './support/figures.mjs';

const SIZES = { few: 10, many: 100_000 };
/** `POST /rules` takes so many. */
const RULES_AT_ONCE = 5000;
/** The options page adds so many with one call. */
const LINES_AT_ONCE = 1000;
const ROUNDS = 7;
const OPTIONS = 'src/extension/options/index.html#/never-log';
const BUDGET_OPEN_MS = 200;

/** The options page on a long list beside a short one, in two browsers with an endpoint each. */
export async function run() {
  return inPractice(async ({ openDesk }) => {
    const desks = {};
    const filled = {};
    for (const [name, count] of Object.entries(SIZES)) {
      const start = performance.now();
      const desk = await openDesk(name, { prepare: (api) => addRules(api, count) });
      const [{ id }] = (await desk.ask('getSettings')).connections;
      await until(async () => (await desk.ask('listRules', id, '', 1, null)).total >= count, `${count} rules in the browser`, 120_000);
      filled[name] = (performance.now() - start) / 1000;
      desks[name] = { ...desk, id };
    }
    const opened = await inTurn(desks, open);
    const found = await inTurn(desks, search);
    const looked = await inTurn(desks, test);
    const added = await inTurn(desks, add);
    const many = SIZES.many.toLocaleString('en');
    const beside = (what, times, unit, budget) =>
      figure(`Never-log, ${many} rules beside ${SIZES.few}: ${what}`, times.many, times.few, unit, budget);
    return [
      beside('options page opens', opened, 'ms', BUDGET_OPEN_MS),
      beside('test box answers', looked, 'ms', null),
      beside('search after a change', found, 'ms', null),
      beside(`${LINES_AT_ONCE.toLocaleString('en')} rules are added`, added, 'ms', null),
      beside('paired with an endpoint that has them, and all here', filled, 's', null),
    ];
  });
}

/** Medians; by turns, so that whatever the computer does meanwhile hits both. */
async function inTurn(desks, act) {
  const times = { few: [], many: [] };
  for (let round = 0; round < ROUNDS; round++) for (const [name, desk] of Object.entries(desks)) times[name].push(await act(desk, round));
  return { few: median(times.few), many: median(times.many) };
}

/** Ms from the navigation to the frame with the first rule in it. */
async function open({ openPage }) {
  const page = await openPage(OPTIONS, () => {
    globalThis.drawn = new Promise((done) => {
      const look = () =>
        document.querySelector('.options-rule') ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
      look();
    });
  });
  const ms = await page.evaluate(() => globalThis.drawn);
  await page.close();
  return ms;
}

const test = ({ time, id }, round) => time('testRule', id, `jane+news@mail.eu.company${round}.example`);

async function search({ time, id }, round) {
  await time('addRules', id, [`found${round}.example`], 'me', false);
  return time('listRules', id, `found${round}`, 200, null);
}

function add({ time, id }, round) {
  const lines = Array.from({ length: LINES_AT_ONCE }, (_, n) => `new${(n * 7919) % 1_000_003}-${round}.example`);
  return time('addRules', id, lines, 'me', false);
}

async function addRules(api, count) {
  for (let from = 0; from < count; from += RULES_AT_ONCE) {
    const rules = Array.from({ length: Math.min(RULES_AT_ONCE, count - from) }, (_, n) => ruleOf(from + n));
    const answer = await api.post('/api/v1/rules', { data: { rules } });
    if (!answer.ok()) throw new Error(`${answer.status()} ${await answer.text()}`);
  }
}

/** Half domains, half addresses, in no order of the alphabet. */
function ruleOf(n) {
  const name = (n * 7919) % 1_000_003;
  return { key: n % 2 === 0 ? `company${name}.example` : `person${name}@company${name}.example`, scope: 'me', neverTrack: false };
}
