import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Engagement } from './engagement';
import { MAX_ATTACHMENTS_BYTES, MAX_BODY_BYTES } from './limits';
import { makeRuleBook, parseRuleKey } from './never-log';
import type { PlanInput } from './plan';
import { makePlan } from './plan-making';
import { planAssociations } from './plan-records';
import { recheckRules } from './recheck-rules';
import type { Contact, Deal, Known } from './records';
import { accountDefaults } from './settings';

const deal = (id: string, createdAt = 0, open = true): Deal => ({
  id,
  name: `Deal ${id}`,
  stage: 's',
  open,
  amount: null,
  currency: null,
  createdAt,
  url: null,
});
const contact = (address: string, over: Partial<Contact> = {}): Contact => ({
  id: `c-${address}`,
  name: 'Ada Lovelace',
  address,
  owner: null,
  company: { id: 'acme', name: 'Acme', domain: null, url: null },
  deals: [],
  url: null,
  ...over,
});
const known = (address: string, ...contacts: Contact[]): Known => ({ address, contacts, leads: [] });
const to = (address: string, field: 'to' | 'cc' | 'bcc' = 'to') => ({ address, name: '', field });
const rules = (...keys: string[]) =>
  makeRuleBook(
    keys.map((text) => ({ key: parseRuleKey(text) ?? '', scope: 'everyone' as const, neverTrack: false, addedBy: '', addedAt: 0 })),
  );

const account = { ...accountDefaults, address: 'anna@northwind.example', connectionId: 'x', ownDomains: ['northwind.example'] };
const plan = (over: Partial<PlanInput>) =>
  makePlan({
    recipients: [to('ada@acme.example')],
    account,
    ownAddresses: [account.address],
    connected: true,
    paused: false,
    known: [known('ada@acme.example', contact('ada@acme.example'))],
    findRule: () => null,
    choices: { off: [], added: [] },
    bodyBytes: 10,
    attachmentBytes: 0,
    ...over,
  });
const reasons = (over: Partial<PlanInput>) => plan(over).excluded.map(({ reason }) => reason);

test('C3: a known contact brings its primary company and its five most recent open deals', () => {
  const deals = [deal('old', 1), deal('closed', 99, false), ...[2, 3, 4, 5, 6].map((at) => deal(`d${at}`, at))];
  const made = plan({ known: [known('ada@acme.example', contact('ada@acme.example', { deals }))] });
  expect(made.verdict).toBe('will-log');
  expect(made.companies.map(({ record }) => record.name)).toEqual(['Acme']);
  expect(made.deals.map(({ record }) => record.id)).toEqual(['d6', 'd5', 'd4', 'd3', 'd2']);
});

test('C3: what is unticked is not written, what was found by search is', () => {
  const choices = { off: ['company:acme'], added: [{ kind: 'deal' as const, recordId: 'd9', name: 'Nine' }] };
  const made = planAssociations(plan({ choices }), true);
  expect(made.map(({ kind, recordId }) => [kind, recordId])).toEqual([
    ['contact', 'c-ada@acme.example'],
    ['deal', 'd9'],
  ]);
});

test('C3: an unticked recipient takes along the company and deals that came only through it', () => {
  const made = plan({ choices: { off: ['ada@acme.example'], added: [] } });
  expect(made.verdict).toBe('nobody-left');
  expect([made.companies, made.excluded.map(({ reason }) => reason)]).toEqual([[], ['unticked']]);
});

describe('C7: contacts are created for To and Cc', () => {
  const stranger = { known: [known('new@acme.example')] };
  test.each(['to', 'cc'] as const)('%s', (field) => {
    const made = plan({ ...stranger, recipients: [to('new@acme.example', field)] });
    expect(planAssociations(made, true)).toMatchObject([{ kind: 'contact', recordId: null, create: true, address: 'new@acme.example' }]);
  });
  test('not for Bcc', () => expect(reasons({ ...stranger, recipients: [to('new@acme.example', 'bcc')] })).toEqual(['bcc-without-record']));
  test('but a Bcc recipient with a record is logged', () =>
    expect(plan({ recipients: [to('ada@acme.example', 'bcc')] }).contacts).toHaveLength(1));
  test('not when the switch is off', () =>
    expect(reasons({ ...stranger, recipients: [to('new@acme.example')], account: { ...account, createContacts: false } })).toEqual([
      'no-record',
    ]));
  test('not for somebody who is a lead', () => {
    const lead = { address: 'new@acme.example', contacts: [], leads: [{ id: 'l1', name: 'Lea', url: null }] };
    const made = plan({ known: [lead], recipients: [to('new@acme.example')] });
    expect(planAssociations(made, true).map(({ kind }) => kind)).toEqual(['lead']);
  });
});

describe('C8: own addresses and colleagues are left out, with the reason', () => {
  test('own', () => expect(reasons({ recipients: [to(account.address)] })).toEqual(['own-address']));
  test('another own account', () =>
    expect(reasons({ recipients: [to('me@gmail.com')], ownAddresses: ['me@gmail.com'] })).toEqual(['own-address']));
  test('a colleague, also below the domain', () =>
    expect(reasons({ recipients: [to('tom@sales.northwind.example')] })).toEqual(['colleague']));
  test('unless colleagues are wanted', () =>
    expect(reasons({ recipients: [to('tom@northwind.example')], account: { ...account, leaveOutColleagues: false } })).toEqual([]));
});

