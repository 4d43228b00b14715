import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IngestAnswerSchema, MAX_BATCH, MAX_INGEST_BYTES } from '../../core/endpoint-api';
import type { Association, Engagement } from '../../core/engagement';
import { MAX_BODY_BYTES } from '../../core/limits';
import { expectProblem, expectShape, startTestEndpoint, type TestEndpoint } from '../testing';
import { mailTo, newId, toContact } from '../testing-mails';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint.stop());

const post = (engagements: unknown[], token = endpoint.tokens.anna) =>
  endpoint.call('POST', 'engagements', { token, body: { engagements } });
const item = async (id: string) => (await endpoint.call('GET', `engagements/${id}`, { token: endpoint.tokens.anna })).json.item;
const names = (ref: { records: { kind: string; name: string }[] }) => ref.records.map(({ kind, name }) => `${kind}: ${name}`);
const rulesOf = async (id: string) =>
  (await item(id)).records.map(({ name, rule }: { name: string; rule: string }) => `${name} by ${rule}`);
async function known(address: string) {
  const { json } = await endpoint.call('POST', 'look-ups', { token: endpoint.tokens.anna, body: { addresses: [address] } });
  return json.known[0].contacts[0];
}
const addRule = (key: string, scope: 'me' | 'everyone' = 'everyone', token = endpoint.tokens.tom) =>
  endpoint.call('POST', 'rules', { token, body: { rules: [{ key, scope, neverTrack: false }] } });
const countOf = async (id: string) =>
  (await endpoint.db.read.selectFrom('associations').select('record_id').where('engagement_id', '=', id).execute()).length;

