import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StatesAnswerSchema } from '../../core/endpoint-api';
import type { Engagement } from '../../core/engagement';
import type { LoggedMail } from '../../core/logged-mail';
import { expectProblem, expectShape, startTestEndpoint, type TestEndpoint } from '../testing';
import { mailTo, newId, toContact } from '../testing-mails';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint.stop());

const TOM = 'tom@northwind.example';
const ADA = 'ada@acme.example';
const known = async (address: string) =>
  (await endpoint.call('POST', 'look-ups', { token: endpoint.tokens.anna, body: { addresses: [address] } })).json.known[0].contacts[0];
const remove = (id: string, token = endpoint.tokens.anna) => endpoint.call('DELETE', `engagements/${id}`, { token });
const recordsOf = async (id: string): Promise<string[]> =>
  (await endpoint.call('GET', `engagements/${id}`, { token: endpoint.tokens.anna })).json.item.records.map(
    ({ name, rule }: { name: string; rule: string }) => `${name} by ${rule}`,
  );
async function statesOf(asked: object, token = endpoint.tokens.anna): Promise<LoggedMail[]> {
  const { json } = await endpoint.call('POST', 'engagement-states', { token, body: asked });
  expectShape(StatesAnswerSchema, json);
  return json.states;
}
const rows = async () => (await endpoint.db.read.selectFrom('engagements').select('id').execute()).length;
/** A mail as it arrived in a mailbox. */
const receivedBy = (account: string, from: string, more: Partial<Engagement> = {}) =>
  mailTo([], {
    direction: 'received',
    account,
    from: { address: from, name: '' },
    to: [{ address: account, name: '' }],
    associations: [toContact(from)],
    ...more,
  });

