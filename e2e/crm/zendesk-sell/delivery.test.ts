import { afterEach, describe, expect, test } from 'vitest';
import { contact, type Desk, mail, openDesk, record, sampleId } from './desk';
import { TOKEN } from './server.mjs';

let desk: Desk;
afterEach(() => desk.sell.close());
const callsOf = (from = 0) => desk.sell.asked.slice(from).map(({ method, path }) => `${method} ${path}`);

describe('K3: a mail is logged', () => {
  test('as a note on each record that the rep saw, one request each', async () => {
    desk = await openDesk();
    const entry = await desk.log(
      mail(1, [contact('101', 'ada@acme.example'), record('company', '501'), record('deal', '301'), record('lead', '201')]),
    );
    expect(callsOf()).toEqual(Array(4).fill('POST /v2/notes'));
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 101', 'contact 501', 'deal 301', 'lead 201']);
    expect(entry?.ref).toEqual({
      id: desk.sell
        .state()
        .notes.slice(1)
        .map(({ id }) => id)
        .join(','),
      url: 'https://app.futuresimple.com/crm/contacts/101',
      records: [
        { kind: 'contact', id: '101', name: '' },
        { kind: 'lead', id: '201', name: '' },
        { kind: 'company', id: '501', name: '' },
        { kind: 'deal', id: '301', name: '' },
      ],
    });
  });

  test('C4: exactly as the dry run said', async () => {
    desk = await openDesk();
    const full = mail(1, [
      contact('101', 'ada@acme.example'),
      contact(null, 'nora@b.example', { name: 'Vogt, Nora', create: true }),
      record('deal', '301'),
    ]);
    const told = desk.connector.describe(full).flatMap(({ fields }) => fields);
    await desk.log(full);
    const sent = desk.sell.asked.flatMap(({ json }) => Object.entries((json as { data?: object } | undefined)?.data ?? {}));
    const values = (field: string) => sent.filter(([name]) => name === field).map(([, value]) => String(value));
    for (const field of ['first_name', 'last_name', 'email', 'is_organization', 'resource_type', 'content'])
      expect(told.filter((one) => one.field === field).map(({ value }) => value)).toEqual(values(field));
    // Where somebody is still to be made, the address stands for the id.
    expect(told.filter(({ field }) => field === 'resource_id').map(({ value }) => value)).toEqual(['101', 'nora@b.example', '301']);
    expect(new Set(told.map(({ field }) => field))).toEqual(new Set(sent.map(([name]) => name)));
  });

  test('C3: offline, it finds its contact, organisation and five newest open deals of both pipelines at delivery', async () => {
    desk = await openDesk();
    const associations = [contact(null, 'j.mueller@mueller-soehne.example', { create: true })];
    const entry = await desk.log(mail(1, associations, { associationsComplete: false }));
    expect(entry?.ref?.records.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
      'contact: Jürgen Müller',
      'company: Müller & Söhne Maschinenbau',
      ...['Messe', 'Schulung', 'Lager', 'Wartung 2026', 'Ersatzteile'].map((name) => `deal: Müller: ${name}`),
    ]);
    expect(desk.sell.state().contacts).toHaveLength(12);
  });

  test('a deal whose own address is in Bcc is filed by Sell itself, and gets no note', async () => {
    desk = await openDesk();
    const [box] = desk.sell.state().deals.flatMap(({ id, dropbox_email }) => (id === 301 ? [String(dropbox_email)] : []));
    const associations = [contact(null, 'ada@acme.example', { create: true })];
    await desk.log(mail(1, associations, { associationsComplete: false, bcc: [{ address: box ?? '', name: '' }] }));
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 101', 'contact 501', 'deal 302']);
  });

  test('a contact that the rep did look up keeps to what she ticked', async () => {
    desk = await openDesk();
    await desk.log(
      mail(1, [contact('101', 'ada@acme.example'), contact(null, 'wei.chen@consulting.example')], { associationsComplete: false }),
    );
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 101', 'contact 105']);
  });

  test('offline, to a lead and to no new contact, where the address is a lead’s', async () => {
    desk = await openDesk();
    const before = desk.sell.state().contacts;
    await desk.log(mail(1, [contact(null, 'oskar@fjordbyte.example', { create: true })], { associationsComplete: false }));
    expect(desk.placesOf(sampleId(1))).toEqual(['lead 201']);
    expect(desk.sell.state().contacts).toEqual(before);
  });

  test.each([true, false])('with several contacts of one address nobody guesses (looked up: %s)', async (associationsComplete) => {
    desk = await openDesk();
    const entry = await desk.log(mail(1, [contact(null, 'sam@double.example', { create: true })], { associationsComplete }));
    expect(entry).toMatchObject({ state: 'blocked', failure: { code: 'nobody_left' } });
    expect(callsOf().filter((call) => call.startsWith('POST'))).toEqual([]);
    await desk.outbox.edit(sampleId(1), [contact('107', 'sam@double.example')]);
    await desk.settle();
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 107']);
  });

  test('once she has merged them in Sell, she only has to try again', async () => {
    desk = await openDesk();
    await desk.log(mail(1, [contact(null, 'sam@double.example', { create: true })]));
    desk.sell.drop('contacts', 107);
    await desk.outbox.retry(sampleId(1));
    await desk.settle();
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 106']);
  });

  test('C7: nobody is made who may not be', async () => {
    desk = await openDesk();
    const entry = await desk.log(mail(1, [contact(null, 'new@b.example', { create: false }), record('company', '501')]));
    expect(entry).toMatchObject({ state: 'blocked', failure: { code: 'nobody_left' } });
    expect(desk.sell.state().notes).toHaveLength(1);
  });

  test('D2: two mails to somebody new make one contact, also when Sell finds it only later', async () => {
    desk = await openDesk({ indexLagMs: 600_000 });
    const associations = [contact(null, 'nora@b.example', { name: 'Nora', create: true })];
    await desk.outbox.add(mail(1, associations), 'sell', 0);
    await desk.outbox.add(mail(2, associations), 'other', 0);
    await desk.settle();
    expect(desk.sell.state().contacts.filter(({ email }) => email === 'nora@b.example').length).toBeLessThanOrEqual(2);
    await desk.log(mail(3, associations));
    expect(await desk.store.counts()).toMatchObject({ logged: 3 });
  });

  test('D2: also when both ask at the same moment', async () => {
    desk = await openDesk({ indexLagMs: 600_000, remembers: true });
    const associations = [contact(null, 'nora@b.example', { name: 'Nora', create: true })];
    for (const [number, connection] of ['a', 'b', 'c'].entries()) await desk.outbox.add(mail(number + 1, associations), connection, 0);
    await Promise.all([desk.settle(), desk.connector.createContact({ address: 'nora@b.example', name: 'Nora' })]);
    const made = desk.sell.state().contacts.filter(({ email }) => email === 'nora@b.example');
    expect(made).toHaveLength(1);
    for (const number of [1, 2, 3]) expect(desk.placesOf(sampleId(number))).toEqual([`contact ${made[0]?.id}`]);
  });

  test('received mail, with who wrote it and when', async () => {
    desk = await openDesk({ createdStatus: 201 });
    const from = { address: 'ada@acme.example', name: 'Ada Lovelace' };
    const changes = {
      direction: 'received',
      from,
      to: [{ address: 'anna@northwind.example', name: '' }],
      messageId: '<m1@acme.example>',
    } as const;
    await desk.log(mail(1, [contact('101', 'ada@acme.example')], { ...changes, to: [...changes.to] }));
    expect(desk.sell.state().notes.at(-1)?.content).toBe(
      `E-mail received\nSubject: Offer\nDate: 2023-11-14 22:13:20 UTC\nFrom: Ada Lovelace (ada@acme.example)\nTo: anna@northwind.example\nMessage-ID: m1@acme.example\nRecords: contact 101\n\nHello Ada\n\nref: ${sampleId(1)}`,
    );
  });
});

