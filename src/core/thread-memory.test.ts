import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Association } from './engagement';
import type { LoggedMail } from './logged-mail';
import { makeRuleBook } from './never-log';
import { sampleLoggedMail } from './outbox/samples';
import type { PlanInput, Recipient } from './plan';
import { makePlan } from './plan-making';
import { planAssociations } from './plan-records';
import { recheckRules } from './recheck-rules';
import type { Contact, Known } from './records';
import { accountDefaults } from './settings';
import { contactBehind, rememberThread } from './thread-memory';

const ANNA = 'anna@northwind.example';
const tie = (kind: Association['kind'], recordId: string, address?: string): Association => ({
  kind,
  recordId,
  name: recordId,
  ...(address ? { address } : {}),
});
const ADA = tie('contact', 'Ada Lovelace', 'ada@acme.example');
const GRACE = tie('contact', 'Grace Hopper', 'grace@acme.example');
const logged = (number: number, associations: Association[], changes: Partial<LoggedMail> = {}) =>
  sampleLoggedMail(number, { associations, ...changes });
const from = (address: string, name = '') => ({ direction: 'received' as const, from: { address, name } });

const contact = (id: string, address: string, company = 'own'): Contact => ({
  id,
  name: id,
  address,
  owner: null,
  company: { id: company, name: company, domain: 'acme.example', url: null },
  deals: [{ id: `${company}-deal`, name: 'd', stage: 's', open: true, amount: 1, currency: 'EUR', createdAt: 1, url: null }],
  url: null,
});
const known = (address: string, ...contacts: Contact[]): Known => ({ address, contacts, leads: [] });
const person = (address: string, field: Recipient['field'] = 'to', name = ''): Recipient => ({ address, name, field });

const plan = (over: Partial<PlanInput>) =>
  makePlan({
    recipients: [person('ada@acme.example')],
    account: { ...accountDefaults, address: ANNA, connectionId: 'x', ownDomains: ['northwind.example'] },
    ownAddresses: [ANNA],
    connected: true,
    paused: false,
    known: [],
    findRule: () => null,
    choices: { off: [], added: [] },
    bodyBytes: 10,
    attachmentBytes: 0,
    ...over,
  });
const tied = (over: Partial<PlanInput>) =>
  planAssociations(plan(over), true).map(({ kind, recordId, create }) => `${kind} ${recordId ?? (create ? 'new' : 'none')}`);
const thread = (...mails: LoggedMail[]) => rememberThread(mails);

