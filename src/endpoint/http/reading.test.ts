import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ChangesAnswerSchema,
  EngagementAnswerSchema,
  LookUpAnswerSchema,
  RecordDetailSchema,
  RecordsAnswerSchema,
  RulesAnswerSchema,
  RulesResultSchema,
  SearchAnswerSchema,
  StatesAnswerSchema,
  TimelineAnswerSchema,
} from '../../core/endpoint-api';
import { selectRules } from '../store/rules';
import { expectProblem, expectShape, startTestEndpoint, type TestEndpoint } from '../testing';
import { mailTo, START } from '../testing-mails';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint.stop());

const get = (path: string, token = endpoint.tokens.anna) => endpoint.call('GET', path, { token });
const post = (path: string, body: unknown, token = endpoint.tokens.anna) => endpoint.call('POST', path, { token, body });
const lookUp = async (...addresses: string[]) => (await post('look-ups', { addresses })).json.known;
/** What somebody may type who means no good. */
const HOSTILE = ["'; DROP TABLE contacts; --", '%', '_', '\\', '%%%\\', '"', '<script>alert(1)</script>', '\u202Eexe', '🙂', ' '];

describe('look-ups', () => {
  test('C3: a contact comes with its company and its five most recent open deals, by any of its addresses', async () => {
    const answer = await post('look-ups', {
      addresses: ['ada@acme.example', 'ada.lovelace@acme.example', 'j.mueller@mueller-soehne.example'],
    });
    expectShape(LookUpAnswerSchema, answer.json);
    const [ada, other, mueller] = answer.json.known;
    expect(ada.contacts[0]).toMatchObject({
      name: 'Ada Lovelace',
      owner: 'Anna Berger',
      company: { name: 'Acme', domain: 'acme.example' },
    });
    expect(ada.contacts[0].deals.map(({ name }: { name: string }) => name)).toEqual(['Acme: onboarding package', 'Acme: forty seats']);
    expect(other.contacts[0].id).toBe(ada.contacts[0].id);
    expect(mueller.contacts[0].deals).toHaveLength(5);
    expect(mueller.contacts[0].deals[0].createdAt).toBeGreaterThan(mueller.contacts[0].deals[4].createdAt);
  });

  test('one answer per address, in order, as it was asked; what nobody knows is empty', async () => {
    const asked = ['nobody@x.example', 'ADA@ACME.EXAMPLE.', 'oskar@fjordbyte.example', 'no address', ...HOSTILE.map((text) => `${text}@x`)];
    const known = await lookUp(...asked);
    expect(known.map(({ address }: { address: string }) => address)).toEqual(asked);
    expect(known.map(({ contacts, leads }: { contacts: unknown[]; leads: unknown[] }) => contacts.length + leads.length)).toEqual(
      asked.map((_, index) => (index === 1 || index === 2 ? 1 : 0)),
    );
    expect(known[2].leads[0].name).toBe('Oskar Nilsen');
  });

  test.each([
    {},
    { addresses: [] },
    { addresses: 'ada@acme.example' },
    { addresses: [7] },
    { addresses: Array(201).fill('a@b.example') },
    { addresses: ['a@b.example'], tenant: 'x' },
  ])('a request that is none: %j', async (body) => expectProblem(await post('look-ups', body), 400, 'invalid_request'));
});

