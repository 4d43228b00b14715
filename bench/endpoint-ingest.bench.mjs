import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './support/figures.mjs';
import { ask, MAIN, pair, root, start } from './support/servers.mjs';

const BARE = join(root, 'bench/endpoint/bare-server.mjs');

const BATCH = 100;
const BATCHES = 60;
const AT_ONCE = 6;
const ROUNDS = 9;
/** Of one mail to Ada: the engagement, its change, four associations. */
const ROWS_EACH = 6;
const BUDGET_ROWS = 35_000;
const BUDGET_RATIO = 0.85;

/**
 * Mails logged durably, in batches, by the whole endpoint and by a bare server with the same store, turn about on one database.
 * A row is a row of the store: a mail to a contact with a company and two deals writes six.
 */
export async function run() {
  const data = mkdtempSync(join(tmpdir(), 'threadline-bench-'));
  try {
    const endpoint = await start(MAIN, data, ['--demo']);
    const token = await pair(endpoint);
    const bare = await start(BARE, data, []);
    const rounds = [];
    await measure(endpoint.url, token);
    await measure(bare.url, token);
    for (let round = 0; round < ROUNDS; round++) rounds.push([await measure(endpoint.url, token), await measure(bare.url, token)]);
    await Promise.all([endpoint.stop(), bare.stop()]);
    const [own, baseline] = [0, 1].map((which) => median(rounds.map((round) => round[which])));
    // Of each pair: what the computer does besides lasts longer than one measurement.
    const ratio = median(rounds.map(([one, other]) => one / other));
    return [
      figure(`Endpoint: rows written durably, batches of ${BATCH} mails`, own, baseline, ratio, BUDGET_ROWS, 'value', own),
      figure('Endpoint: the same, beside a bare node:http server', own, baseline, ratio, BUDGET_RATIO, 'ratio', ratio),
    ];
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

const figure = (name, value, baseline, ratio, budget, budgetOf, measured) => ({
  name,
  value,
  unit: 'rows/s',
  baseline,
  ratio,
  budget,
  budgetOf,
  atLeast: true,
  met: measured >= budget,
});

/** Rows a second, with a few batches under way at a time. */
async function measure(url, token) {
  const bodies = Array.from({ length: BATCHES }, () => JSON.stringify({ engagements: Array.from({ length: BATCH }, mail) }));
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const begin = performance.now();
  let created = 0;
  const send = async () => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const answer = await ask(agent, 'POST', `${url}/api/v1/engagements`, token, body);
      created += answer.split('"result":"created"').length - 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  const seconds = (performance.now() - begin) / 1000;
  agent.destroy();
  if (created !== BATCH * BATCHES) throw new Error(`only ${created} mails were logged`);
  return (created * ROWS_EACH) / seconds;
}

let last = Date.now() * 1000;
function mail() {
  const number = (last++).toString(16).padStart(32, '0');
  const id = [number.slice(0, 8), number.slice(8, 12), number.slice(12, 16), number.slice(16, 20), number.slice(20)].join('-');
  const ada = { address: 'ada@acme.example', name: 'Ada Lovelace' };
  const text = `Hello Ada, this is mail ${id}. `.repeat(8);
  return {
    id,
    kind: 'email',
    direction: 'sent',
    account: 'anna@northwind.example',
    thread: `gmail:${id}`,
    messageId: `<${id}@mail.example>`,
    at: Date.now(),
    from: { address: 'anna@northwind.example', name: 'Anna Berger' },
    to: [ada],
    cc: [],
    bcc: [],
    subject: `Quote ${id}`,
    html: `<p>${text}</p>`,
    text,
    attachments: [],
    associations: [{ kind: 'contact', recordId: null, ...ada, create: true }],
    associationsComplete: false,
    excluded: [],
    via: 'extension',
  };
}
