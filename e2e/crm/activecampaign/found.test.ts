import { afterEach, expect, test } from 'vitest';
import type { Engagement } from '../../../src/core/engagement';
import type { MailQuery } from '../../../src/core/logged-mail';
import { sampleId } from '../../../src/core/outbox/samples';
import { ADA, ada, contact, type Desk, mail, openDesk } from './desk';
import { seed } from './seed.mjs';

const SENT = '<CAF+Offer@mail.gmail.example>';
let desk: Desk;
afterEach(() => desk.service.close());

const asked = (people: string[], ...messageIds: string[]): MailQuery => ({ account: '', messageIds, hostIds: [], threads: [], people });

async function find(query: MailQuery) {
  const answer = await desk.connector.find(query);
  if (!answer.ok) throw new Error(JSON.stringify(answer.outcome));
  return answer.value;
}

test('R1: at a second computer a mail is found among the notes of the people on it, with all its records', async () => {
  desk = await openDesk({ remembers: true });
  const { id, at, from } = mail(1, ada);
  await desk.log(mail(1, ada, { messageId: SENT }));
  const before = desk.service.asked.length;
  expect(await find(asked([ADA], SENT, '<other@far.example>'))).toEqual([
    {
      ...{
        id,
        state: 'logged',
        messageId: SENT,
        hostId: null,
        thread: '',
        account: from.address,
        direction: 'sent',
        at: at - (at % 1000),
        from,
      },
      associations: [
        { kind: 'contact', recordId: '5', name: 'Ada Lovelace', address: ADA },
        { kind: 'company', recordId: '9', name: 'Acme' },
        { kind: 'deal', recordId: '40', name: 'Acme 40 seats' },
      ],
      ref: expect.objectContaining({ id: '101', url: expect.stringContaining('/app/contacts/5') }),
    },
  ]);
  expect(desk.service.asked.length - before).toBe(2);
  // Who somebody is is remembered; what he has is not.
  await find(asked([ADA], SENT));
  expect(desk.service.asked.length - before).toBe(3);
});

test('R1: without anybody to ask about, or without a Message-ID, nobody is asked; of many people three are', async () => {
  desk = await openDesk();
  expect(await find(asked([], SENT))).toEqual([]);
  expect(await find(asked([ADA]))).toEqual([]);
  expect(desk.service.asked).toEqual([]);
  await find(
    asked(
      [1, 2, 3, 4, 5].map((number) => `p${number}@far.example`),
      SENT,
    ),
  );
  expect(desk.asked()).toEqual(Array(3).fill('GET /contacts'));
});

test('R1: an ActiveCampaign that cannot be asked is an error and never "not logged"', async () => {
  desk = await openDesk();
  desk.service.order({ kind: 503 });
  expect(await desk.connector.find(asked([ADA], SENT))).toMatchObject({ ok: false, outcome: { kind: 'retry', scope: 'connection' } });
});

test('D6: un-logged at a second computer, all its notes go, also where nobody had looked the person up', async () => {
  desk = await openDesk();
  const offline = mail(1, [contact(null, ADA, { create: true })], { messageId: SENT, associationsComplete: false });
  for (const one of [offline, mail(2, ada, { messageId: '<2@mail>' })]) {
    await desk.log(one);
    expect(desk.placesOf(one.id).length).toBeGreaterThan(2);
    const [found] = await find(asked([ADA], one.messageId ?? ''));
    if (!found?.ref) throw new Error('not found');
    const engagement: Engagement = { ...one, to: [], html: '', text: '', associations: found.associations };
    expect(await desk.connector.remove(found.id, { engagement, ref: found.ref, saga: {} })).toEqual({ kind: 'removed' });
    expect(desk.placesOf(one.id)).toEqual([]);
  }
  expect(desk.service.state().notes).toEqual(seed().notes);
});

test('N5: a rule that comes between two tries takes its person out of the notes of the others too', async () => {
  desk = await openDesk();
  const to = [
    { address: ADA, name: 'Ada Lovelace' },
    { address: 'nora.vogt@brightwater.example', name: 'Nora Vogt' },
  ];
  const both = [contact('5', ADA), contact('8', 'nora.vogt@brightwater.example')];
  desk.service.order({ kind: 'drop-after', skip: 1 });
  await desk.outbox.add(mail(1, both, { to }), 'crm', 0);
  await desk.outbox.flush();
  const excluded = [{ ...to[1], field: 'to', reason: 'never-log' }] as unknown as Engagement['excluded'];
  desk.rules.check = (engagement) => ({ kind: 'log', engagement: { ...engagement, associations: both.slice(0, 1), excluded } });
  await desk.settle();
  expect(desk.placesOf(sampleId(1))).toEqual(['Subscriber 5']);
  expect(desk.service.state().notes.at(-1)?.note).not.toContain('nora');
});
