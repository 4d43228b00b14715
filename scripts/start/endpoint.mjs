import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../run.mjs';
import { Problem } from '../setup/problem.mjs';

/**
 * What the endpoint says of itself when it is ready, and how to end it.
 * @typedef {{ url: string, signInUrl: string, pairingCode: string, stop(): Promise<void> }} Endpoint
 */

/**
 * Starts the built endpoint on loopback with demo data, and waits until it answers.
 * @param {{ port: number, dataDir: string }} where
 * @returns {Promise<Endpoint>}
 */
export async function startEndpoint({ port, dataDir }) {
  const { ENDPOINT_DIR = join(root, 'dist-endpoint'), TIMELINE_DIR = join(root, 'dist-timeline') } = process.env;
  const args = [join(ENDPOINT_DIR, 'main.mjs'), '--demo', '--web', TIMELINE_DIR];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, THREADLINE_PORT: String(port), THREADLINE_DATA: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  // However this process ends, it leaves no endpoint behind that holds the port.
  const end = () => void child.kill('SIGTERM');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ready = await Promise.race([readyLine(child.stdout), gone.then(() => null)]);
  if (!ready) throw new Problem(said.trim() || 'The endpoint ended before it was ready, and did not say why.');
  return {
    ...ready,
    async stop() {
      end();
      await gone;
    },
  };
}

/** Goes on reading afterwards: a full pipe would block the endpoint. */
function readyLine(stdout) {
  return new Promise((resolve) => {
    createInterface({ input: stdout })
      .on('line', (line) => line.startsWith('ready ') && resolve(JSON.parse(line.slice('ready '.length))))
      .once('close', () => resolve(null));
  });
}
