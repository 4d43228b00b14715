// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CONVERSATIONS_EVENT, MESSAGES_EVENT } from './bridge';
import { parseConversations, readConversations } from './conversation-claim';
import { sentListOf } from './sent-list';
import { SentTimes } from './sent-times';
import { WitnessedMessages } from './witness-link';

let end: AbortController;
beforeEach(() => {
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  document.body.replaceChildren();
  history.replaceState({}, '', '/');
});

const ME = 'anna@northwind.example';
const TIME = '2026-05-03T12:00:00Z';
const AT = Date.parse(TIME);
const asked = (folder: string) => JSON.stringify({ Body: { ParentFolderId: { BaseFolderId: { Id: folder } } } });
const answer = (LastDeliveryTime: unknown, id = 'AAQ1') =>
  JSON.stringify({ Body: { Conversations: [{ ConversationId: { Id: id }, LastDeliveryTime }] } });
const say = (event: string, detail: unknown) => document.dispatchEvent(new CustomEvent(event, { detail: JSON.stringify(detail) }));

function times(path = '/mail/sentitems') {
  history.replaceState({}, '', path);
  const messages = new WitnessedMessages(document, end.signal);
  return new SentTimes(document, messages, end.signal);
}

describe('R3: the Sent list of Outlook', () => {
  const row = (id: string, inner = '<span>Ada Lovelace; Bob</span><span>Offer</span><span>12:30</span>') =>
    `<div role="option" data-convid="${id}">${inner}</div>`;
  const read = (...rows: string[]) => {
    history.replaceState({}, '', '/mail/0/sentitems');
    document.body.innerHTML = rows.join('');
    return sentListOf(document, (id) => (id === 'AAQ1' ? AT : null)).read();
  };

  test('is read by its order alone, and gets its times from elsewhere', () => {
    expect(read(row('AAQ1'), row('AAQ/2=='))).toEqual([
      {
        ...{ hostThreadId: 'AAQ1', hostMessageId: null, subject: 'Offer', names: ['Ada Lovelace', 'Bob'], at: AT },
        path: '/mail/0/sentitems/id/AAQ1',
      },
      expect.objectContaining({ hostThreadId: 'AAQ/2==', at: null, path: '/mail/0/sentitems/id/AAQ%2F2%3D%3D' }),
    ]);
  });

  test('what a mail imitates is no row, and what a row says stays text', () => {
    const inMail = `<div role="document" id="UniqueMessageBody_1">${row('AAQ1')}</div>`;
    expect(read(row(''), inMail)).toEqual([]);
    const [one] = read(row('../../x?y#z', '<b>&lt;img src=x&gt; Ada</b><i></i>'));
    expect(one).toMatchObject({ path: '/mail/0/sentitems/id/..%2F..%2Fx%3Fy%23z', subject: '' });
  });
});

describe('when something was last sent in a thread', () => {
  test.each<[string, string, string, number | null]>([
    ['by the list of Sent', 'sentitems', '/mail/inbox', AT],
    ['by the list of a folder without a name, while Sent is in sight', 'AAMkFolder=', '/mail/sentitems', AT],
    ['not by such a list while another folder is', 'AAMkFolder=', '/mail/inbox', null],
    ['not by the list of another folder, whatever is in sight', 'inbox', '/mail/sentitems', null],
  ])('is told %s', (_, folder, path, expected) => {
    const sent = times(path);
    say(CONVERSATIONS_EVENT, readConversations(asked(folder), JSON.parse(answer(TIME))));
    expect(sent.of('AAQ1', ME)).toBe(expected);
    expect(sent.of('AAQ2', ME)).toBeNull();
  });

  test('is told by the newest mail of one’s own, not by what came in or is a draft', () => {
    const sent = times();
    const mail = (itemId: string, from: string, sentAt: number, isDraft = false) => ({
      ...{ itemId, conversationId: 'AAQ1', sentAt, isDraft },
      from: { address: from, name: '' },
    });
    say(MESSAGES_EVENT, [mail('A1', ME, AT), mail('A2', ME, AT - 9), mail('A3', 'ada@acme.example', AT + 9), mail('A4', ME, AT + 9, true)]);
    expect(sent.of('AAQ1', ME)).toBe(AT);
  });

  test('a request in a header, a fault and nonsense are read without an error', () => {
    expect(readConversations(encodeURIComponent(asked('sentitems')), JSON.parse(answer(TIME)))).toEqual({
      folder: 'sentitems',
      threads: [{ id: 'AAQ1', at: AT }],
    });
    for (const time of [null, 5, 'yesterday', '', {}]) expect(readConversations('', JSON.parse(answer(time))).threads).toEqual([]);
    expect(readConversations('{', null)).toEqual({ folder: '', threads: [] });
  });

  test.each<unknown>([
    null,
    'x',
    [],
    { threads: 'x' },
    { folder: {}, threads: [null, 1, {}, { id: '', at: 1 }, { id: 'a b', at: 1 }, { id: 'A', at: '1' }, { id: 'A', at: -1 }] },
  ])('a claim that is none says nothing: %j', (claim) => {
    expect(parseConversations(JSON.stringify(claim))).toEqual({ folder: '', threads: [] });
  });
});