describe('C9: what a reply inherits', () => {
  const memory = thread(
    logged(1, [ADA, tie('company', 'Acme'), tie('deal', 'old'), tie('deal', 'kept')]),
    logged(2, [ADA, tie('company', 'Acme'), tie('deal', 'kept')]),
  );
  const lookedUp = [known('ada@acme.example', contact('Ada Lovelace', 'ada@acme.example'))];

  test('the records of the thread’s newest mail, not those of the contact; what was taken off stays off', () => {
    expect(tied({ thread: memory, known: lookedUp })).toEqual(['contact Ada Lovelace', 'company Acme', 'deal kept']);
    expect(plan({ thread: memory, known: lookedUp })).toMatchObject({ inherited: true, lookedUp: true });
    expect(plan({ known: lookedUp }).inherited).toBe(false);
  });

  test('also while the CRM cannot be asked', () => {
    expect(tied({ thread: memory })).toEqual(['contact Ada Lovelace', 'company Acme', 'deal kept']);
    expect(plan({ thread: memory }).lookedUp).toBe(true);
  });

  test('somebody new brings his own; without anybody of the thread nothing is inherited', () => {
    const bob = known('bob@other.example', contact('Bob', 'bob@other.example', 'Other'));
    const recipients = [person('ada@acme.example'), person('bob@other.example', 'cc')];
    expect(tied({ thread: memory, recipients, known: [...lookedUp, bob] })).toEqual([
      ...['contact Ada Lovelace', 'contact Bob'],
      ...['company Other', 'company Acme', 'deal Other-deal', 'deal kept'],
    ]);
    const forwarded = { thread: memory, recipients: [person('bob@other.example')], known: [bob] };
    expect(tied(forwarded)).toEqual(['contact Bob', 'company Other', 'deal Other-deal']);
    expect(plan(forwarded).inherited).toBe(false);
  });

  test('the rep’s own choice comes on top', () => {
    const choices = { off: ['deal:kept'], added: [tie('deal', 'chosen')] };
    expect(tied({ thread: memory, known: lookedUp, choices })).toEqual(['contact Ada Lovelace', 'company Acme', 'deal chosen']);
  });

  test('what the CRM tells of a record is shown with it', () => {
    const own = [known('ada@acme.example', contact('Ada Lovelace', 'ada@acme.example', 'Acme'))];
    expect(plan({ thread: memory, known: own }).companies).toEqual([
      { record: { id: 'Acme', name: 'Acme', domain: 'acme.example', url: null }, ticked: true, inherited: true },
    ]);
  });

  test('N5: the thread’s records fall away with the last of those through whom they came', () => {
    const engagement = {
      associations: planAssociations(plan({ thread: memory, known: lookedUp }), true),
      excluded: [],
      to: [],
      cc: [],
      bcc: [],
    };
    const rule = { key: 'acme.example', scope: 'everyone' as const, neverTrack: false, addedBy: '', addedAt: 0 };
    expect(recheckRules(engagement as never, () => rule)).toMatchObject({ kind: 'blocked' });
    expect(
      engagement.associations.filter(({ kind }) => kind !== 'contact').every(({ through }) => through?.[0] === 'ada@acme.example'),
    ).toBe(true);
  });

  test('of several records with one address it is the thread’s', () => {
    const twins = known('ada@acme.example', contact('Other Ada', 'ada@acme.example'), contact('Ada Lovelace', 'ada@acme.example'));
    expect(tied({ thread: memory, known: [twins] })[0]).toBe('contact Ada Lovelace');
  });

  test('a lead’s thread goes on with the lead', () => {
    const lead = { address: 'lea@x.example', contacts: [], leads: [{ id: 'Lea', name: 'Lea', url: null }] };
    const ofLead = thread(logged(1, [tie('lead', 'Lea'), tie('deal', 'd')]));
    expect(tied({ thread: ofLead, recipients: [person('lea@x.example')], known: [lead] })).toEqual(['deal d', 'lead Lea']);
  });

  test('nothing is remembered of a thread whose mails were un-logged', () => {
    expect(thread(logged(1, [ADA], { state: 'removed' }))).toBeNull();
    expect(thread()).toBeNull();
  });
});

describe('C9: a reply from another address', () => {
  const one = thread(logged(1, [ADA, tie('company', 'Acme')]));
  const several = thread(logged(1, [GRACE, ADA, tie('company', 'Acme')]));
  const sender = person('ada.l@private.example', 'to', 'ADA Lovelace');
  const received = { sender, recipients: [person(ANNA)], known: [known(sender.address)] };

  test('goes to the thread’s contact and makes no new one', () => {
    expect(tied({ ...received, thread: one })).toEqual(['contact Ada Lovelace', 'company Acme']);
    expect(plan({ ...received, thread: one }).contacts).toMatchObject([{ address: sender.address, name: 'Ada Lovelace', inherits: true }]);
  });

  test('of several contacts to his namesake, else to whom was written last', () => {
    expect(tied({ ...received, thread: several })[0]).toBe('contact Ada Lovelace');
    const unnamed = { ...received, sender: person('x@private.example', 'to', 'Assistant'), known: [known('x@private.example')] };
    expect(tied({ ...unnamed, thread: several })[0]).toBe('contact Grace Hopper');
  });

  test('but somebody whom the CRM knows is himself', () => {
    const bob = known(sender.address, contact('Bob', sender.address));
    expect(tied({ ...received, known: [bob], thread: one })).toEqual(['contact Bob', 'company own', 'deal own-deal']);
  });

  test('is remembered: an answer to it goes to the contact too', () => {
    const memory = thread(logged(1, [ADA]), logged(2, [ADA], from(sender.address)));
    expect(tied({ thread: memory, recipients: [person(sender.address)], known: [known(sender.address)] })).toEqual([
      'contact Ada Lovelace',
    ]);
    const both = [person('ada@acme.example'), person(sender.address, 'cc')];
    expect(tied({ thread: memory, recipients: both, known: both.map(({ address }) => known(address)) })).toEqual(['contact Ada Lovelace']);
  });

  test('N2: a rule against the contact holds for his other address', () => {
    const findRule = makeRuleBook([{ key: 'ada@acme.example', scope: 'me', neverTrack: false, addedBy: '', addedAt: 0 }]);
    expect(plan({ ...received, thread: one, findRule })).toMatchObject({ verdict: 'nobody-left', excluded: [{ reason: 'never-log' }] });
  });

  test('unless the rep chooses somebody else', () => {
    const choices = { off: [], added: [tie('contact', 'Bob', sender.address)] };
    expect(tied({ ...received, thread: one, choices })[0]).toBe('contact Bob');
  });
});

