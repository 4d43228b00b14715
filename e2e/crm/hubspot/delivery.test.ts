import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findMarker } from '../../../src/connectors/marker';
import type { Engagement } from '../../../src/core/engagement';
import { sampleId } from '../../../src/core/outbox/samples';
import { contact, type House, knownMail, openHouse, SHA, wholeMail } from './house';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

/** What becomes of a mail, and of HubSpot. */
async function send(engagement: Engagement) {
  await house.outbox.add(engagement, 'crm', 0);
  await house.settle();
  return { entry: await house.store.get(engagement.id), ...house.hubspot.state() };
}

test('K1: a mail is one e-mail record with headers, owner and the ties of its plan', async () => {
  const { entry, emails, contacts } = await send(
    knownMail(1, {
      subject: 'Offer 🚀',
      cc: [{ address: 'legal@acme.example', name: 'Acme, Legal' }],
      bcc: [{ address: 'x@y.example', name: 'x@y.example' }],
    }),
  );
  expect(entry?.ref).toEqual({
    id: emails[0]?.id,
    url: `https://app-eu1.hubspot.com/contacts/4711001/record/0-1/501?engagement=${emails[0]?.id}`,
    records: [
      { kind: 'contact', id: '501', name: 'Ada Lovelace' },
      { kind: 'company', id: '901', name: 'Acme' },
      { kind: 'deal', id: '802', name: 'Acme: onboarding package' },
      { kind: 'deal', id: '801', name: 'Acme: forty seats' },
    ],
  });
  expect(emails[0]?.properties).toMatchObject({
    ...{ hs_timestamp: '2023-11-14T22:13:20.001Z', hs_email_direction: 'EMAIL', hs_email_status: 'SENT', hs_email_subject: 'Offer 🚀' },
    ...{ hs_email_html: '<p>Hello Ada</p>', hubspot_owner_id: '47550177', hs_email_from_firstname: 'Anna' },
    ...{ hs_email_to_email: 'ada@acme.example', hs_email_cc_firstname: 'Legal', hs_email_bcc_email: 'x@y.example' },
  });
  expect(contacts).toHaveLength(6);
});

test('requests: four at most for a known contact with company and deals, two with a warm memory', async () => {
  const counts: number[] = [];
  for (const number of [1, 2, 3]) {
    const before = house.hubspot.asked.length;
    await send(knownMail(number));
    counts.push(house.hubspot.asked.length - before);
  }
  const before = house.hubspot.asked.length;
  // Nobody could look her up while the mail was written.
  await send(knownMail(4, { associations: [contact(null, 'ada@acme.example', 'Ada', true)], associationsComplete: false }));
  expect({ counts, offline: house.hubspot.asked.length - before }).toEqual({ counts: [3, 1, 1], offline: 4 });
});

test('C7: received mail is logged as such, and belongs to the rep who got it', async () => {
  const { emails } = await send(
    knownMail(1, {
      ...{ direction: 'received', from: { address: 'ada@acme.example', name: 'Ada Lovelace' }, account: 'tom@northwind.example' },
      to: [{ address: 'tom@northwind.example', name: 'Tom' }],
    }),
  );
  expect(emails[0]?.properties).toMatchObject({
    hs_email_direction: 'INCOMING_EMAIL',
    hubspot_owner_id: '47550178',
    hs_email_from_email: 'ada@acme.example',
  });
});

test('an alias that is nobody’s in HubSpot belongs to the account’s user; a sender who is none is left out', async () => {
  await send(knownMail(1, { from: { address: 'sales@northwind.example', name: 'Sales' } }));
  const { emails } = await send(
    knownMail(2, { from: { address: 'gone@northwind.example', name: 'Gone' }, account: 'gone@northwind.example' }),
  );
  expect(emails.map(({ properties }) => properties.hubspot_owner_id)).toEqual(['47550177', undefined]);
});

test('C7: a recipient in Bcc without a record gets none; without anybody left nothing is written', async () => {
  const { entry, emails, contacts } = await send(knownMail(1, { associations: [contact(null, 'stranger@far.example', 'Stranger')] }));
  expect(entry).toMatchObject({ state: 'blocked', failure: { code: 'nobody_left' } });
  expect([emails.length, contacts.length]).toEqual([0, 6]);
});

test('nobody guesses among several contacts of one address', async () => {
  const { entry, emails } = await send(
    knownMail(1, { associations: [contact(null, 'sales@orbital.example', 'Sales', true), contact('501', 'ada@acme.example', 'Ada')] }),
  );
  expect(entry?.state).toBe('logged');
  expect(emails[0]?.contacts).toEqual(['501']);
});

