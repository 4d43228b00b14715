import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replaceTexts } from '../json-text';
import { findLeaving, names, readAnswer, readRequest } from './wire';

const RECORDED = resolve(import.meta.dirname, '../../../../shared/fixtures/gmail/sync');
const recordings = existsSync(RECORDED) ? readdirSync(RECORDED) : [];
const load = (name: string) => readFileSync(resolve(RECORDED, name), 'utf8');
const pairs = recordings.filter((name) => name.endsWith('_request.json')).map((name) => name.replace('_request.json', ''));

describe.skipIf(pairs.length === 0)('recorded in the real Gmail (needs ../shared/fixtures/gmail/sync)', () => {
  test.each(pairs)('%s: one message, of the kind its name says, found again in the answer', (name) => {
    const { messages, takenBack } = readRequest(load(`${name}_request.json`));
    expect(takenBack).toEqual([]);
    expect(messages).toHaveLength(1);
    const [message] = messages;
    if (!message) throw new Error('no message');
    expect(message.kind).toBe(name.includes('Draft') ? 'draft' : 'send');
    expect(message.id).toMatch(/^msg-a:r-?\d+$/);
    expect(message.threadId).toMatch(/^thread-[af]:/);
    expect(message.subject).not.toBe('');
    expect(message.html).toMatch(/^<div dir="ltr">/);
    const answer = readAnswer(load(`${name}_response.json`)).get(message.id);
    expect(answer?.kind).toBe(message.kind);
    expect(answer?.threadId).toBe(message.threadId);
    expect(answer?.messageId).toMatch(/^<CA\S+@mail\.gmail\.com>$/);
    expect(answer?.hexId).toMatch(/^18[0-9a-f]{14}$/);
    expect(answer?.threadHexId).toMatch(/^18[0-9a-f]{14}$/);
  });

  test.each(pairs)('T4 %s: a mail that leaves gets another body, and nothing else of its request changes', (name) => {
    const recorded = load(`${name}_request.json`);
    const [leaving] = findLeaving(recorded);
    if (name.includes('Draft')) {
      expect(leaving).toBeUndefined();
      return;
    }
    const [message] = readRequest(recorded).messages;
    expect([leaving?.draft, leaving?.places.map(({ text }) => text).join('')]).toEqual([message?.id, message?.html]);
    const changes = leaving?.places.map(({ path, text }) => ({ path, text: `${text}<img>` })) ?? [];
    const changed = replaceTexts(recorded, changes) ?? '';
    expect(readRequest(changed).messages).toEqual([{ ...message, html: changes.map(({ text }) => text).join('') }]);
    const back = replaceTexts(
      changed,
      changes.map(({ path, text }) => ({ path, text: text.slice(0, -'<img>'.length) })),
    );
    expect(JSON.parse(back ?? '')).toEqual(JSON.parse(recorded));
  });

  test.skipIf(!pairs.includes('2022-09-09-cvOnReplySend_3'))('a reply with Cc and Bcc gives everybody, and the quoted mail', () => {
    const [message] = readRequest(load('2022-09-09-cvOnReplySend_3_request.json')).messages;
    expect(message?.to).toEqual([{ address: 'test+to@test.com', name: 'test to' }]);
    expect(message?.cc).toEqual([
      { address: 'test+cc@test.com', name: 'test cc' },
      { address: 'test+cc2@test.com', name: '' },
    ]);
    expect(message?.bcc).toEqual([{ address: 'test+bcc2@test.com', name: 'test bcc2' }]);
    expect(message?.html).toContain('gmail_quote');
    const answer = readAnswer(load('2022-09-09-cvOnReplySend_3_response.json'));
    expect(answer.get('msg-a:r7241715802500133864')?.messageId).toBe(
      '<CAGx7AOR_=mWqD-p+Di3YbkA+zKP5Hk57LOhMUY5J1-=rCF+Vmg@mail.gmail.com>',
    );
    expect(answer.get('msg-a:r-9122305152175603305')?.kind).toBe('other');
  });
});

/** A message as Gmail writes it, at least the fields we read. */
function wireMessage(labels: string[], fields: Record<number, unknown> = {}): unknown[] {
  const list: unknown[] = new Array(56).fill(null);
  list[0] = 'msg-a:r1';
  list[2] = [[1, 'ada@acme.example', 'Ada Lovelace']];
  list[7] = 'Hello';
  list[8] = [null, [[0, '<p>Hi</p>']], null, null, null, null, 1];
  list[10] = labels;
  for (const [index, value] of Object.entries(fields)) list[Number(index)] = value;
  return list;
}

const SEND = ['^all', '^pfg', '^i'];
const update = (message: unknown[]) => [null, [[[10, ['thread-a:r9', [...new Array(13).fill(null), [message, null, 1]]]]]]];

test('several messages in one request are all seen, in their order', () => {
  const body = [
    null,
    [
      [
        [1, ['thread-a:r1', [null, [wireMessage(SEND)]]]],
        [2, ['thread-a:r2', [null, [wireMessage(SEND, { 0: 'msg-a:r-2' })]]]],
      ],
    ],
  ];
  expect(readRequest(JSON.stringify(body)).messages.map((one) => [one.id, one.threadId])).toEqual([
    ['msg-a:r1', 'thread-a:r1'],
    ['msg-a:r-2', 'thread-a:r2'],
  ]);
});