describe('one mail is one record', () => {
  test.each<[string, Partial<Engagement>, string]>([
    ['the same account', { via: 'bcc' }, 'anna'],
    ['another account of the rep', { account: 'sales@northwind.example' }, 'anna'],
    ['a colleague', { account: TOM }, 'tom'],
  ])('I9: that came by another way through %s', async (_, more, who) => {
    const mail = mailTo([ADA]);
    const first = await endpoint.log(mail);
    const again = { ...mail, id: newId(), ...more };
    const token = endpoint.tokens[who as 'anna' | 'tom'];
    expect(await endpoint.log(again, token)).toEqual({ ...first, id: again.id, result: 'duplicate' });
    expect(await endpoint.log(again, token)).toEqual({ ...first, id: again.id, result: 'duplicate' });
  });

  test('a Message-ID that somebody else made up swallows nothing', async () => {
    const mail = receivedBy('anna@northwind.example', 'mallory@evil.example', { messageId: '<known@mail.example>' });
    await endpoint.log(mail);
    const real = mailTo([ADA], { messageId: '<known@mail.example>' });
    expect(await endpoint.log(real)).toMatchObject({ result: 'created', ref: { id: real.id } });
    expect(await statesOf({ messageIds: ['<known@mail.example>'] })).toHaveLength(2);
  });

  test('without a Message-ID it is the host’s id at its account', async () => {
    const hostId = 'gmail:18f0';
    const mail = mailTo([ADA], { messageId: null, hostId });
    await endpoint.log(mail);
    const full = { ...mail, id: newId(), messageId: '<later@mail.example>' };
    expect(await endpoint.log(full)).toMatchObject({ result: 'duplicate', ref: { id: mail.id } });
    // What the first did not know is known by now.
    expect(await endpoint.log(mailTo([ADA], { messageId: '<later@mail.example>' }))).toMatchObject({ ref: { id: mail.id } });
    expect(await endpoint.log({ ...full, id: newId(), messageId: '<other@mail.example>' })).toMatchObject({ result: 'created' });
    expect(await endpoint.log(mailTo([ADA], { messageId: null, hostId, account: 'sales@northwind.example' }))).toMatchObject({
      result: 'created',
    });
  });

  test('what the record lacks is added with its rule, the rest stays', async () => {
    const giulia = await known('giulia@colibri.example');
    const mail = mailTo([ADA]);
    await endpoint.log(mail);
    const before = await recordsOf(mail.id);
    const choice = { kind: 'contact' as const, recordId: giulia.id, name: '', address: 'giulia@colibri.example' };
    const again = { ...mail, id: newId(), associations: [...mail.associations, choice], subject: 'Another', associationsComplete: true };
    const { ref } = await endpoint.log(again);
    expect(await recordsOf(mail.id)).toEqual([...before, 'Giulia Conti by chosen']);
    expect(ref.records.map(({ name }: { name: string }) => name)).toContain('Giulia Conti');
    expect((await endpoint.call('GET', `engagements/${mail.id}`, { token: endpoint.tokens.anna })).json.item.subject).toBe('Hello');
    const { json } = await endpoint.call('GET', `records/contact/${giulia.id}/timeline`, { token: endpoint.tokens.anna });
    expect(json.items[0].id).toBe(mail.id);
  });

  test('its further ids are names of the record: the same content is a duplicate, other content a conflict', async () => {
    const mail = mailTo([ADA]);
    await endpoint.log(mail);
    const again = { ...mail, id: newId() };
    await endpoint.log(again);
    expect(await endpoint.log({ ...again, subject: 'Other' })).toMatchObject({ code: 'conflict' });
    expect(await endpoint.log(again, endpoint.tokens.tom)).toMatchObject({ code: 'conflict' });
    expect(await statesOf({ ids: [again.id] })).toMatchObject([{ id: again.id, state: 'logged', ref: { id: mail.id } }]);
    expect(await statesOf({ ids: [again.id] }, endpoint.tokens.tom)).toEqual([]);
  });

  test('two of one batch are one record, and if the first is refused so is the second', async () => {
    const mail = mailTo([ADA]);
    const listed = mailTo(['legal@acme-legal.example']);
    const batch = [mail, { ...mail, id: newId() }, listed, { ...listed, id: newId() }];
    const { json } = await endpoint.call('POST', 'engagements', { token: endpoint.tokens.anna, body: { engagements: batch } });
    expect(json.results.map(({ result, code }: { result: string; code?: string }) => code ?? result)).toEqual([
      'created',
      'duplicate',
      'never_log',
      'never_log',
    ]);
    expect(json.results[1].ref.id).toBe(mail.id);
  });

  test('however often and under whatever ids it comes, it is there once', async () => {
    const step = fc.record({ mail: fc.nat(2), host: fc.boolean(), message: fc.boolean(), via: fc.constantFrom('extension', 'bcc') });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const run = newId();
        const before = await rows();
        const identified = steps.filter(({ host, message }) => host || message);
        const batch = identified.map(({ mail, host, message, via }) =>
          mailTo([ADA], {
            via: via as 'extension',
            // Who knows the Message-ID but not the host's id, and who knows only that, can only meet by somebody who knows both.
            messageId: message ? `<${run}-${mail}@mail.example>` : null,
            ...(host ? { hostId: `gmail:${run}-${mail}` } : {}),
          }),
        );
        const bridged = [0, 1, 2].map((mail) =>
          mailTo([ADA], { messageId: `<${run}-${mail}@mail.example>`, hostId: `gmail:${run}-${mail}` }),
        );
        for (const one of [...bridged, ...batch]) await endpoint.log(one);
        expect((await rows()) - before).toBe(3);
      }),
      { numRuns: 15 },
    );
  }, 30_000);
});

