import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Engagement } from '../../../src/core/engagement';
import type { MailQuery } from '../../../src/core/logged-mail';
import { contact, type House, knownMail, openHouse, SHA, wholeMail } from './house';
import { TOKEN } from './server.mjs';

const SENT = '<CAF+Offer@mail.gmail.example>';
let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const asked = (...messageIds: string[]): MailQuery => ({ account: 'anna@northwind.example', messageIds, hostIds: [], threads: [] });

async function find(...messageIds: string[]) {
  const answer = await house.connect().find(asked(...messageIds));
  if (!answer.ok) throw new Error(JSON.stringify(answer.outcome));
  return answer.value;
}

async function log(...mails: Engagement[]): Promise<void> {
  for (const mail of mails) await house.outbox.add(mail, 'hubspot', 0);
  await house.settle();
}

/** As HubSpot’s own inbox logs a mail. */
function logElsewhere(messageId: string): string {
  const { records } = house.hubspot.account;
  const row = records.add(
    'emails',
    {
      ...{ hs_timestamp: '2026-11-20T10:00:00Z', hs_email_direction: 'INCOMING_EMAIL', hs_email_subject: 'Re: Offer' },
      ...{ hs_email_text: 'Fine by us.', hs_email_from_email: 'Ada@acme.example', hs_email_from_firstname: 'Ada' },
      ...{ hs_email_message_id: messageId, hs_attachment_ids: '24332474099' },
    },
    house.time.now,
  );
  records.link(['emails', row.id], ['contacts', '501'], 198);
  return row.id;
}

/** At another computer: the outbox knows nothing of the mail but what the CRM tells. */
async function unlogFound(messageId: string) {
  const [mail] = await find(messageId);
  if (!mail?.ref) throw new Error('not found');
  const engagement = knownMail(99, { id: mail.id, to: [], html: '', text: '', attachments: [], associations: mail.associations });
  return house.connect().remove(mail.id, { engagement, ref: mail.ref, saga: {} });
}

describe('R1: at a second computer a mail', () => {
  test('is found by its Message-ID, with everything it is tied to; the others are simply missing', async () => {
    await log(knownMail(1, { messageId: SENT }));
    const before = house.hubspot.asked.length;
    const [mail, ...more] = await find('<other@far.example>', SENT);
    expect(more).toEqual([]);
    expect(mail).toEqual({
      ...{ id: knownMail(1).id, state: 'logged', messageId: SENT, hostId: null, thread: '', direction: 'sent' },
      ...{ at: knownMail(1).at, account: 'anna@northwind.example', from: { address: 'anna@northwind.example', name: 'Anna Berger' } },
      associations: [
        { kind: 'contact', recordId: '501', name: 'Ada Lovelace', address: 'ada@acme.example' },
        { kind: 'company', recordId: '901', name: 'Acme' },
        { kind: 'deal', recordId: '802', name: 'Acme: onboarding package' },
        { kind: 'deal', recordId: '801', name: 'Acme: forty seats' },
      ],
      ref: expect.objectContaining({
        id: house.hubspot.state().emails[0]?.id,
        url: expect.stringContaining('/record/0-1/501?engagement='),
      }),
    });
    expect(house.hubspot.asked.length - before).toBeLessThanOrEqual(8);
  });

  test('that is not there costs one search for five of them', async () => {
    await find(...Array.from({ length: 12 }, (_, index) => `<${index}@far.example>`));
    expect(house.hubspot.asked.map(({ path }) => path)).toEqual(Array(3).fill('/crm/objects/2026-03/emails/search'));
  });

  test('whose Message-ID differs in upper and lower case is another one', async () => {
    await log(knownMail(1, { messageId: SENT.toLowerCase() }));
    expect(await find(SENT)).toEqual([]);
  });

  test('that HubSpot’s own inbox logged is logged too', async () => {
    const id = logElsewhere('<reply@acme.example>');
    const [mail] = await find('<reply@acme.example>');
    expect(mail).toMatchObject({ state: 'logged', direction: 'received', from: { address: 'ada@acme.example' }, ref: { id } });
    expect(mail?.byOthers).toBe(true);
  });

  test('a HubSpot that cannot be asked is an error and never "not logged"', async () => {
    house.hubspot.order({ kind: 503 });
    expect(await house.connect().find(asked(SENT))).toMatchObject({ ok: false, outcome: { kind: 'retry', scope: 'connection' } });
  });
});

describe('D6: un-logged at a second computer', () => {
  test('a mail goes with its files', async () => {
    house.files.set(SHA, new Uint8Array([1, 2, 3]));
    await log(wholeMail(1, { messageId: SENT }));
    expect(house.hubspot.state().files).toHaveLength(1);
    expect(await unlogFound(SENT)).toEqual({ kind: 'removed' });
    expect(house.hubspot.state()).toMatchObject({ emails: [], files: [] });
  });

  test('a mail that HubSpot’s own inbox logged is not ours to take out: it stays, with its files', async () => {
    const file = { id: '24332474099', name: 'flyer.pdf', path: '/flyer.pdf', access: 'PRIVATE', size: 3, type: 'application/pdf' };
    house.hubspot.account.files.set(file.id, file);
    const id = logElsewhere('<reply@acme.example>');
    const refused = { kind: 'rejected', code: 'not_ours' };
    const [mail] = await find('<reply@acme.example>');
    expect([await unlogFound('<reply@acme.example>'), await house.connect().remove(mail?.id ?? '')]).toEqual([refused, refused]);
    expect(house.hubspot.state()).toMatchObject({ emails: [{ id }], files: [file] });
  });
});

test('D6: a file that may no longer be deleted stays with its mail, and the rep is told why', async () => {
  house.files.set(SHA, new Uint8Array([1, 2, 3]));
  await log(wholeMail(1));
  const grant = house.hubspot.grants.get(TOKEN);
  if (grant) grant.scopes = grant.scopes.filter((scope) => scope !== 'files');
  await house.outbox.unlog(wholeMail(1).id, 0);
  await house.settle();
  expect(await house.store.get(wholeMail(1).id)).toMatchObject({ state: 'failed', failure: { code: 'permission_missing' } });
  expect(house.hubspot.state()).toMatchObject({ emails: [{}], files: [{}] });
});

test('K1: where a Message-ID may not be written the mail is logged without it', async () => {
  house.hubspot.account.takesMessageIds = false;
  await log(knownMail(1, { messageId: SENT }));
  const [mail, ...more] = house.hubspot.state().emails;
  expect(more).toEqual([]);
  expect(mail?.properties).not.toHaveProperty('hs_email_message_id');
  expect(mail?.contacts).toEqual(['501']);
});

test('D2: a mail to more people than come with a record is known again after a lost answer', async () => {
  const people = Array.from({ length: 130 }, (_, index) => contact(null, `p${index}@many.example`, '', true));
  house.hubspot.order({ kind: 'drop-after', when: /^POST .*\/emails$/ });
  await log(knownMail(1, { associations: people, associationsComplete: true }));
  expect(house.hubspot.state().emails).toHaveLength(1);
  expect(house.hubspot.asked.filter(({ method }) => method === 'DELETE')).toEqual([]);
});