test('N2: whom a rule keeps out stands nowhere', async () => {
  const hidden = { address: 'legal@acme-legal.example', name: 'Legal' };
  const excluded = [{ ...hidden, field: 'to', reason: 'never-log', rule: 'acme-legal.example', scope: 'everyone' } as const];
  await send(knownMail(1, { to: [{ address: 'ada@acme.example', name: 'Ada' }, hidden], excluded }));
  expect(JSON.stringify(house.hubspot.state())).not.toContain('acme-legal');
});

test('N5: a rule that comes between a lost answer and the next try takes its person out of what was written', async () => {
  const { outbox, store, hubspot, settle } = house;
  const grace = { address: 'grace@acme.example', name: 'Grace' };
  const mail = knownMail(1, { cc: [grace] });
  await outbox.add({ ...mail, associations: [...mail.associations, contact('502', grace.address, 'Grace Hopper')] }, 'crm', 0);
  hubspot.order({ kind: 'drop-after', when: /POST .*\/emails$/ });
  await outbox.flush();
  expect(hubspot.state().emails.map(({ contacts }) => contacts)).toEqual([['501', '502']]);
  const excluded = [{ ...grace, field: 'cc', reason: 'never-log', rule: 'grace@acme.example', scope: 'me' } as const];
  await store.update(mail.id, (entry) => ({ ...entry, engagement: { ...mail, excluded } }));
  await settle();
  expect(hubspot.state().emails.map(({ contacts }) => contacts)).toEqual([['501']]);
  expect(JSON.stringify(hubspot.state().emails)).not.toContain('grace@');
});

test('D2: what the rep ties to others after a lost answer is written there, and nowhere else', async () => {
  const { outbox, hubspot, settle, time } = house;
  hubspot.account.indexDelayMs = 5000;
  const grace = [contact('502', 'grace@acme.example', 'Grace Hopper')];
  const ada = knownMail().associations;
  await outbox.add(knownMail(), 'crm', 0);
  for (const associations of [grace, ada, grace]) {
    hubspot.order({ kind: 'drop-after', when: /POST .*\/emails$/ });
    time.now += 7_200_000;
    await outbox.flush();
    expect(hubspot.state().emails).toHaveLength(1);
    await outbox.edit(sampleId(1), associations);
    time.now += 10_000;
  }
  await settle();
  expect(hubspot.state().emails.map(({ contacts, deals }) => [contacts, deals])).toEqual([[['502'], []]]);
});

test('D2: a mail whose last person fell away after a lost answer does not stay', async () => {
  const { outbox, hubspot, store, settle, time } = house;
  await outbox.add(knownMail(), 'crm', 0);
  hubspot.order({ kind: 'drop-after', when: /POST .*\/emails$/ });
  await outbox.flush();
  expect(hubspot.state().emails).toHaveLength(1);
  await outbox.edit(sampleId(1), [contact(null, 'stranger@far.example', 'Stranger')]);
  time.now += 60_000;
  await settle();
  expect(await store.get(sampleId(1))).toMatchObject({ state: 'blocked', failure: { code: 'nobody_left' } });
  expect(hubspot.state().emails).toEqual([]);
});

describe('records that changed between plan and delivery', () => {
  test('a contact that is gone is the rep’s to replace; then it is logged once', async () => {
    house.hubspot.account.records.remove('contacts', '501');
    const { entry, emails } = await send(knownMail());
    expect(entry).toMatchObject({ state: 'failed', failure: { code: 'record_gone', detail: 'Ada Lovelace' } });
    expect(emails).toEqual([]);
    await house.outbox.edit(sampleId(1), [contact('502', 'grace@acme.example', 'Grace Hopper')]);
    await house.settle();
    expect(house.hubspot.state().emails.map(({ contacts }) => contacts)).toEqual([['502']]);
  });

  test('a deal that is gone too', async () => {
    house.hubspot.account.records.remove('deals', '801');
    expect((await send(knownMail())).entry).toMatchObject({
      state: 'failed',
      failure: { code: 'record_gone', detail: 'Acme: forty seats' },
    });
  });

  test('a deal that was closed meanwhile stays tied: that is what the rep saw', async () => {
    house.hubspot.account.records.change('deals', '801', { hs_is_closed: 'true', dealstage: 'closedwon' }, house.time.now);
    expect((await send(knownMail())).emails[0]?.deals.toSorted()).toEqual(['801', '802']);
  });

  test.each(['resolve', 'refuse'] as const)(
    'a contact that was merged into another is that one, where HubSpot would %s its old id',
    async (mergedOnWrite) => {
      house.hubspot.account.mergedOnWrite = mergedOnWrite;
      const { entry, emails } = await send(knownMail(1, { associations: [contact('520', 'ada.old@acme.example', 'Ada L.')] }));
      expect(emails.map(({ contacts }) => contacts)).toEqual([['501']]);
      expect(entry?.ref?.records).toEqual([{ kind: 'contact', id: mergedOnWrite === 'refuse' ? '501' : '520', name: 'Ada L.' }]);
    },
  );
});