describe('T4: the body of a mail that leaves', () => {
  const leave = (body: unknown) => findLeaving(JSON.stringify(body));
  const changed = (body: unknown) => {
    const text = JSON.stringify(body);
    const places = findLeaving(text).flatMap((one) => one.places);
    return JSON.parse(
      replaceTexts(
        text,
        places.map(({ path, text }) => ({ path, text: `[${text}]` })),
      ) ?? 'null',
    );
  };

  test('is found in one that leaves later, and in no draft', () => {
    const body = (labels: string[]) => update(wireMessage(labels, { 8: [null, [[0, '<p>Hi</p>']]] }));
    expect(leave(body(['^all', '^scheduled'])).flatMap(({ places }) => places.map(({ text }) => text))).toEqual(['<p>Hi</p>']);
    expect(leave(body(['^all', '^r']))).toEqual([]);
  });

  test('is found with what is quoted, in both forms', () => {
    const parts = [
      [0, '<p>Hi</p>'],
      [2, '<blockquote>'],
    ];
    expect(changed(update(wireMessage(SEND, { 8: [null, parts] })))).toEqual(
      update(
        wireMessage(SEND, {
          8: [
            null,
            [
              [0, '[<p>Hi</p>]'],
              [2, '[<blockquote>]'],
            ],
          ],
        }),
      ),
    );
    const older = (html: string) => ({ 2: { 1: [{ 1: 'msg-a:r1', 9: { 2: [{ 2: html }] }, 11: SEND }] } });
    expect(changed(older('<p>Hi</p>'))).toEqual(older('[<p>Hi</p>]'));
  });

  test('is not that of a draft, and of several for one draft it is the last', () => {
    expect(leave(update(wireMessage(['^r', '^r_bt'])))).toEqual([]);
    expect(leave([update(wireMessage(['^r'])), update(wireMessage(SEND))])).toMatchObject([
      { draft: 'msg-a:r1', places: [{ path: [1, 1, 0, 0, 1, 1, 13, 0, 8, 1, 0, 1] }] },
    ]);
    expect(leave([update(wireMessage(SEND)), update(wireMessage(['^r']))])).toEqual([]);
  });
});

test('a message is found wherever it stands, also with its labels moved', () => {
  const moved = wireMessage([], { 10: null, 12: SEND });
  expect(readRequest(JSON.stringify({ a: 1, '5': [[moved]] })).messages[0]?.kind).toBe('send');
});

test('the older form, objects with field numbers, reads the same', () => {
  const person = { 1: 1, 2: 'ada@acme.example', 3: 'Ada' };
  const message = { 1: 'msg-a:r1', 3: [person], 8: 'Hello', 9: { 2: [{ 2: '<p>Hi</p>' }] }, 11: SEND };
  const body = { 2: { 1: [{ 1: '3', 2: { 1: 'thread-a:r9|x', 2: { 14: { 1: message } } } }] } };
  expect(readRequest(JSON.stringify(body)).messages).toEqual([
    {
      id: 'msg-a:r1',
      threadId: 'thread-a:r9',
      kind: 'send',
      to: [{ address: 'ada@acme.example', name: 'Ada' }],
      cc: [],
      bcc: [],
      subject: 'Hello',
      html: '<p>Hi</p>',
      at: null,
    },
  ]);
  const state = { 1: '', 4: 'thread-a:r9', 5: [{ ...message, 14: '<x@mail.gmail.com>', 56: '18fcbe5afa224670' }], 20: '18fcbe5afa224671' };
  expect(readAnswer(JSON.stringify({ 2: { 6: [{ 1: { 1: 'thread-a:r9', 4: { 8: { 2: state } } } }] } })).get('msg-a:r1')).toEqual({
    id: 'msg-a:r1',
    threadId: 'thread-a:r9',
    kind: 'send',
    messageId: '<x@mail.gmail.com>',
    hexId: '18fcbe5afa224670',
    threadHexId: '18fcbe5afa224671',
  });
});

test('C5: a scheduled send is not a send, and its time is the one to come', () => {
  const now = 1_700_000_000_000;
  const [message] = readRequest(JSON.stringify(update(wireMessage(['^all', '^scheduled'], { 6: now, 17: now + 3_600_000 }))), now).messages;
  expect(message).toMatchObject({ kind: 'scheduled', at: now + 3_600_000 });
});

test('C5: labels changed from sent to draft take the mail back', () => {
  const change = (added: string[], removed: string[]) =>
    JSON.stringify([null, [[[10, ['thread-a:r9', [...new Array(6).fill(null), [added, removed, ['msg-a:r1']]]]]]]]);
  expect(readRequest(change(['^r'], ['^pfg'])).takenBack).toEqual(['msg-a:r1']);
  expect(readRequest(change(['^io_re'], ['^io_fwd'])).takenBack).toEqual([]);
});

test('a line against script inclusion before the answer is no harm', () => {
  const answer = `)]}'\n${JSON.stringify(update(wireMessage(SEND)))}`;
  expect(readAnswer(answer).has('msg-a:r1')).toBe(true);
  expect(names('["msg-a:r1"]', 'msg-a:r1')).toBe(true);
});

test('nothing that a page sends makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      readRequest(text);
      readAnswer(text);
    }),
    { numRuns: 300 },
  );
  const hostile = fc.array(fc.oneof(fc.jsonValue(), fc.constant(SEND), fc.constant('msg-a:r1'), fc.constant([SEND, SEND, ['msg-a:r1']])), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(hostile, (node) => {
      for (const message of readRequest(JSON.stringify(['msg-a:r1', ...node])).messages) expect(typeof message.html).toBe('string');
    }),
    { numRuns: 300 },
  );
  expect(readRequest('['.repeat(100_000)).messages).toEqual([]);
  expect(readRequest(`${'['.repeat(50_000)}${']'.repeat(50_000)}`).messages).toEqual([]);
});