describe('C7: a mail received', () => {
  const received = (sender: Recipient, others: Recipient[], ...all: Known[]) => ({ sender, recipients: others, known: all });
  test('is logged to its sender, who gets a contact; of the others to those who have a record', () => {
    const others = [person(ANNA), person('ada@acme.example', 'cc'), person('new@acme.example', 'cc')];
    const over = received(
      person('sven@new.example'),
      others,
      known('sven@new.example'),
      known('ada@acme.example', contact('Ada', 'ada@acme.example')),
      known('new@acme.example'),
    );
    expect(tied(over)).toEqual(['contact new', 'contact Ada', 'company own', 'deal own-deal']);
    expect(plan(over).excluded).toMatchObject([{ address: 'new@acme.example', reason: 'no-record' }]);
  });

  test('nobody in Cc is created either while the CRM cannot be asked', () => {
    expect(tied(received(person('sven@new.example'), [person('new@acme.example', 'cc')]))).toEqual(['contact new', 'contact none']);
  });

  test.each([
    ['a colleague', 'tom@northwind.example', 'colleague'],
    ['oneself', ANNA, 'own-address'],
  ])('C8: from %s is nobody’s, whoever else got it', (_, address, reason) => {
    const over = received(person(address), [person('ada@acme.example')], known('ada@acme.example', contact('Ada', 'ada@acme.example')));
    expect(plan(over)).toMatchObject({ verdict: 'nobody-left', contacts: [], excluded: [{ reason }] });
  });

  test('from somebody whose address the page does not show is nobody’s yet', () => {
    expect(plan({ ...received(person('', 'to', 'Ada'), [person(ANNA)]), isDraft: false }).verdict).toBe('nobody-left');
  });
});

test('whatever a thread holds, nobody in Cc of a mail received is created, and nobody listed is tied', () => {
  const address = fc.constantFrom('a@x.example', 'b@x.example', 'c@y.example', 'listed@z.example', ANNA, 'tom@northwind.example', '');
  const association = fc.oneof(
    address.filter((one) => one !== '').map((one) => tie('contact', `id ${one}`, one)),
    fc.constantFrom(tie('deal', 'd1'), tie('company', 'co'), tie('lead', 'l')),
  );
  const mail = fc.record({
    at: fc.nat(9),
    sender: address,
    isReceived: fc.boolean(),
    isRemoved: fc.boolean(),
    ties: fc.array(association, { maxLength: 4 }),
  });
  const recipient = fc.record({
    address,
    name: fc.constantFrom('', 'id a@x.example'),
    field: fc.constantFrom('to' as const, 'cc' as const),
  });
  const rule = makeRuleBook([{ key: 'z.example', scope: 'me', neverTrack: false, addedBy: '', addedAt: 0 }]);
  fc.assert(
    fc.property(
      fc.array(mail, { maxLength: 5 }),
      recipient,
      fc.array(recipient, { maxLength: 4 }),
      fc.array(address, { maxLength: 4 }),
      (mails, sender, recipients, asked) => {
        const memory = rememberThread(
          mails.map((one, index) =>
            logged(one.at, one.ties, {
              id: `00000000-0000-7000-8000-00000000000${index}`,
              state: one.isRemoved ? 'removed' : 'logged',
              ...(one.isReceived ? from(one.sender) : {}),
            }),
          ),
        );
        const all = asked.map((one, index) => known(one, ...(index % 2 ? [contact(`id ${one}`, one)] : [])));
        const made = planAssociations(plan({ sender, recipients, known: all, thread: memory, findRule: rule, isDraft: false }), true);
        expect(made.filter(({ create, address: whose }) => create && whose !== sender.address)).toEqual([]);
        expect(made.filter(({ address: whose, recordId }) => whose?.endsWith('z.example') || recordId === 'id listed@z.example')).toEqual(
          [],
        );
        const contacts = made.flatMap(({ kind, recordId }) => (kind === 'contact' && recordId ? [recordId] : []));
        expect(new Set(contacts).size).toBe(contacts.length);
        if (memory) expect(memory.contacts.length === 0 || contactBehind(memory, sender) !== null).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});
