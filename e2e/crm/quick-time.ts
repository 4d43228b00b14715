import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A clock that runs so many times as fast as time. */
export const quickClock = (speed: number, origin: number) => () => origin + (Date.now() - origin) * speed;

/**
 * A copy of the extension whose worker lives in quick time: its pace, its back-off and its patience are those it has, so
 * many times as fast. What is shipped has no such clock, and not a letter of it is other than it was.
 */
export function hastenWorker(extensionDir: string, into: string, speed: number, origin: number): void {
  cpSync(extensionDir, into, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(into, 'manifest.json'), 'utf8'));
  const worker = join(into, manifest.background.service_worker);
  // A module's imports run in their order, before all else in it.
  writeFileSync(worker, `import './quick-time.js';\n${readFileSync(worker, 'utf8')}`);
  const code = `const { now } = Date;
const { setTimeout: wait } = globalThis;
const after = AbortSignal.timeout.bind(AbortSignal);
Date.now = () => ${origin} + (now() - ${origin}) * ${speed};
globalThis.setTimeout = (call, ms = 0, ...args) => wait(call, ms / ${speed}, ...args);
AbortSignal.timeout = (ms) => after(Math.ceil(ms / ${speed}));
`;
  writeFileSync(join(into, 'quick-time.js'), code);
}