describe('R1: what is logged', () => {
  test('is told to everyone of the organisation by Message-ID, with its records and their addresses', async () => {
    const mail = mailTo([ADA], { hostId: 'gmail:1' });
    await endpoint.log(mail);
    const [found] = await statesOf({ messageIds: [mail.messageId] }, endpoint.tokens.tom);
    expect(found).toMatchObject({ id: mail.id, state: 'logged', from: { address: 'anna@northwind.example' }, hostId: 'gmail:1' });
    expect(found?.associations[0]).toMatchObject({ kind: 'contact', name: 'Ada Lovelace', address: ADA });
    expect(found?.ref?.records).toHaveLength(4);
  });

  test('is told by the host’s id and by thread, at that account only', async () => {
    const mail = mailTo([ADA], { hostId: 'gmail:2', thread: 'mail:t-two' });
    await endpoint.log(mail);
    const asked = { account: 'anna@northwind.example', hostIds: ['gmail:2'], threads: ['mail:t-two'] };
    expect(await statesOf(asked)).toMatchObject([{ id: mail.id, thread: 'mail:t-two' }]);
    expect(await statesOf({ ...asked, account: TOM })).toEqual([]);
    const toms = { ...mail, id: newId(), account: TOM, hostId: 'gmail:9', thread: 'mail:t-toms' };
    await endpoint.log(toms, endpoint.tokens.tom);
    expect(await statesOf({ account: TOM, threads: ['mail:t-toms'] })).toMatchObject([{ id: toms.id, ref: { id: mail.id } }]);
  });

  test('D6: what was removed is told too, and a reply that logs itself does not bring it back', async () => {
    const mail = mailTo([ADA], { hostId: 'gmail:3', thread: 'mail:t-three', messageId: null });
    await endpoint.log(mail);
    const alias = { ...mail, id: newId() };
    await endpoint.log(alias);
    expect((await remove(alias.id)).status).toBe(204);
    const asked = { account: 'anna@northwind.example', hostIds: ['gmail:3'] };
    expect((await statesOf(asked)).map(({ id, state }) => `${id} ${state}`).sort()).toEqual(
      [mail, alias].map(({ id }) => `${id} removed`).sort(),
    );
    for (const id of [mail.id, alias.id]) expect(await endpoint.log({ ...mail, id })).toMatchObject({ code: 'removed' });
    expect(await endpoint.log({ ...mail, id: newId(), automatic: true })).toMatchObject({ code: 'removed' });
    expect(await endpoint.log({ ...mail, id: newId(), via: 'mailbox', messageId: '<x@y>' })).toMatchObject({ code: 'removed' });
    expect(await endpoint.log({ ...mail, id: newId() })).toMatchObject({ result: 'created' });
    // Logged again by hand it is there again, and what comes by itself meets it.
    expect(await endpoint.log({ ...mail, id: newId(), automatic: true })).toMatchObject({ result: 'duplicate' });
  });

  test('D6: by another name of it, only its logger and an admin remove it', async () => {
    const mail = mailTo([ADA], { account: TOM });
    await endpoint.log(mail, endpoint.tokens.tom);
    const mine = { ...mail, id: newId() };
    await endpoint.log(mine);
    expectProblem(await remove(mine.id), 403, 'not_yours');
    expect((await remove(mine.id, endpoint.tokens.tom)).status).toBe(204);
  });
});

describe('C7: a mail received', () => {
  const CONRAD = 'giulia@colibri.example';
  test('goes to its sender, who gets a contact, and of the others to those who have one', async () => {
    const mail = receivedBy('anna@northwind.example', 'sender@new.example', {
      to: [{ address: 'anna@northwind.example', name: '' }],
      cc: [
        { address: CONRAD, name: '' },
        { address: 'copied@new.example', name: '' },
      ],
      associations: [toContact('sender@new.example', { name: 'Sven' }), toContact(CONRAD), toContact('copied@new.example')],
    });
    const { excluded } = await endpoint.log(mail);
    expect(await recordsOf(mail.id)).toEqual(expect.arrayContaining(['Sven by created', 'Giulia Conti by recipient']));
    expect(excluded).toEqual([{ address: 'copied@new.example', name: '', field: 'cc', reason: 'no-record' }]);
    expect(await known('copied@new.example')).toBeUndefined();
  });

  test('N2: from somebody who is never logged is on no timeline', async () => {
    const mail = receivedBy('anna@northwind.example', 'legal@acme-legal.example', {
      cc: [{ address: CONRAD, name: '' }],
      associations: [toContact(CONRAD)],
    });
    expect(await endpoint.log(mail)).toMatchObject({ code: 'never_log', rule: 'acme-legal.example' });
  });
});

describe('R2: a contact is made while reading', () => {
  const create = (address: string, name = '') =>
    endpoint.call('POST', 'contacts', { token: endpoint.tokens.anna, body: { address, name } });
  test('once', async () => {
    const { json } = await create('Reader@New.example', 'Rea Reader');
    expect(json.known).toMatchObject({ address: 'reader@new.example', contacts: [{ name: 'Rea Reader', owner: 'Anna Berger' }] });
    expect((await create('reader@new.example', 'Other')).json.known.contacts[0].id).toBe(json.known.contacts[0].id);
  });

  test('N2: but not of somebody who is never logged, of oneself, or of nobody', async () => {
    expectProblem(await create('legal@acme-legal.example'), 422, 'never_log');
    expectProblem(await create('anna@northwind.example'), 422, 'own_address');
    expectProblem(await create('nobody'), 422, 'invalid');
    expect(await known('legal@acme-legal.example')).toBeUndefined();
  });
});
