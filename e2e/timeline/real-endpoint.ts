import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

interface Ready {
  url: string;
  signInUrl: string;
  users: { role: 'rep' | 'admin'; signInUrl: string; pairingCode: string }[];
}
export interface RealEndpoint extends Ready {
  stop(): Promise<void>;
}

/** The built endpoint with its demo data and the built timeline page, on a free port of this machine. `more`: for its environment. */
export async function startRealEndpoint(more: Record<string, string> = {}): Promise<RealEndpoint> {
  const folder = await mkdtemp(join(tmpdir(), 'threadline-timeline-'));
  const main = join(process.env.ENDPOINT_DIR ?? 'dist-endpoint', 'main.mjs');
  const child = spawn(process.execPath, [main, '--demo', '--web', process.env.TIMELINE_DIR ?? 'dist-timeline'], {
    env: { ...process.env, THREADLINE_PORT: '0', THREADLINE_DATA: folder, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const ready = await readyLine(child);
  return {
    ...ready,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readyLine(child: ChildProcess): Promise<Ready> {
  if (!child.stdout) throw new Error('The endpoint has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('ready ')) return JSON.parse(line.slice('ready '.length));
  }
  throw new Error('The endpoint ended before it was ready');
}