describe('files', () => {
  test('a file that HubSpot refuses is left out, and the mail is logged', async () => {
    house.files.set(SHA, new Uint8Array(3));
    house.hubspot.order({ kind: 403, when: /files/ });
    const { entry, emails, files } = await send(wholeMail());
    expect(entry?.state).toBe('logged');
    expect([emails[0]?.properties.hs_attachment_ids, files.length]).toEqual([undefined, 0]);
  });

  test('two files of one name are two', async () => {
    house.files.set(SHA, new Uint8Array(3));
    const file = { name: 'a/b\u0000.pdf', type: 'application/pdf', size: 3, sha256: SHA };
    const { files, emails } = await send(knownMail(1, { attachments: [file, { ...file, sha256: null }, file] }));
    expect(files.map(({ name }) => name)).toEqual(['a-b.pdf', 'a-b.pdf']);
    expect(emails[0]?.properties.hs_attachment_ids?.split(';')).toEqual(files.map(({ id }) => id));
  });
});

describe('bad input', () => {
  test('NUL and halves of characters in subject and body are left out', async () => {
    const { entry, emails } = await send(knownMail(1, { subject: 'A\u0000B \uD83D 😀\nC', html: '<p>\u0000\uDE00</p>', text: 'x\u0000y' }));
    expect(entry?.state).toBe('logged');
    expect(emails[0]?.properties).toMatchObject({ hs_email_subject: 'AB \uFFFD 😀 C', hs_email_html: '<p>\uFFFD</p>' });
  });

  test('a body of 1.9 MB is written whole, or cut where HubSpot would not take it', async () => {
    const long = { html: `<p>${'ä'.repeat(950_000)}</p>`, text: '😀'.repeat(200_000) };
    await send(knownMail(1, long));
    house.hubspot.account.longestBody = 65_536;
    const { emails, entry } = await send(knownMail(2, long));
    expect(entry?.state).toBe('logged');
    expect(emails.map(({ properties }) => [properties.hs_email_html?.length ?? 0, (properties.hs_email_text ?? '').length])).toEqual([
      [950_007, 400_043],
      [0, 65_536],
    ]);
    expect(emails.map(({ properties }) => findMarker(properties.hs_email_text))).toEqual([sampleId(1), sampleId(2)]);
  });

  test('three hundred recipients, half of them new, are one record', async () => {
    const people = Array.from({ length: 300 }, (_, index) => ({ address: `p${index}@crowd.example`, name: `P ${index}` }));
    for (const { address } of people.slice(150)) house.hubspot.account.records.add('contacts', { email: address }, house.time.now);
    const associations = people.map(({ address, name }) => contact(null, address, name, true));
    const { entry, emails, contacts } = await send(knownMail(1, { to: people, associations, associationsComplete: false }));
    expect(entry?.state).toBe('logged');
    expect(emails.map(({ contacts }) => contacts.length)).toEqual([300]);
    expect(contacts).toHaveLength(306);
    expect(house.hubspot.asked.filter(({ status }) => status === 429)).toEqual([]);
  });

  test('an address of 200 characters is a contact; one that HubSpot does not take is the rep’s to see', async () => {
    const address = `${'a'.repeat(190)}@b.example`;
    expect((await send(knownMail(1, { associations: [contact(null, address, '', true)] }))).entry?.state).toBe('logged');
    const { entry } = await send(knownMail(2, { associations: [contact(null, `${'a'.repeat(260)}@b.example`, '', true)] }));
    expect(entry).toMatchObject({ state: 'failed', failure: { code: 'invalid', detail: 'email: INVALID_EMAIL' } });
  });

  test('nothing of token, body or address gets into what is kept of a failure', async () => {
    house.hubspot.account.longestBody = 1;
    const { entry } = await send(knownMail(1, { html: '<p>secret plans</p>' }));
    expect(entry?.state).toBe('failed');
    expect(JSON.stringify(entry?.failure)).not.toMatch(/secret|ada@|pat-eu1/);
  });
});