describe.each([404, 422] as const)('what changed between plan and delivery (%i)', (goneStatus) => {
  test('a contact that was merged: the one who has the address now', async () => {
    desk = await openDesk({ goneStatus });
    const entry = await desk.log(mail(1, [contact('109', 'maria@brightwater.example'), record('deal', '301')]));
    expect(entry).toMatchObject({ state: 'logged', ref: { records: [{ id: '110', name: 'Maria Ferreira' }, { id: '301' }] } });
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 110', 'deal 301']);
  });

  test.each([200, 404] as const)('also after an answer was lost, and where a list of its notes is answered with %i', async (goneNotes) => {
    desk = await openDesk({ goneStatus, goneNotes });
    desk.sell.order({ kind: 'drop-after', skip: 1, times: 2, when: /POST .*notes/ });
    await desk.log(mail(1, [record('deal', '301'), contact('109', 'maria@brightwater.example')]));
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 110', 'deal 301']);
    await desk.outbox.unlog(sampleId(1), 0);
    await desk.settle();
    expect(desk.placesOf(sampleId(1))).toEqual([]);
  });

  test('merged into another who is on the mail too: one note', async () => {
    desk = await openDesk({ goneStatus });
    const entry = await desk.log(mail(1, [contact('109', 'maria@brightwater.example'), contact('110', 'maria@brightwater.example')]));
    expect(entry?.state).toBe('logged');
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 110']);
  });

  test.each([
    ['a contact', 'contacts', 101],
    ['a deal', 'deals', 301],
  ] as const)('%s that was deleted: the rep is told, and corrects it; nothing is there twice', async (_, table, id) => {
    desk = await openDesk({ goneStatus });
    desk.sell.drop(table, id);
    const entry = await desk.log(
      mail(1, [record('company', '501'), contact('102', 'grace@acme.example'), contact('101', 'ada@acme.example'), record('deal', '301')]),
    );
    expect(entry).toMatchObject({ state: 'failed', failure: { code: 'record_gone' } });
    await desk.outbox.edit(sampleId(1), [record('company', '501'), contact('102', 'grace@acme.example')]);
    await desk.settle();
    expect(await desk.store.get(sampleId(1))).toMatchObject({ state: 'logged' });
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 102', 'contact 501']);
  });

  test('a deal that was closed: it is logged to it, as the rep saw it', async () => {
    desk = await openDesk({ goneStatus });
    desk.sell.change('deals', 301, { stage_id: 5 });
    expect(await desk.log(mail(1, [contact('101', 'ada@acme.example'), record('deal', '301')]))).toMatchObject({ state: 'logged' });
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 101', 'deal 301']);
  });
});

