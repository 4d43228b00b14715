import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/run.mjs';
import { until } from '../../scripts/start/until.mjs';

/** @typedef {{ name: string, url: string, pairingCode: string }} EndpointNode */

const START_MS = 60_000;
/** Of any length: it is not the limit of requests that is tried here. */
const REQUESTS_PER_MINUTE = 100_000_000;

/**
 * Endpoint nodes on the same database, each a process of its own. The first makes the organisation.
 * @param {{ names: string[], databaseUrl: string, folder: string, processes: import('./processes.mjs').Processes }} how
 * @returns {Promise<EndpointNode[]>}
 */
export async function startNodes({ names, databaseUrl, folder, processes }) {
  const key = randomBytes(32).toString('base64');
  const nodes = [];
  for (const name of names) {
    const data = join(folder, `endpoint-${name}`);
    mkdirSync(data);
    const founding = ['--organisation', 'Failover', '--admin', 'Anna Berger <anna@northwind.example>'];
    processes.start(`endpoint-${name}`, [process.execPath, join(root, 'dist-endpoint/main.mjs'), ...founding], {
      env: {
        ...{ DATABASE_URL: databaseUrl, THREADLINE_KEY: key, THREADLINE_DATA: data },
        ...{ THREADLINE_HOST: '127.0.0.1', THREADLINE_PORT: '0', THREADLINE_REQUESTS_PER_MINUTE: String(REQUESTS_PER_MINUTE) },
      },
    });
    nodes.push({ name, ...(await until(async () => readyLine(join(folder, `endpoint-${name}.log`)), `endpoint ${name} ready`, START_MS)) });
  }
  return nodes;
}

function readyLine(log) {
  const line = readFileSync(log, 'utf8')
    .split('\n')
    .find((one) => one.startsWith('ready ') && one.endsWith('}'));
  return line && JSON.parse(line.slice('ready '.length));
}
