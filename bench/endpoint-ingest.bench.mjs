import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './support/figures.mjs';
import { BATCH, measure } from './support/ingest-load.mjs';
import { MAIN, pair, root, start } from './support/servers.mjs';

const BARE = join(root, 'bench/endpoint/bare-server.mjs');

const ROUNDS = 9;
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
    await measure([endpoint.url], token);
    await measure([bare.url], token);
    for (let round = 0; round < ROUNDS; round++) rounds.push([await measure([endpoint.url], token), await measure([bare.url], token)]);
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