describe('search and records', () => {
  const names = (records: { name: string }[]) => records.map(({ name }) => name);

  test('finds by parts of names, addresses and domains, without case or accents', async () => {
    const search = async (q: string) => {
      const answer = await get(`search?q=${encodeURIComponent(q)}`);
      expectShape(SearchAnswerSchema, answer.json);
      return names(answer.json.found);
    };
    expect(await search('lovelace')).toEqual(['Ada Lovelace']);
    expect(await search('alvarez')).toEqual(['José Álvarez']);
    expect(await search('ELODIE@lum')).toEqual(['Élodie Martin']);
    expect(await search('acme')).toEqual(expect.arrayContaining(['Ada Lovelace', 'Acme', 'Acme: forty seats']));
    expect(await search('oskar')).toEqual(['Oskar Nilsen']);
    for (const text of HOSTILE.slice(0, -1)) expect(await search(text)).toEqual([]);
  });

  test('lists each kind by name, page by page', async () => {
    await endpoint.db.write(async (tx) => {
      const row = (number: number) => ({ tenant: endpoint.anna.tenant, id: `many-${number}`, name: 'Many', search: 'many', created_at: 0 });
      await tx
        .insertInto('leads')
        .values(Array.from({ length: 120 }, (_, number) => row(number)))
        .execute();
    });
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const answer = await get(`records?kind=lead&cursor=${cursor}`);
      expectShape(RecordsAnswerSchema, answer.json);
      seen.push(...answer.json.records.map(({ id }: { id: string }) => id));
      cursor = answer.json.cursor;
    } while (cursor !== null);
    expect([seen.length, new Set(seen).size]).toEqual([123, 123]);
    expect(names((await get('records?kind=contact')).json.records).slice(0, 3)).toEqual([
      'Ada Lovelace',
      'Élodie Martin',
      'Fatima El Idrissi',
    ]);
    expect(names((await get('records?kind=company&q=mueller-s')).json.records)).toEqual(['Müller & Söhne Maschinenbau']);
  });

  test('a record shows its fields and what it is linked to', async () => {
    const [{ contacts }] = await lookUp('ada@acme.example');
    for (const [kind, id] of [
      ['contact', contacts[0].id],
      ['company', contacts[0].company.id],
      ['deal', contacts[0].deals[1].id],
      ['lead', 'many-1'],
    ])
      expectShape(RecordDetailSchema, (await get(`records/${kind}/${id}`)).json);
    const ada = (await get(`records/contact/${contacts[0].id}`)).json;
    expect(ada.fields.map(({ field, value }: { field: string; value: string }) => `${field} ${value}`).slice(0, 3)).toEqual([
      'address ada@acme.example',
      'address ada.lovelace@acme.example',
      'owner Anna Berger',
    ]);
    expect(names(ada.linked)).toEqual(['Acme', 'Acme: onboarding package', 'Acme: forty seats', 'Acme: pilot']);
    const deal = (await get(`records/deal/${contacts[0].deals[1].id}`)).json;
    expect(deal.fields).toEqual(expect.arrayContaining([{ field: 'amount', value: '1250000 EUR', kind: 'money' }]));
    expect(names(deal.linked)).toEqual(['Ada Lovelace', 'Grace Hopper', 'Acme']);
  });

  test('what is not there, what is no kind, what is no cursor', async () => {
    expectProblem(await get('records/contact/nobody'), 404, 'not_found');
    expectProblem(await get(`records/contact/${encodeURIComponent(HOSTILE[0] ?? '')}`), 404, 'not_found');
    expectProblem(await get('records/person/1'), 400, 'invalid_request');
    expectProblem(await get('records'), 400, 'invalid_request');
    expectProblem(await get('search?q='), 400, 'invalid_request');
    for (const cursor of ['!', 'bnVsbA', Buffer.from('{"search":1}').toString('base64url'), "';--"])
      expectProblem(await get(`records?kind=lead&cursor=${encodeURIComponent(cursor)}`), 400, 'cursor_unknown');
  });

  test('nothing of another organisation is seen', async () => {
    const other = await startTestEndpoint();
    const [{ contacts }] = await lookUp('ada@acme.example');
    expectProblem(await other.call('GET', `records/contact/${contacts[0].id}`, { token: other.tokens.anna }), 404, 'not_found');
    expectProblem(await other.call('GET', 'me', { token: endpoint.tokens.anna }), 401, 'token_refused');
    await other.stop();
  });
});

describe('timeline', () => {
  test('is newest first, page by page, also among equal times, on contact, company and deal', async () => {
    const [{ contacts }] = await lookUp('giulia@colibri.example');
    const { id, company, deals } = contacts[0];
    const mails = Array.from({ length: 70 }, (_, index) => mailTo(['giulia@colibri.example'], { at: START + (index >> 2) }));
    await post('engagements', { engagements: mails });
    for (const path of [`contact/${id}`, `company/${company.id}`, `deal/${deals[0].id}`]) {
      const seen: { id: string; at: number }[] = [];
      let cursor: string | null = '';
      do {
        const answer = await get(`records/${path}/timeline?cursor=${cursor}`);
        expectShape(TimelineAnswerSchema, answer.json);
        seen.push(...answer.json.items);
        cursor = answer.json.cursor;
      } while (cursor !== null);
      expect(new Set(seen.map((item) => item.id)).size).toBe(70);
      expect(seen.map(({ at }) => at)).toEqual(mails.map(({ at }) => at).reverse());
    }
  });

  test('says who logged it, by which way, and never names a Bcc; the body comes as it is', async () => {
    const html = '<script>alert(1)</script><p>Hello</p>';
    const mail = mailTo(['ada@acme.example'], {
      html,
      text: '  Hello \n\n there ',
      bcc: [{ address: 'boss@northwind.example', name: 'Boss' }],
    });
    await post('engagements', { engagements: [mail] });
    const answer = await get(`engagements/${mail.id}`);
    expectShape(EngagementAnswerSchema, answer.json);
    expect(answer.json.item).toMatchObject({ loggedBy: { name: 'Anna Berger' }, via: 'extension', preview: 'Hello there' });
    expect(answer.json.html).toBe(html);
    expect(JSON.stringify(answer.json)).not.toContain('boss@');
    expectProblem(await get('engagements/018f0000-0000-7000-8000-00000000ffff'), 404, 'not_found');
    expectProblem(await get(`engagements/${encodeURIComponent(HOSTILE[0] ?? '')}`), 400, 'invalid_request');
  });
});

