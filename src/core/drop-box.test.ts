import { describe, expect, test } from 'vitest';
import { isDropBox } from './drop-box';
import type { PlanInput } from './plan';
import { makePlan } from './plan-making';
import { planAssociations } from './plan-records';
import type { Deal } from './records';
import { accountDefaults } from './settings';

const BOX = 'dropbox@e43e1231.deals.futuresimple.com';
const deal = (id: string, dropbox: string): Deal => ({
  ...{ id, name: `Deal ${id}`, stage: '', open: true, amount: null, currency: null, createdAt: Number(id), url: null, dropbox },
});
const ada = { id: '1', name: 'Ada', address: 'ada@acme.example', owner: null, company: null, url: null };
const account = { ...accountDefaults, address: 'anna@northwind.example', ownDomains: ['northwind.example'], connectionId: 'sell' };
const input = (...addresses: string[]): PlanInput => ({
  recipients: addresses.map((address) => ({ address, name: '', field: address === ada.address ? 'to' : 'bcc' })),
  ...{ account, ownAddresses: [account.address], connected: true, paused: false, findRule: () => null },
  known: [{ address: ada.address, leads: [], contacts: [{ ...ada, deals: [deal('301', BOX.toUpperCase()), deal('302', `x${BOX}`)] }] }],
  ...{ choices: { off: [], added: [] }, bodyBytes: 10, attachmentBytes: 0 },
});

describe('K3: an address of the CRM’s own', () => {
  test('is nobody’s, and the deal that it files the mail at gets no second record', () => {
    const plan = makePlan(input(ada.address, BOX));
    expect([plan.verdict, plan.lookedUp, plan.excluded]).toEqual(['will-log', true, []]);
    expect(plan.contacts.map(({ address }) => address)).toEqual([ada.address]);
    expect(plan.deals.map(({ record, filed }) => [record.id, filed])).toEqual([
      ['302', undefined],
      ['301', true],
    ]);
    expect(planAssociations(plan, true).map(({ kind, recordId }) => `${kind} ${recordId}`)).toEqual(['contact 1', 'deal 302']);
  });

  test('alone on a mail leaves nobody to log it to', () => expect(makePlan(input(BOX)).verdict).toBe('nobody-left'));

  test.each([
    [BOX, true],
    ['dropbox@11.users.futuresimple.com', true],
    ['ada@e43e1231.deals.futuresimple.com', false],
    ['dropbox@futuresimple.com.evil.example', false],
    ['dropbox@acme.example', false],
  ])('%s: %s', (address, is) => expect(isDropBox(address)).toBe(is));
});
