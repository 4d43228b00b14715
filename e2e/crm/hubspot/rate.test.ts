import { afterEach, expect, test } from 'vitest';
import { contact, type House, knownMail, openHouse } from './house';

const ALLOWED_PER_SECOND = 10;
const MAILS = 1000;

let house: House;
afterEach(() => house.close());

const refused = () => house.hubspot.asked.filter(({ status }) => status === 429);

test('a thousand queued mails drain at the allowed rate, and HubSpot never has to say so', async () => {
  house = await openHouse();
  const { store, time, hubspot, settle, connect, start: open } = house;
  const outbox = open({ connector: connect({ fetch: hubspot.fetch }) });
  for (let number = 1; number <= MAILS; number++) await outbox.add(knownMail(number), 'crm', 0);
  const start = time.now;
  await settle(outbox);
  const perSecond = hubspot.asked.length / ((time.now - start) / 1000);
  expect(refused()).toEqual([]);
  expect((await store.counts()).logged).toBe(MAILS);
  expect(hubspot.state().emails).toHaveLength(MAILS);
  expect(hubspot.asked.length / MAILS).toBeCloseTo(1, 1);
  expect(perSecond / ALLOWED_PER_SECOND).toBeGreaterThan(0.9);
});

test('mails that nobody looked up, and look-ups beside them, share one pace with room for searches', async () => {
  house = await openHouse();
  const { outbox, store, hubspot, settle, connect } = house;
  const associations = [contact(null, 'ada@acme.example', 'Ada', true)];
  for (let number = 1; number <= 60; number++) await outbox.add(knownMail(number, { associations, associationsComplete: false }), 'crm', 0);
  const asking = connect();
  const lookUps = Array.from({ length: 20 }, (_, index) => asking.lookUp([`stranger${index}@far.example`, 'grace@acme.example']));
  await Promise.all([settle(), ...lookUps]);
  expect(refused()).toEqual([]);
  expect((await store.counts()).logged).toBe(60);
  expect(hubspot.state().emails).toHaveLength(60);
});

test('where nobody keeps the account’s pace, the outbox’s own is careful enough', async () => {
  house = await openHouse();
  const { store, time, connect, start } = house;
  const outbox = start({ connector: connect({ pace: undefined, memory: undefined }) });
  for (let number = 1; number <= 100; number++) await outbox.add(knownMail(number), 'crm', 0);
  for (let round = 0; round < 500 && (await store.counts()).waiting > 0; round++) {
    await outbox.flush();
    time.now = Math.max(time.now, (await outbox.nextWake()) ?? 0);
  }
  expect(refused()).toEqual([]);
  expect((await store.counts()).logged).toBe(100);
});