describe('bad input', () => {
  const ada = [contact('101', 'ada@acme.example')];

  test.each([
    ['a token with a line break', 'abc\ndef'],
    ['a token of another service', 'pat-eu1-00000000-0000-0000-0000-000000000000'],
    ['no token', ''],
    ['a token with a letter that no header carries', 'tokén‑😀'],
  ])('%s: the rep is asked to reconnect, and everything waits', async (_, token) => {
    desk = await openDesk({ token });
    await desk.outbox.add(mail(1, ada), 'sell', 0);
    await desk.outbox.flush();
    expect(await desk.store.get(sampleId(1))).toMatchObject({ state: 'waiting', tries: 0, failure: { code: 'token_refused' } });
    expect(await desk.connector.check()).toEqual({ ok: false, outcome: { kind: 'retry', code: 'token_refused', scope: 'connection' } });
  });

  test('a token that is refused in mid-run: what is written stays, the rest follows after reconnecting', async () => {
    desk = await openDesk();
    desk.sell.order({ kind: 401, skip: 1, times: 3 });
    const entry = await desk.log(mail(1, [...ada, record('company', '501'), record('deal', '301')]));
    expect(entry).toMatchObject({ state: 'logged', tries: 0 });
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 101', 'contact 501', 'deal 301']);
  });

  test('an address with 200 characters, names of any kind', async () => {
    desk = await openDesk();
    const address = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example`;
    for (const [index, name] of ['', address, 'Ada', 'Lovelace, Ada', '😀'.repeat(300), 'Nul\0 Byte', '\ud800 Half', ' '].entries()) {
      const entry = await desk.log(mail(index + 1, [contact(null, `${index}${address.slice(1)}`, { name, create: true })]));
      expect(entry).toMatchObject({ state: 'logged' });
    }
    const made = desk.sell.state().contacts.slice(12);
    expect(made.slice(2, 4).map(({ name }) => name)).toEqual(['Ada', 'Ada Lovelace']);
  });

  test('a body of 1.9 MB, emoji, NUL and half a character: a note that Sell takes, cut and still known by its marker', async () => {
    desk = await openDesk();
    const text = `Hello 😀\0\ud83d\r\n${'€ürich '.repeat(280_000)}`;
    const entry = await desk.log(mail(1, ada, { subject: 'Offer 😀\0 \ud83d\r\nBcc: evil@x.example', text, html: `<p>${text}</p>` }));
    expect(entry?.state).toBe('logged');
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 101']);
    const content = desk.sell.state().notes.at(-1)?.content;
    expect(content).toContain('\nSubject: Offer 😀 \uFFFD Bcc: evil@x.example\nDate: ');
    expect(content).toContain('\n\nHello 😀\uFFFD\n');
  });

  test('a mail that quotes the note of another is itself', async () => {
    desk = await openDesk({ indexLagMs: 600_000 });
    await desk.log(mail(2, ada));
    const quoted = desk.sell.state().notes.at(-1)?.content ?? '';
    desk.sell.order({ kind: 'drop-after', when: /POST .*notes/ });
    await desk.log(mail(1, ada, { text: quoted }));
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 101']);
    expect(desk.placesOf(sampleId(2))).toEqual(['contact 101']);
  });

  test('300 recipients: one note for each, at the allowed pace', async () => {
    desk = await openDesk();
    const people = Array.from({ length: 300 }, (_, index) => ({ address: `p${index}@big.example`, name: `Person ${index}` }));
    // One in ten is somebody new.
    const associations = people.map(({ address, name }, index) => {
      if (index % 10 === 0) return contact(null, address, { name, create: true });
      return contact(String(desk.sell.add('contacts', { email: address, is_organization: false }).id), address);
    });
    const entry = await desk.log(mail(1, associations, { to: people }));
    expect(entry?.state).toBe('logged');
    expect(new Set(desk.placesOf(sampleId(1))).size).toBe(300);
    expect(desk.sell.asked.filter(({ status }) => status === 429)).toEqual([]);
  });

  test('no answer of any kind repeats the token or a word of the mail', async () => {
    desk = await openDesk();
    const secret = 'the secret word';
    for (const kind of ['500-before', 401, 403, 423, 429, 'html-before', 'drop-before'] as const) desk.sell.order({ kind });
    const answers: unknown[] = [];
    for (let number = 1; number < 10; number++)
      answers.push(await desk.connector.deliver([]), await desk.connector.lookUp([`${secret}@x`]));
    const entry = await desk.log(mail(1, [record('deal', '999'), ...ada], { text: secret, subject: secret }));
    answers.push(entry?.failure);
    expect(entry).toMatchObject({ state: 'failed', failure: { code: 'record_gone' } });
    expect(JSON.stringify(answers)).not.toContain(TOKEN);
    expect(JSON.stringify(entry?.failure)).not.toContain(secret);
  });
});

describe('pace', () => {
  test('D4: 1,000 mails drain at nine tenths of the allowed rate and more, without one refusal of our doing', async () => {
    desk = await openDesk();
    for (let number = 1; number <= 1000; number++)
      await desk.outbox.add(mail(number, [contact('101', 'ada@acme.example'), record('deal', '301')]), 'sell', 0);
    const begun = desk.time.now;
    await desk.settle();
    const seconds = (desk.time.now - begun) / 1000;
    expect(await desk.store.counts()).toMatchObject({ logged: 1000 });
    expect(desk.sell.asked.filter(({ status }) => status !== 200)).toEqual([]);
    expect(desk.sell.asked).toHaveLength(2000);
    expect(2000 / seconds / 10).toBeGreaterThanOrEqual(0.9);
  });

  test('a limit that others use up, told in HTML and without a time, is waited out and costs no try', async () => {
    desk = await openDesk({ limitBody: 'html' });
    desk.sell.order({ kind: 429, times: 5 });
    expect(await desk.log(mail(1, [contact('101', 'ada@acme.example')]))).toMatchObject({ state: 'logged', tries: 0 });
    expect(desk.placesOf(sampleId(1))).toEqual(['contact 101']);
  });
});
