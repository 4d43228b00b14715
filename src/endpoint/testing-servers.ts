import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { API_PREFIX } from '../core/endpoint-api';

const root = resolve(import.meta.dirname, '../..');

interface Started {
  url: string;
  pairingCode: string;
  signInUrl: string;
  users: { name: string; role: string; pairingCode: string; signInUrl: string }[];
}

/** The test runner's own. */
interface Hooks {
  beforeAll(work: () => Promise<void>, timeoutMs: number): void;
  afterEach(work: () => void): void;
  afterAll(work: () => void): void;
}

/** The endpoint as it is shipped, built once for the tests of a file, and killed after each. */
export function useServers({ beforeAll, afterEach, afterAll }: Hooks) {
  /** Inside the project, where the built file finds its dependencies. */
  const built = join(root, 'node_modules/.cache', `threadline-endpoint-${process.pid}`);
  const folder = mkdtempSync(join(tmpdir(), 'threadline-main-'));
  const running = new Set<ChildProcess>();
  let folders = 0;

  beforeAll(async () => {
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    await promisify(execFile)(process.execPath, [vite, 'build', '--mode', 'endpoint'], {
      cwd: root,
      env: { ...process.env, OUT_DIR: built },
    });
  }, 120_000);
  afterEach(() => {
    for (const child of running) child.kill('SIGKILL');
  });
  afterAll(() => {
    for (const made of [built, folder]) rmSync(made, { recursive: true, force: true });
  });

  function launch(data: string, args: readonly string[] = ['--demo'], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [join(built, 'main.mjs'), ...args], {
      env: { ...process.env, THREADLINE_PORT: '0', THREADLINE_DATA: data, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    const output = { text: '' };
    child.stderr.on('data', (chunk) => {
      output.text += chunk;
    });
    const ended = once(child, 'exit').then(([code]) => {
      running.delete(child);
      return code as number | null;
    });
    const ready = new Promise<Started>((found, failed) => {
      createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('ready ') && found(JSON.parse(line.slice(6))));
      ended.then(() => failed(new Error(output.text)));
    });
    ready.catch(() => undefined);
    return { child, output, ended, ready };
  }

  return { launch, folder, newFolder: () => join(folder, `data-${folders++}`) };
}

export async function call(url: string, path: string, token: string | null, body?: unknown, method = body ? 'POST' : 'GET') {
  const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), 'content-type': 'application/json' };
  const answer = await fetch(url + API_PREFIX + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return { status: answer.status, json: await answer.json() };
}

export const pairWith = async ({ url, pairingCode }: Pick<Started, 'url' | 'pairingCode'>) =>
  (await call(url, '/pairings', null, { code: pairingCode, device: 'test' })).json.token as string;