describe('what it is tied to', () => {
  test('C3: without a look-up the endpoint adds the primary company and the open deals, and says by which rule', async () => {
    const mail = mailTo(['ada@acme.example']);
    const answer = await post([mail]);
    expectShape(IngestAnswerSchema, answer.json);
    expect(answer.json.results[0]).toMatchObject({ id: mail.id, result: 'created', excluded: [] });
    expect(answer.json.results[0].ref.url).toBe(`http://endpoint.example/timeline/#/engagement/${mail.id}`);
    expect(await rulesOf(mail.id)).toEqual([
      'Ada Lovelace by recipient',
      'Acme by primary-company',
      'Acme: onboarding package by open-deal',
      'Acme: forty seats by open-deal',
    ]);
  });

  test('C3: of seven open deals it is the five most recent', async () => {
    const mail = mailTo(['j.mueller@mueller-soehne.example']);
    const { ref } = await endpoint.log(mail);
    expect(names(ref).filter((name) => name.startsWith('deal'))).toEqual(
      ['Messe', 'Schulung', 'Lager', 'Wartung 2026', 'Ersatzteile'].map((part) => `deal: Müller: ${part}`),
    );
  });

  test('what the rep planned is not added to', async () => {
    const ada = await known('ada@acme.example');
    const mail = mailTo(['ada@acme.example'], {
      associationsComplete: true,
      associations: [toContact('ada@acme.example', { recordId: ada.id }), { kind: 'deal', recordId: ada.deals[1].id, name: '' }],
    });
    await endpoint.log(mail);
    expect(await rulesOf(mail.id)).toEqual(['Ada Lovelace by recipient', 'Acme: forty seats by open-deal']);
  });

  test('records found by search are tied by choice', async () => {
    const [ada, giulia] = [await known('ada@acme.example'), await known('giulia@colibri.example')];
    const mail = mailTo(['ada@acme.example'], {
      associationsComplete: true,
      associations: [
        toContact('ada@acme.example', { recordId: ada.id }),
        { kind: 'contact', recordId: giulia.id, name: '', address: 'giulia@colibri.example' },
        { kind: 'company', recordId: giulia.company.id, name: '' },
      ],
    });
    await endpoint.log(mail);
    expect(await rulesOf(mail.id)).toEqual(['Ada Lovelace by recipient', 'Giulia Conti by chosen', 'Colibrì Viaggi by primary-company']);
  });

  test('a lead is logged to without making a contact of it', async () => {
    const mail = mailTo(['oskar@fjordbyte.example']);
    await endpoint.log(mail);
    expect(await rulesOf(mail.id)).toEqual(['Oskar Nilsen by lead']);
    expect(await known('oskar@fjordbyte.example')).toBeUndefined();
  });

  test('C7: somebody new in To or Cc gets a contact, once, also when two in a batch name them', async () => {
    const mails = [
      mailTo(['neu@mueller-neu.example'], { associations: [toContact('neu@mueller-neu.example', { name: 'Nele Neu' })] }),
      mailTo(['neu@mueller-neu.example']),
    ];
    const { json } = await post(mails);
    const ids = json.results.map(({ ref }: { ref: { records: { id: string }[] } }) => ref.records[0]?.id);
    expect(ids[0]).toBe(ids[1]);
    expect(await known('neu@mueller-neu.example')).toMatchObject({ name: 'Nele Neu', owner: 'Anna Berger' });
    expect(await rulesOf(mails[0]?.id ?? '')).toEqual(['Nele Neu by created']);
  });

  test('C7: a Bcc recipient without a record gets none, whatever the client asks for', async () => {
    const mail = mailTo(['ada@acme.example'], {
      bcc: [{ address: 'secret@elsewhere.example', name: '' }],
      associations: [toContact('ada@acme.example'), toContact('secret@elsewhere.example')],
    });
    const { excluded } = await endpoint.log(mail);
    expect(excluded).toEqual([{ address: 'secret@elsewhere.example', name: '', field: 'bcc', reason: 'bcc-without-record' }]);
    expect(await known('secret@elsewhere.example')).toBeUndefined();
  });

  test('C7: nobody is created who is no recipient, nor the other recipients of a mail received', async () => {
    const stranger = mailTo(['ada@acme.example'], { associations: [toContact('ada@acme.example'), toContact('stranger@x.example')] });
    await endpoint.log(stranger);
    const received = mailTo(['anna@northwind.example'], {
      direction: 'received',
      from: { address: 'ada@acme.example', name: 'Ada' },
      cc: [{ address: 'copied@x.example', name: '' }],
      associations: [toContact('ada@acme.example'), toContact('copied@x.example')],
    });
    await endpoint.log(received);
    expect([await known('stranger@x.example'), await known('copied@x.example')]).toEqual([undefined, undefined]);
    expect(await rulesOf(received.id)).toContain('Ada Lovelace by recipient');
  });

  test('C8: the own address is nobody’s contact', async () => {
    const mail = mailTo(['anna@northwind.example']);
    expect(await endpoint.log(mail)).toMatchObject({ result: 'rejected', code: 'nobody_left' });
    const both = mailTo(['anna@northwind.example', 'ada@acme.example']);
    expect((await endpoint.log(both)).excluded).toMatchObject([{ address: 'anna@northwind.example', reason: 'own-address' }]);
  });

  test('a record that is gone refuses its own item and no other', async () => {
    const gone = mailTo(['ada@acme.example'], { associations: [{ kind: 'deal', recordId: 'gone', name: 'Gone' }] });
    const { json } = await post([gone, mailTo(['ada@acme.example'])]);
    expect(json.results).toMatchObject([{ result: 'rejected', code: 'record_gone' }, { result: 'created' }]);
  });
});

