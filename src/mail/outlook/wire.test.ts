import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { replaceTexts } from '../json-text';
import { parseMessageClaims } from './message-claim';
import { actionOf, findLeaving, readAnswer, readMessages, readRequest } from './wire';
import { parseJson } from './wire-tree';

const NOW = Date.UTC(2026, 10, 21);
const ADA = { Name: 'Ada Lovelace', EmailAddress: 'ada@acme.example', RoutingType: 'SMTP', MailboxType: 'Mailbox' };
const request = (body: object) => JSON.stringify({ __type: 'XJsonRequest:#Exchange', Header: {}, Body: body });
const message = (fields: object) => ({ __type: 'Message:#Exchange', ...fields });
const create = (disposition: string, fields: object, more = {}) =>
  request({ MessageDisposition: disposition, Items: [message(fields)], ...more });
const update = (disposition: string, ...fields: object[]) =>
  request({
    MessageDisposition: disposition,
    ItemChanges: [{ ItemId: { Id: 'AAkALg/+=1' }, Updates: fields.map((one) => ({ Path: { FieldURI: 'x' }, Item: message(one) })) }],
  });
const answer = (item: object) => JSON.stringify({ Header: {}, Body: { ResponseMessages: { Items: [item] } } });

test('its requests are known by their address alone', () => {
  for (const [url, action] of [
    ['https://outlook.office.com/owa/service.svc?action=CreateItem&app=Mail&n=3', 'write'],
    ['/owa/0/service.svc?app=Mail&action=UpdateItem', 'write'],
    ['/owa/service.svc/s?action=GetConversationItems', 'read'],
    ['/owa/service.svc?action=FindFolder', null],
    ['/owa/service.svc?action=GetOwaUserConfiguration', null],
    ['/mail/?action=CreateItem', null],
  ] as const)
    expect(actionOf(url), url).toBe(action);
});

describe('T4: the body of a mail that leaves', () => {
  const BODY = { Body: { BodyType: 'HTML', Value: '<p>Hi</p>' } };
  const leave = (payload: string, action = 'CreateItem') => findLeaving(payload, `/owa/service.svc?action=${action}`);

  test('is found in a new mail, in one of its updates and in an answer, and replaced there alone', () => {
    for (const payload of [
      create('SendAndSaveCopy', { Subject: '<p>Hi</p>', ...BODY }),
      create('SendOnly', { __type: 'SmartResponse:#Exchange', ItemId: { Id: 'AAk=' }, NewBodyContent: BODY.Body }),
      update('SendAndSaveCopy', { Subject: 'x' }, BODY),
    ]) {
      const [mail] = leave(payload);
      expect(mail?.places.map(({ text }) => text)).toEqual(['<p>Hi</p>']);
      const changed = replaceTexts(payload, [{ path: mail?.places[0]?.path ?? [], text: 'other' }]) ?? '';
      expect(readRequest(changed)).toEqual([{ ...readRequest(payload)[0], html: 'other' }]);
    }
  });

  test('is not that of a draft, of a plain text, of a meeting, or of what is sent as it was saved', () => {
    expect(leave(create('SaveOnly', BODY))).toEqual([]);
    expect(leave(create('SendAndSaveCopy', { Body: { BodyType: 'Text', Value: 'Hi' } }))).toEqual([]);
    expect(leave(create('SendAndSaveCopy', { __type: 'CalendarItem:#Exchange', ...BODY }))).toEqual([]);
    expect(leave(request({ ItemIds: [{ Id: 'AAk=' }] }), 'SendItem')).toEqual([]);
    expect(leave('<html>')).toEqual([]);
  });
});

describe('what a request would do', () => {
  test('C5: a mail that is created and sent at once', () => {
    const payload = create(
      'SendAndSaveCopy',
      {
        Subject: 'Offer',
        Body: { BodyType: 'HTML', Value: '<p>Hi</p>' },
        ToRecipients: [ADA],
        CcRecipients: [{ Mailbox: { ...ADA, Name: 'A' } }],
      },
      { ComposeOperation: 'replyAll' },
    );
    expect(readRequest(payload)).toEqual([
      {
        isSend: true,
        draft: '',
        to: [{ address: 'ada@acme.example', name: 'Ada Lovelace' }],
        cc: [{ address: 'ada@acme.example', name: 'A' }],
        bcc: [],
        subject: 'Offer',
        html: '<p>Hi</p>',
        operation: 'reply',
        isScheduled: false,
        at: null,
      },
    ]);
    expect(readRequest(encodeURIComponent(payload))).toEqual(readRequest(payload));
  });

  test('a draft that exists, with each field in an update of its own', () => {
    const [mail] = readRequest(update('SaveOnly', { Subject: 'Offer' }, { BccRecipients: [ADA] }, { From: { Mailbox: ADA } }));
    expect(mail).toMatchObject({
      isSend: false,
      draft: 'AAkALg/+=1',
      subject: 'Offer',
      bcc: [{ address: 'ada@acme.example' }],
      from: { address: 'ada@acme.example' },
    });
  });

  test('C5: a saved draft that is sent by its id', () => {
    const payload = request({ ItemIds: [{ Id: 'AAkALg==' }], SaveItemToFolder: true });
    expect(readRequest(payload, '/owa/service.svc?action=SendItem')).toMatchObject([
      { isSend: true, draft: 'AAkALg==', to: [], subject: '' },
    ]);
  });

  test('C5: one that is to be sent later, by either name of its time', () => {
    const at = NOW + 86_400_000;
    const time = new Date(at).toISOString();
    const tag = (PropertyTag: unknown) => ({
      ExtendedProperty: [{ ExtendedFieldURI: { PropertyTag, PropertyType: 'SystemTime' }, Value: time }],
    });
    for (const fields of [{ DeferredSendTime: time }, tag('0x3FEF'), tag(16367)]) {
      expect(readRequest(update('SendAndSaveCopy', { Subject: 'S' }, fields), '', NOW)).toMatchObject([{ isScheduled: true, at }]);
      expect(readRequest(create('SendAndSaveCopy', { Subject: 'S', ...fields }), '', at)).toMatchObject([{ isScheduled: false }]);
    }
    expect(readRequest(create('SendAndSaveCopy', { Subject: 'S', DeferredSendTime: 'soon' }), '', NOW)).toMatchObject([
      { isScheduled: true, at: null },
    ]);
  });

  test('a meeting, an answer to one, a task: no mail, though they are sent alike', () => {
    for (const type of ['CalendarItem', 'AcceptItem', 'MeetingRequest', 'Task'])
      expect(
        readRequest(request({ MessageDisposition: 'SendAndSaveCopy', Items: [{ __type: `${type}:#Exchange`, Subject: 'x' }] })),
        type,
      ).toEqual([]);
  });

  test('an old Exchange name is no address; the person keeps the name', () => {
    const [mail] = readRequest(create('SaveOnly', { ToRecipients: [{ Name: 'Ada', EmailAddress: '/O=EX/CN=ADA', RoutingType: 'EX' }] }));
    expect(mail?.to).toEqual([{ address: '', name: 'Ada' }]);
  });
});

