import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryFailover } from './failover.mjs';
import { isRight, judge, makeReader } from './judge.mjs';
import { newLedger } from './load.mjs';

// `npm run test:failover` takes minutes and Debian's packages; here is tried what needs neither.

const root = join(import.meta.dirname, '../..');

/** Two mails and one open, acknowledged, stored, and seen by one who follows. */
function story() {
  const ledger = newLedger();
  for (const id of ['m1', 'm2']) ledger.engagements.add(id);
  for (const id of ['m1', 'm2', 'm3']) ledger.sent.add(id);
  ledger.hits.set('t1', 1);
  const [reader, watcher] = [makeReader('engagements'), makeReader('opens')];
  for (const id of ['m1', 'm2']) reader.see(id);
  watcher.see('t1');
  return { ledger, stored: { engagements: ['m1', 'm2'], hits: ['t1'] }, reader, watcher };
}
type Story = ReturnType<typeof story>;
const judged = ({ ledger, stored, reader, watcher }: Story) => judge(ledger, stored, [reader], [watcher]);

test('all of it parses', () => {
  expect(tryFailover).toBeTypeOf('function');
});

test('what is there once, and was seen once, is right; what was never acknowledged may be there or not', () => {
  expect(isRight(judged(story()))).toBe(true);
  const more = story();
  more.stored.engagements.push('m3');
  more.reader.see('m3');
  expect(isRight(judged(more))).toBe(true);
});

test.each([
  ['a mail is lost', ({ stored }) => stored.engagements.pop()],
  ['a mail is there twice', ({ stored }) => stored.engagements.push('m1')],
  ['there is a mail that nobody sent', ({ stored }) => stored.engagements.push('m9')],
  ['an open is lost', ({ stored }) => stored.hits.pop()],
  ['an open is there twice', ({ stored }) => stored.hits.push('t1')],
  ['a feed left a mail out', ({ reader }) => reader.seen.delete('m2')],
  ['a feed showed a mail twice', ({ reader }) => reader.see('m2')],
  ['a feed left an open out', ({ watcher }) => watcher.seen.delete('t1')],
  ['nothing was acknowledged at all', ({ ledger }) => ledger.engagements.clear()],
] as [string, (story: Story) => void][])('%s: not right', (_what, spoil) => {
  const spoilt = story();
  spoil(spoilt);
  expect(isRight(judged(spoilt))).toBe(false);
});

test('where the packages are not there it says which, and passes', () => {
  const env = { ...process.env, PATH: '/nowhere', POSTGRES_BIN: '/nowhere' };
  const { status, stdout } = spawnSync(process.execPath, ['scripts/failover.mjs'], { cwd: root, encoding: 'utf8', env });
  expect(stdout).toMatch(/^Skipped: this needs Debian's etcd-server, patroni.*apt-get install/);
  expect(status).toBe(0);
});
