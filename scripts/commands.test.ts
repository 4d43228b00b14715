import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'threadline-commands-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function run(args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });
  return { status, said: (stdout + stderr).trim() };
}

/** One clear sentence, and no success. */
function expectSentence({ status, said }: ReturnType<typeof run>, words: RegExp) {
  expect(said).toMatch(words);
  expect(said).not.toMatch(/\n\s+at /);
  expect(status).toBe(1);
}

describe('setup', () => {
  test('says nothing when all is there', () => {
    expect(run(['scripts/setup.mjs', '--no-browser'])).toEqual({ status: 0, said: '' });
  });

  test.each(['18.20.8', '20.18.3', '12.22.12'])('tells Node %s what it needs', (version) => {
    const older = join(scratch, `node-${version}.cjs`);
    writeFileSync(older, `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`);
    expectSentence(run(['-r', older, 'scripts/setup.mjs']), new RegExp(`needs Node 20\\.19 or newer; this is Node ${version}`));
  });

  test('tells that the browser named by CHROMIUM is not there', () => {
    expectSentence(
      run(['scripts/setup.mjs'], { CHROMIUM: join(scratch, 'nothing') }),
      /CHROMIUM names .*nothing, but there is no program there/,
    );
  });
});

describe('start', () => {
  test.each([
    [['--port', 'many'], /many is no port/],
    [['--port', '70000'], /70000 is no port/],
    [['--twice'], /Known are --once, --mail NAME, --crm NAME and --port/],
    [['--once', '--mail', 'hotmail'], /no practice mailbox called hotmail: choose gmail or outlook/],
    [['--once', '--crm', 'siebel'], /no practice CRM called siebel: choose endpoint, hubspot, activecampaign or zendesk-sell/],
  ])('refuses %j in a sentence', (args, words) => {
    expectSentence(run(['scripts/start.mjs', ...args]), words);
  });

  test('says which port is busy, and how to choose another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    const { port } = other.address() as { port: number };
    // Not spawnSync: this process has to go on holding the port.
    const child = spawn(process.execPath, ['scripts/start.mjs', '--once', '--port', String(port)], { cwd: root });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const status = await new Promise<number | null>((done) => child.once('close', done));
    other.close();
    expectSentence({ status, said: said.trim() }, new RegExp(`^Port ${port} is in use .* npm start -- --port \\d+$`));
  });
});