describe('what an answer says', () => {
  test('C5: accepted, with all its ids', () => {
    const item = { ItemId: { Id: 'AAk1' }, ConversationId: { Id: 'AAQ1' }, InternetMessageId: '<m1@x>' };
    expect(readAnswer(answer({ ResponseClass: 'Success', ResponseCode: 'NoError', Items: [item] }))).toEqual([
      { isRefused: false, itemId: 'AAk1', conversationId: 'AAQ1', messageId: '<m1@x>' },
    ]);
  });

  test('C5: refused, though the request itself went well', () => {
    for (const text of [
      answer({ ResponseClass: 'Error', ResponseCode: 'ErrorSendAsDenied' }),
      JSON.stringify({ Body: { FaultMessage: 'No', ErrorCode: 500, IsTransient: false } }),
      '<!doctype html><title>Sign in</title>',
    ])
      expect(readAnswer(text)).toMatchObject([{ isRefused: true }]);
  });

  test('what is no answer of the service says nothing', () => {
    for (const text of ['', '{}', '[]', 'null', '{"Body":{"ResponseMessages":{}}}']) expect(readAnswer(text)).toEqual([]);
  });

  test('R1: the messages of a conversation, with what their heads do not show', () => {
    const item = {
      ItemId: { Id: 'AAk1' },
      ConversationId: { Id: 'AAQ1' },
      InternetMessageId: '<m1@x>',
      Subject: 'Offer',
      From: { Mailbox: ADA },
      ToRecipients: [ADA],
      DateTimeReceived: '2026-11-20T10:00:00Z',
      DateTimeSent: '2026-11-20T11:00:00+01:00',
    };
    const text = answer({
      ResponseClass: 'Success',
      Conversation: { ConversationNodes: [{ Items: [item] }, { Items: [{ ItemId: { Id: 'AAk2' } }] }] },
    });
    const messages = readMessages(parseJson(text));
    expect(messages).toMatchObject([
      {
        itemId: 'AAk1',
        conversationId: 'AAQ1',
        messageId: '<m1@x>',
        from: { address: 'ada@acme.example', name: 'Ada Lovelace' },
        to: [{ address: 'ada@acme.example' }],
        sentAt: Date.UTC(2026, 10, 20, 10),
        receivedAt: Date.UTC(2026, 10, 20, 10),
      },
    ]);
    expect(parseMessageClaims(JSON.stringify(messages))).toEqual(messages);
  });
});

test('nothing that a page sends, is sent or claims makes us throw', () => {
  const keys = fc.constantFrom(
    ...['Body', 'Items', 'ItemChanges', 'Updates', 'Item', 'ItemId', 'Id', 'ToRecipients', 'Mailbox', 'EmailAddress', 'Subject'],
    ...['MessageDisposition', 'ResponseClass', 'InternetMessageId', 'ExtendedProperty', 'DeferredSendTime', 'From', 'ItemIds', 'itemId'],
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom('SendAndSaveCopy', 'Error', 'AAk=', null, 0, true, '2026-01-01'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 5 }),
    ),
  }));
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    tree.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(text, (value) => {
      readRequest(value, '/owa/service.svc?action=SendItem');
      readAnswer(value);
      readMessages(parseJson(value));
      parseMessageClaims(value);
    }),
    { numRuns: 500 },
  );
});

test('what is too deep or too large is given up, not followed to its end', () => {
  const deep = `${'{"Items":['.repeat(5_000)}${']}'.repeat(5_000)}`;
  const wide = JSON.stringify({ Body: { Items: Array.from({ length: 250_000 }, () => ({})) } });
  for (const text of [deep, wide]) expect(readRequest(text)).toEqual([]);
});
