import { afterEach, expect, test } from 'vitest';
import { sampleId } from '../../../src/core/outbox/samples';
import { ADA, ada, type Desk, mail, openDesk } from './desk';
import { KEY } from './seed.mjs';

let desk: Desk | undefined;
afterEach(() => desk?.service.close());

test('D4: 1,000 queued mails drain at the allowed rate, with look-ups in between and without one 429', async () => {
  desk = await openDesk();
  const { outbox, settle, service, connector, store, time } = desk;
  for (let number = 0; number < 1000; number++) await outbox.add(mail(number, ada), 'crm', 0);
  const began = time.now;
  const [, known] = await Promise.all([settle(), connector.lookUp([ADA])]);
  expect(known.ok).toBe(true);
  expect(await store.counts()).toMatchObject({ logged: 1000, waiting: 0 });
  expect(service.asked.filter(({ status }) => status === 429)).toEqual([]);
  expect(service.state().notes).toHaveLength(2 + 3000);
  const perSecond = service.asked.length / ((time.now - began) / 1000);
  // Four of the five that an account may be asked are ours.
  expect(perSecond).toBeGreaterThanOrEqual(0.9 * 4);
  expect(perSecond).toBeLessThanOrEqual(4.1);
}, 120_000);

test('five a second of one account, whatever key: a sixth is told when to come back, and is not lost', async () => {
  desk = await openDesk();
  const { service, log } = desk;
  // Somebody else’s tool spends it all.
  const ask = () => fetch(`${service.url}/api/3/users/me`, { headers: { 'Api-Token': KEY } });
  for (let number = 0; number < 5; number++) expect((await ask()).status).toBe(200);
  const sixth = await ask();
  expect([sixth.status, sixth.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await log(mail(1, ada))).toMatchObject({ state: 'logged' });
  expect(service.asked.filter(({ status }) => status === 429).length).toBeGreaterThan(1);
});

test('the key and the mail stand in no error, no log and nothing that is kept', async () => {
  const said: unknown[] = [];
  const { log, warn, error } = console;
  for (const way of ['log', 'warn', 'error'] as const) console[way] = (...words: unknown[]) => void said.push(words);
  try {
    desk = await openDesk({ token: 'a-key-that-is-no-good' });
    const outcomes: unknown[] = [await desk.connector.check(), await desk.connector.lookUp([ADA])];
    for (const kind of ['500-after', 'drop-before', 'html-before', 401] as const) {
      desk.service.order({ kind });
      outcomes.push(await desk.connector.lookUp([ADA]));
    }
    await desk.log(mail(1, ada, { text: 'the words of the mail' })).catch(() => {});
    const entry = await desk.store.get(sampleId(1));
    const kept = JSON.stringify([said, outcomes, { ...entry, engagement: null }, desk.service.asked]);
    expect(kept).not.toContain('a-key-that-is-no-good');
    expect(JSON.stringify([said, outcomes, { ...entry, engagement: null }])).not.toContain('the words of the mail');
    expect(said).toEqual([]);
  } finally {
    Object.assign(console, { log, warn, error });
  }
});