describe('N5: never log', () => {
  test('N2: who is listed is left out with the rule, the others are logged', async () => {
    const mail = mailTo(['ada@acme.example', 'legal@acme-legal.example']);
    const result = await endpoint.log(mail);
    const exclusion = { address: 'legal@acme-legal.example', reason: 'never-log', rule: 'acme-legal.example', scope: 'everyone' };
    expect(result).toMatchObject({ result: 'created', excluded: [exclusion] });
    expect(names(result.ref)).toContain('contact: Ada Lovelace');
    expect((await item(mail.id)).excluded).toMatchObject([exclusion]);
    expect(await known('legal@acme-legal.example')).toBeUndefined();
  });

  test('N2: if all are listed nothing is written', async () => {
    const mail = mailTo(['legal@acme-legal.example', 'x@sub.acme-legal.example']);
    expect(await endpoint.log(mail)).toMatchObject({ result: 'rejected', code: 'never_log', rule: 'acme-legal.example' });
    expect((await endpoint.call('GET', `engagements/${mail.id}`, { token: endpoint.tokens.anna })).status).toBe(404);
  });

  test('not even by a deal that somebody ticked', async () => {
    const ada = await known('ada@acme.example');
    const associations: Association[] = [{ kind: 'deal', recordId: ada.deals[0].id, name: '' }];
    const mail = mailTo(['legal@acme-legal.example'], { associations, associationsComplete: true });
    expect(await endpoint.log(mail)).toMatchObject({ code: 'never_log' });
  });

  test.each([
    'LEGAL@ACME-LEGAL.EXAMPLE',
    'legal@acme-legal.example.',
    'Legal <legal@acme-legal.example>',
    '"legal"@acme-legal.example',
    'legal+tag@deep.sub.acme-legal.example',
    'legal@ａcme-legal.example',
  ])('no way of writing it gets round the rule: %s', async (address) => {
    expect(await endpoint.log(mailTo([address]))).toMatchObject({ code: 'never_log', rule: 'acme-legal.example' });
  });

  test('nor does the id of a listed contact, with no address, its second address or somebody else’s', async () => {
    const grace = await known('grace@acme.example');
    await addRule('grace@acme.example');
    for (const address of [undefined, 'ada@acme.example', 'other@elsewhere.example']) {
      const association: Association = { kind: 'contact', recordId: grace.id, name: '', ...(address ? { address } : {}) };
      const mail = mailTo(['ada@acme.example'], { associations: [association], associationsComplete: true });
      await endpoint.log(mail);
      const tied = await endpoint.db.read.selectFrom('associations').select('record_id').where('engagement_id', '=', mail.id).execute();
      expect(tied.map(({ record_id }) => record_id)).not.toContain(grace.id);
    }
  });

  test('what only a listed contact led to goes with it', async () => {
    const wei = await known('wei.chen@consulting.example');
    const orbital = await known('priya@orbital.example');
    await addRule('priya@orbital.example');
    const through = ['priya@orbital.example'];
    const mail = mailTo(['wei.chen@consulting.example', 'priya@orbital.example'], {
      associationsComplete: true,
      associations: [
        toContact('wei.chen@consulting.example', { recordId: wei.id }),
        toContact('priya@orbital.example', { recordId: orbital.id }),
        { kind: 'company', recordId: orbital.company.id, name: '', through },
        { kind: 'deal', recordId: orbital.deals[0].id, name: '', through },
      ],
    });
    const { ref, excluded } = await endpoint.log(mail);
    expect(names(ref)).toEqual(['contact: Wei Chen']);
    expect(excluded).toMatchObject([{ address: 'priya@orbital.example' }]);
  });

  test('a rule of mine is not my colleague’s', async () => {
    await addRule('private.example', 'me', endpoint.tokens.anna);
    const asTom = mailTo(['mum@private.example'], { account: 'tom@northwind.example' });
    expect(await endpoint.log(mailTo(['mum@private.example']))).toMatchObject({ code: 'never_log' });
    expect(await endpoint.log(asTom, endpoint.tokens.tom)).toMatchObject({ result: 'created' });
  });
});