describe('states and changes', () => {
  test('says what is logged: by id to whoever logged it, by Message-ID to everyone', async () => {
    const [logged, removed] = [mailTo(['ada@acme.example']), mailTo(['ada@acme.example'])];
    await post('engagements', { engagements: [logged, removed] });
    await endpoint.call('DELETE', `engagements/${removed.id}`, { token: endpoint.tokens.anna });
    const asked = { ids: [logged.id, removed.id, 'unknown'], messageIds: [logged.messageId, '<none@x>', "' OR 1=1 --"] };
    const answer = await post('engagement-states', asked);
    expectShape(StatesAnswerSchema, answer.json);
    expect(answer.json.states).toMatchObject([
      { id: logged.id, messageId: logged.messageId, state: 'logged', ref: { id: logged.id } },
      { id: removed.id, state: 'removed', ref: null },
    ]);
    expect((await post('engagement-states', { ids: [], messageIds: [logged.messageId] })).json.states).toHaveLength(1);
    const toms = (await post('engagement-states', { ids: [logged.id] }, endpoint.tokens.tom)).json.states;
    expect(toms).toEqual([]);
    expectProblem(await post('engagement-states', { ids: 'all', messageIds: [] }), 400, 'invalid_request');
  });

  test('changes come in order, each once, from the cursor on', async () => {
    const start = (await get('changes')).json.cursor;
    const mails = Array.from({ length: 3 }, () => mailTo(['ada@acme.example']));
    await Promise.all(mails.map((mail) => post('engagements', { engagements: [mail] })));
    await endpoint.call('DELETE', `engagements/${mails[0]?.id}`, { token: endpoint.tokens.anna });
    const answer = await get(`changes?cursor=${start}`);
    expectShape(ChangesAnswerSchema, answer.json);
    const changes = answer.json.changes.map(
      ({ engagementId, change }: { engagementId: string; change: string }) => `${change} ${engagementId}`,
    );
    expect([...changes].sort()).toEqual([...mails.map(({ id }) => `logged ${id}`), `removed ${mails[0]?.id}`].sort());
    expect(changes.at(-1)).toBe(`removed ${mails[0]?.id}`);
    expect((await get(`changes?cursor=${answer.json.cursor}`)).json.changes).toEqual([]);
    for (const cursor of ['-1', 'x', '1e9', '9'.repeat(20)]) expectProblem(await get(`changes?cursor=${cursor}`), 400, 'cursor_unknown');
  });
});

