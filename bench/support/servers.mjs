import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** The built endpoint; elsewhere by ENDPOINT_MAIN. */
export const MAIN = process.env.ENDPOINT_MAIN ?? join(root, 'dist-endpoint/main.mjs');

/** Starts a server that says `ready {…}` when it listens; without any limit of requests. */
export async function start(program, data, args, env = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...process.env, THREADLINE_DATA: data, THREADLINE_PORT: '0', THREADLINE_REQUESTS_PER_MINUTE: '1000000000', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const ready = await new Promise((found, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('ready ') && found(JSON.parse(line.slice(6))));
    gone.then(() => failed(new Error(`${program} ended before it was ready`)));
  });
  return {
    ...ready,
    pid: child.pid,
    stop: () => {
      child.kill('SIGTERM');
      return gone;
    },
  };
}

/** CPU that a process has used up to now, in seconds; Linux counts in hundredths. */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A token for the first user of an endpoint that has just been started. */
export async function pair({ url, pairingCode }) {
  const body = JSON.stringify({ code: pairingCode, device: 'bench' });
  return JSON.parse(await ask(new Agent(), 'POST', `${url}/api/v1/pairings`, '', body)).token;
}

/** The text of an answer; rejects for any other than a good one. */
export function ask(agent, method, url, token, body = '') {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const sent = request(url, { agent, method, headers }, async (response) => {
      const pieces = [];
      for await (const piece of response) pieces.push(piece);
      const text = Buffer.concat(pieces).toString();
      if (response.statusCode < 300) resolve(text);
      else reject(new Error(`${response.statusCode} ${text}`));
    });
    sent.on('error', reject).end(body);
  });
}