test('N2: a listed recipient is left out and named, the others are still logged', () => {
  const made = plan({ recipients: [to('ada@acme.example'), to('bob@evil.example')], findRule: rules('evil.example') });
  expect(made.verdict).toBe('will-log');
  expect(made.contacts.map(({ address }) => address)).toEqual(['ada@acme.example']);
  expect(made.excluded).toMatchObject([{ address: 'bob@evil.example', reason: 'never-log', rule: 'evil.example', scope: 'everyone' }]);
});

test('N2: if all are listed, nothing is logged', () => expect(plan({ findRule: rules('acme.example') }).verdict).toBe('nobody-left'));

test('C6: a body over 2 MB is not logged; attachments over 50 MB are left out and the mail is logged', () => {
  expect(plan({ bodyBytes: MAX_BODY_BYTES }).verdict).toBe('will-log');
  expect(plan({ bodyBytes: MAX_BODY_BYTES + 1 }).verdict).toBe('too-large');
  expect(plan({ attachmentBytes: MAX_ATTACHMENTS_BYTES + 1 })).toMatchObject({ verdict: 'will-log', attachmentsLeftOut: true });
});

test('K6: an account without a connection does nothing and says so', () => {
  expect(plan({ account: { ...account, connectionId: null } }).verdict).toBe('account-unknown');
  expect(plan({ account: undefined }).verdict).toBe('account-unknown');
  expect(plan({ account: undefined, connected: false }).verdict).toBe('not-connected');
});

test('C3: without a look-up the recipients are planned all the same, and Bcc strangers are never created', () => {
  const made = plan({ known: [], recipients: [to('a@x.example'), to('b@x.example', 'bcc')] });
  expect(made.lookedUp).toBe(false);
  expect(planAssociations(made, true).map(({ create }) => create)).toEqual([true, false]);
});

test('C3: whoever was looked up keeps the records that the rep saw, also when somebody else was not', () => {
  const made = plan({
    recipients: [to('ada@acme.example'), to('late@x.example')],
    known: [known('ada@acme.example', contact('ada@acme.example', { deals: [deal('d1', 1), deal('d2', 2)] }))],
    choices: { off: ['deal:d1'], added: [] },
  });
  expect(made.lookedUp).toBe(false);
  expect(planAssociations(made, true).map(({ kind, recordId }) => [kind, recordId])).toEqual([
    ['contact', 'c-ada@acme.example'],
    ['contact', null],
    ['company', 'acme'],
    ['deal', 'd2'],
  ]);
});

test('C3: with two records of one address nobody guesses', () => {
  const twins = [contact('ada@acme.example', { id: '1' }), contact('ada@acme.example', { id: '2' })];
  const made = plan({ known: [known('ada@acme.example', ...twins)] });
  expect(planAssociations(made, true)).toMatchObject([{ recordId: null, create: false }]);
  const choices = { off: [], added: [{ kind: 'contact' as const, recordId: '2', name: 'Ada', address: 'ada@acme.example' }] };
  const chosen = plan({ known: [known('ada@acme.example', ...twins)], choices });
  expect(planAssociations(chosen, true).filter(({ kind }) => kind === 'contact')).toMatchObject([{ recordId: '2' }]);
});

test('N5: a rule made after the plan takes its recipient off, with what came only through it', () => {
  const bob = contact('bob@evil.example', { company: { id: 'evil', name: 'Evil', domain: null, url: null }, deals: [deal('e1', 1)] });
  const made = plan({
    recipients: [to('ada@acme.example'), to('bob@evil.example')],
    known: [known('ada@acme.example', contact('ada@acme.example')), known('bob@evil.example', bob)],
  });
  const engagement = { to: [], cc: [], bcc: [], excluded: [], associations: planAssociations(made, true) } as unknown as Engagement;
  const checked = recheckRules(engagement, rules('evil.example'));
  if (checked.kind !== 'log') throw new Error(checked.kind);
  expect(checked.engagement.associations.map(({ recordId }) => recordId)).toEqual(['c-ada@acme.example', 'acme']);
  expect(checked.engagement.excluded).toMatchObject([{ address: 'bob@evil.example', reason: 'never-log' }]);
  expect(recheckRules(engagement, rules('evil.example', 'acme.example')).kind).toBe('blocked');
  expect(recheckRules(engagement, () => null)).toEqual({ kind: 'log', engagement });
});

test('N2 N5: whoever a rule hits is never among the associations, whatever the rest', () => {
  const addresses = ['ada@acme.example', 'bob@evil.example', 'tom@northwind.example', 'new@acme.example', 'x@sub.evil.example'];
  const recipient = fc.record({ address: fc.constantFrom(...addresses), name: fc.string(), field: fc.constantFrom('to', 'cc', 'bcc') });
  fc.assert(
    fc.property(fc.array(recipient), fc.boolean(), fc.subarray(addresses), (recipients, lookedUp, off) => {
      const made = plan({
        recipients: recipients as PlanInput['recipients'],
        known: lookedUp ? addresses.map((address) => known(address, contact(address))) : [],
        findRule: rules('evil.example'),
        choices: { off, added: [{ kind: 'contact', recordId: 'z', name: 'Z', address: 'bob@evil.example' }] },
      });
      const logged = planAssociations(made, true).map(({ address }) => address);
      expect(logged.filter((address) => address?.endsWith('evil.example'))).toEqual([]);
      expect(new Set(logged).size).toBe(logged.length);
    }),
  );
});
