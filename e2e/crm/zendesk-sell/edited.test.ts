import { afterEach, expect, test } from 'vitest';
import { contact, type Desk, mail, openDesk, record, sampleId } from './desk';

let desk: Desk;
afterEach(() => desk.sell.close());
const id = sampleId(1);
const ada = contact('101', 'ada@acme.example');

test('D2: a mail that the rep edits to nobody after a lost answer stands nowhere', async () => {
  desk = await openDesk({ indexLagMs: 600_000 });
  desk.sell.order({ kind: 'drop-after', skip: 1 });
  await desk.outbox.add(mail(1, [ada, record('deal', '301')]), 'sell', 0);
  await desk.outbox.flush();
  expect(desk.placesOf(id)).toEqual(['contact 101', 'deal 301']);
  await desk.outbox.edit(id, [record('deal', '301')]);
  await desk.settle();
  expect(await desk.store.get(id)).toMatchObject({ state: 'blocked', failure: { code: 'nobody_left' } });
  expect(desk.placesOf(id)).toEqual([]);
  // And back again: what was done before is not taken for done.
  await desk.outbox.edit(id, [ada]);
  await desk.settle();
  expect(await desk.store.get(id)).toMatchObject({ state: 'logged' });
  expect(desk.placesOf(id)).toEqual(['contact 101']);
});

test('D2: a record that is put on for the second try and taken off again for the third has no note', async () => {
  desk = await openDesk({ indexLagMs: 600_000 });
  desk.sell.order({ kind: 503 });
  await desk.outbox.add(mail(1, [ada]), 'sell', 0);
  await desk.outbox.flush();
  await desk.outbox.edit(id, [ada, record('deal', '301')]);
  desk.sell.order({ kind: 'drop-after', when: /POST .*notes/, skip: 1 });
  desk.time.now += 600_000;
  await desk.outbox.flush();
  expect(desk.placesOf(id)).toEqual(['contact 101', 'deal 301']);
  await desk.outbox.edit(id, [ada]);
  await desk.settle();
  expect(desk.placesOf(id)).toEqual(['contact 101']);
});

test('R1, D6: found by its Message-ID at a second computer, it is un-logged from all its records', async () => {
  desk = await openDesk();
  const one = mail(1, [ada, record('company', '501'), record('deal', '301')], { messageId: '<m1@mail.example>' });
  await desk.log(one);
  const answer = await desk.connector.find({ account: '', messageIds: ['<m1@mail.example>'], hostIds: [], threads: [] });
  const [found] = answer.ok ? answer.value : [];
  expect(found?.associations.map(({ kind, recordId }) => `${kind} ${recordId}`)).toEqual(['contact 101', 'company 501', 'deal 301']);
  const engagement = { ...one, to: [], html: '', text: '' };
  expect(await desk.connector.remove(id, { engagement, ref: found?.ref ?? null, saga: {} })).toEqual({ kind: 'removed' });
  expect(desk.placesOf(id)).toEqual([]);
});