describe('D2: once', () => {
  test('the same batch again is the same rows', async () => {
    const mails = [mailTo(['ada@acme.example']), mailTo(['giulia@colibri.example'])];
    const [first, again] = [await post(mails), await post(mails)];
    expect(again.json.results).toEqual(first.json.results.map((result: object) => ({ ...result, result: 'duplicate' })));
    expect(await countOf(mails[0]?.id ?? '')).toBe(4);
  });

  test('however its fields are ordered, and also when it is sent twice at the same time', async () => {
    const mail = mailTo(['ada@acme.example']);
    const turned = Object.fromEntries(Object.entries(mail).reverse());
    const answers = await Promise.all([post([mail]), post([turned]), post([mail])]);
    const results = answers.map(({ json }) => json.results[0].result);
    expect(results.filter((result) => result === 'created')).toHaveLength(1);
    expect(results.filter((result) => result === 'duplicate')).toHaveLength(2);
  });

  test('also twice in one batch, refused ones alike', async () => {
    const mail = mailTo(['ada@acme.example']);
    const listed = mailTo(['legal@acme-legal.example']);
    const { json } = await post([mail, mail, listed, listed]);
    expect(json.results.map(({ result, code }: { result: string; code?: string }) => code ?? result)).toEqual([
      'created',
      'duplicate',
      'never_log',
      'never_log',
    ]);
  });

  test('the same id with other content is a conflict, and changes nothing', async () => {
    const mail = mailTo(['ada@acme.example']);
    await post([mail]);
    expect(await endpoint.log({ ...mail, subject: 'Other' })).toMatchObject({ result: 'rejected', code: 'conflict' });
    expect(await endpoint.log(mail, endpoint.tokens.tom)).toMatchObject({ code: 'conflict' });
    expect((await item(mail.id)).subject).toBe('Hello');
  });

  test('D6: what was removed never comes back by itself', async () => {
    const mail = mailTo(['ada@acme.example']);
    await post([mail]);
    const removal = () => endpoint.call('DELETE', `engagements/${mail.id}`, { token: endpoint.tokens.anna });
    expect([(await removal()).status, (await removal()).status]).toEqual([204, 204]);
    expect(await endpoint.log(mail)).toMatchObject({ code: 'removed' });
    expect(await endpoint.log({ ...mail, id: newId(), via: 'mailbox' })).toMatchObject({ code: 'removed' });
    expect(await countOf(mail.id)).toBe(0);
    // By hand, as a new engagement, it is meant.
    expect(await endpoint.log({ ...mail, id: newId() })).toMatchObject({ result: 'created' });
  });

  test('D6: removing what was never seen keeps it from coming later', async () => {
    const mail = mailTo(['ada@acme.example']);
    expect((await endpoint.call('DELETE', `engagements/${mail.id}`, { token: endpoint.tokens.anna })).status).toBe(204);
    expect(await endpoint.log(mail)).toMatchObject({ code: 'removed' });
  });

  test('nobody but its logger and an admin removes it', async () => {
    const mail = mailTo(['ada@acme.example'], { account: 'tom@northwind.example' });
    await post([mail], endpoint.tokens.tom);
    expectProblem(await endpoint.call('DELETE', `engagements/${mail.id}`, { token: endpoint.tokens.anna }), 403, 'not_yours');
    const annas = mailTo(['ada@acme.example']);
    await post([annas]);
    expect((await endpoint.call('DELETE', `engagements/${annas.id}`, { token: endpoint.tokens.tom })).status).toBe(204);
  });
});

describe('what it does not take', () => {
  const wrongs: [string, (mail: Engagement) => unknown][] = [
    ['no object', () => 'mail'],
    ['null', () => null],
    ['a time as text', (mail) => ({ ...mail, at: '2026' })],
    ['an id that is none', (mail) => ({ ...mail, id: "'; DROP TABLE engagements; --" })],
    ['a field nobody knows', (mail) => ({ ...mail, tenant: 'other' })],
    ['a contact without address or record', (mail) => ({ ...mail, associations: [{ kind: 'contact', recordId: null, name: '' }] })],
    ['a deal without id', (mail) => ({ ...mail, associations: [{ kind: 'deal', recordId: null, name: '' }] })],
    ['an address that is none', (mail) => ({ ...mail, associations: [toContact('nobody')] })],
    ['an account that is none', (mail) => ({ ...mail, account: 'anna' })],
    ['an unknown direction', (mail) => ({ ...mail, direction: 'sideways' })],
  ];
  test.each(wrongs)('%s is `invalid`, and holds back no other item', async (_name, spoil) => {
    const { status, json } = await post([spoil(mailTo(['ada@acme.example'])), mailTo(['ada@acme.example'])]);
    expect(status).toBe(200);
    expect(json.results).toMatchObject([{ result: 'rejected', code: 'invalid' }, { result: 'created' }]);
  });

  test('C6: a body over 2 MB is too large, one of 2 MB is not', async () => {
    const fits = mailTo(['ada@acme.example'], { html: 'ä'.repeat(MAX_BODY_BYTES / 2) });
    const over = mailTo(['ada@acme.example'], { html: `${fits.html}.` });
    const { json } = await post([fits, over]);
    expect(json.results).toMatchObject([{ result: 'created' }, { code: 'too_large' }]);
  });

  test('C6: attachments over 50 MB are too large, unless they are names only', async () => {
    const file = { name: 'film.mov', type: 'video/quicktime', size: 51 * 1024 * 1024 };
    const over = mailTo(['ada@acme.example'], { attachments: [{ ...file, sha256: 'a'.repeat(64) }] });
    const named = mailTo(['ada@acme.example'], { attachments: [{ ...file, sha256: null }] });
    expect((await post([over, named])).json.results).toMatchObject([{ code: 'too_large' }, { result: 'created' }]);
  });

  test('a frame that is none, an empty batch, too many items, too many bytes, broken JSON', async () => {
    const { anna: token } = endpoint.tokens;
    for (const body of [{}, [], { engagements: [] }, { engagements: 'all' }, { engagements: Array(MAX_BATCH + 1).fill(null) }])
      expectProblem(await endpoint.call('POST', 'engagements', { token, body }), 400, 'invalid_request');
    const json = (bytes: Buffer) => ({ token, raw: { type: 'application/json', bytes } });
    expectProblem(await endpoint.call('POST', 'engagements', json(Buffer.alloc(MAX_INGEST_BYTES + 1, ' '))), 413, 'too_large');
    const broken = await endpoint.call('POST', 'engagements', json(Buffer.from('{"engagements": [secret words')));
    expectProblem(broken, 400, 'invalid_request');
    expect(JSON.stringify(broken.json)).not.toContain('secret');
    const text = { token, raw: { type: 'text/plain', bytes: Buffer.from('{}') } };
    expectProblem(await endpoint.call('POST', 'engagements', text), 415, 'wrong_content_type');
  });

  test('whatever text a mail holds comes back as it was, but for NUL', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 200 }), async (html, subject) => {
        const mail = mailTo(['ada@acme.example'], { html, text: html, subject: subject.slice(0, 2000) });
        await endpoint.log(mail);
        const { json } = await endpoint.call('GET', `engagements/${mail.id}`, { token: endpoint.tokens.anna });
        expect(json.html).toBe(html.replaceAll('\0', '\uFFFD'));
        expect(json.item.subject).toBe(mail.subject.replaceAll('\0', '\uFFFD'));
      }),
      { numRuns: 40 },
    );
  }, 30_000);
});