describe('never-log rules', () => {
  const add = (rules: unknown[], token?: string) => post('rules', { rules }, token);
  const remove = (key: string, scope: string, token = endpoint.tokens.anna) =>
    endpoint.call('DELETE', `rules?key=${encodeURIComponent(key)}&scope=${scope}`, { token });

  test('N1: all forms are one rule; what is none is told', async () => {
    const forms = ['Press.Example', '@press.example', '*@press.example', 'PRESS.EXAMPLE.', 'not a rule', 'com', HOSTILE[0]];
    const answer = await add(forms.map((key) => ({ key, scope: 'me', neverTrack: false })));
    expectShape(RulesResultSchema, answer.json);
    expect(answer.json.rules).toMatchObject([{ key: 'press.example', scope: 'me', addedBy: 'Anna Berger', addedAt: START }]);
    expect(answer.json.refused).toEqual(['not a rule', 'com', HOSTILE[0]]);
  });

  test('N1: everyone’s are an admin’s to change', async () => {
    const everyones = { key: 'bank.example', scope: 'everyone', neverTrack: true };
    expectProblem(await add([{ key: 'mine.example', scope: 'me', neverTrack: false }, everyones]), 403, 'admin_only');
    expect((await add([everyones], endpoint.tokens.tom)).status).toBe(200);
    expectProblem(await remove('bank.example', 'everyone'), 403, 'admin_only');
    const keys = (await get('rules')).json.changes.map(({ rule }: { rule: { key: string } }) => rule.key);
    expect([keys.includes('bank.example'), keys.includes('mine.example')]).toEqual([true, false]);
  });

  test('the delta brings what changed since, removals too, and only what concerns the caller', async () => {
    const { cursor } = (await get('rules')).json;
    await add([{ key: 'one.example', scope: 'me', neverTrack: false }]);
    await add([{ key: 'one.example', scope: 'me', neverTrack: false }]);
    await add([{ key: 'toms.example', scope: 'me', neverTrack: false }], endpoint.tokens.tom);
    expect((await remove('*@ONE.example', 'me')).status).toBe(204);
    expect((await remove('never-there.example', 'me')).status).toBe(204);
    const answer = await get(`rules?cursor=${cursor}`);
    expectShape(RulesAnswerSchema, answer.json);
    expect(answer.json.changes).toMatchObject([{ rule: { key: 'one.example' }, removed: true }]);
    expect((await get(`rules?cursor=${answer.json.cursor}`)).json.changes).toEqual([]);
    await add([{ key: 'one.example', scope: 'me', neverTrack: true }]);
    expect((await get(`rules?cursor=${answer.json.cursor}`)).json.changes).toMatchObject([{ rule: { neverTrack: true }, removed: false }]);
  });

  test('a long list comes in pages', async () => {
    const start = (await get('rules', endpoint.tokens.tom)).json.cursor;
    const many = (from: number) =>
      Array.from({ length: 5000 }, (_, index) => ({ key: `firm${from + index}.example`, scope: 'me', neverTrack: false }));
    for (const from of [0, 5000]) expect((await add(many(from), endpoint.tokens.tom)).json.rules).toHaveLength(5000);
    const first = (await get(`rules?cursor=${start}`, endpoint.tokens.tom)).json;
    const second = (await get(`rules?cursor=${first.cursor}`, endpoint.tokens.tom)).json;
    expect([first.changes.length, first.more, second.changes.length, second.more]).toEqual([5000, true, 5000, false]);
  }, 30_000);

  test('a look-up goes by the primary key alone, however long the list', async () => {
    const query = selectRules(endpoint.db.read, { tenant: endpoint.anna.tenant, userId: endpoint.anna.id }, [
      'a@acme.example',
      'acme.example',
    ]);
    const { sql, parameters } = query.compile();
    const [explain, byKey] = endpoint.db.isShared
      ? ['EXPLAIN', /Index Scan (using|on) rules_pkey.*Index Cond: \(\(tenant = .*\(owner_id = .*\(key = /s]
      : ['EXPLAIN QUERY PLAN', /SEARCH rules USING PRIMARY KEY \(tenant=\? AND owner_id=\? AND key=\?\)/];
    let plan = '';
    const explaining = endpoint.db.write(async (tx) => {
      // Of a small table PostgreSQL would read all.
      if (endpoint.db.isShared) {
        const many = `INSERT INTO rules SELECT $1, '', n, 0, 'x', 0, 0, n + 100000 FROM generate_series(1, 5000) AS n`;
        await tx.executeQuery(CompiledQuery.raw(many, [endpoint.anna.tenant]));
        await tx.executeQuery(CompiledQuery.raw('ANALYZE rules'));
      }
      const { rows } = await tx.executeQuery<Record<string, unknown>>(CompiledQuery.raw(`${explain} ${sql}`, [...parameters]));
      plan = rows.flatMap(Object.values).join('\n');
      throw new Error('taken back');
    });
    await expect(explaining).rejects.toThrow('taken back');
    expect(plan).toMatch(byKey);
    expect(plan).not.toMatch(/SCAN|Seq Scan/);
  });

  test.each([
    {},
    { rules: [] },
    { rules: [{ key: 'a.example', scope: 'all', neverTrack: false }] },
    { rules: [{ key: 7, scope: 'me', neverTrack: false }] },
  ])('a request that is none: %j', async (body) => expectProblem(await post('rules', body), 400, 'invalid_request'));
});