describe('attachments', () => {
  const bytes = Buffer.from('the offer');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const put = (hash: string, body: Buffer, type = 'application/octet-stream') =>
    endpoint.call('PUT', `attachments/${hash}`, { token: endpoint.tokens.anna, raw: { type, bytes: body } });
  const kept = () => endpoint.db.read.selectFrom('attachments').select(['size', 'bytes']).where('sha256', '=', sha256).execute();

  test('bytes are kept once under their hash, for as long as a mail has them', async () => {
    expect([(await put(sha256, bytes)).status, (await put(sha256, bytes)).status]).toEqual([204, 204]);
    const [row, ...others] = await kept();
    expect(others).toEqual([]);
    expect(Buffer.from(row?.bytes ?? []).toString()).toBe('the offer');
    const file = { name: 'offer.pdf', type: 'application/pdf', size: bytes.length, sha256 };
    const mails = [mailTo(['ada@acme.example'], { attachments: [file] }), mailTo(['ada@acme.example'], { attachments: [file] })];
    await post(mails);
    expect((await item(mails[0]?.id ?? '')).attachments).toEqual([file]);
    for (const [index, { id }] of mails.entries()) {
      await endpoint.call('DELETE', `engagements/${id}`, { token: endpoint.tokens.anna });
      expect(await kept()).toHaveLength(index === 0 ? 1 : 0);
    }
  });

  test('other bytes, another type, a hash that is none', async () => {
    expectProblem(await put(sha256, Buffer.from('something else')), 422, 'hash_mismatch');
    expectProblem(await put(sha256, Buffer.from('{}'), 'text/html'), 415, 'wrong_content_type');
    expectProblem(await put('../../etc/passwd', bytes), 404, 'not_found');
    expectProblem(await put('A'.repeat(64), bytes), 400, 'invalid_request');
  });

  test('an empty file is a file', async () => {
    const empty = createHash('sha256').digest('hex');
    expect((await put(empty, Buffer.alloc(0))).status).toBe(204);
  });

  test('a file whose bytes never came is shown by name and size alone', async () => {
    const file = { name: 'lost.pdf', type: 'application/pdf', size: 5, sha256: 'b'.repeat(64) };
    const mail = mailTo(['ada@acme.example'], { attachments: [file] });
    await endpoint.log(mail);
    expect((await item(mail.id)).attachments).toEqual([{ ...file, sha256: null }]);
  });
});
