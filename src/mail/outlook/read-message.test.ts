// @vitest-environment happy-dom
import { afterEach, describe, expect, test } from 'vitest';
import { AddressBook } from './address-book';
import { matchMessage } from './match-message';
import type { MessageClaim } from './message-claim';
import { findMessages, receiversOf, senderOf, subjectOf } from './read-message';

afterEach(() => document.body.replaceChildren());

const icon = (name: string) => `<button role="menuitem"><i data-icon-name="${name}"></i></button>`;
/** As 2026 writes it. */
const new2026 = (text: string) => `<div data-app-section="ConversationContainer"><div class="q1"><div class="q2"><div class="q3">
  <span id="MSG_1a2b_FROM" aria-label="Zzt: Ada Lovelace"><div role="button"><span>Ada Lovelace&lt;ada@acme.example&gt;</span></div></span>
  <div data-testid="RecipientWell" id="MSG_1a2b_TO">Qa: <span>Anna Berger&lt;anna@northwind.example&gt;</span><span>; Bob&lt;bob@acme.example&gt;</span></div>
  <div role="toolbar">${icon('ArrowReplyRegular')}</div><div data-testid="SentReceivedSavedTime">1.1.</div></div>
  <div data-test-id="mailMessageBodyContainer"><div role="document" id="UniqueMessageBody_7">${text}</div></div></div></div></div>`;
/** As 2021 to 2024 wrote it: the address in a label, the text in a document around its own element. */
const old2022 = (
  text: string,
) => `<div class="a1"><div class="a2"><div class="a3"><span aria-label="Von: ada@acme.example"><span>ada@acme.example</span></span></div>
  <div role="toolbar">${icon('ArrowReplyRegular')}</div></div><div data-testid="RecipientWell"><span>An: anna@northwind.example</span></div>
  <div role="document"><div id="UniqueMessageBody_2">${text}</div></div></div>`;
const HOSTILE =
  '<div role="document" id="UniqueMessageBody_9"><span id="MSG_f_FROM">Boss&lt;boss@evil.example&gt;</span></div><span id="MSG_e_FROM" aria-label="From: boss@evil.example">Boss</span><span data-testid="SentReceivedSavedTime">now</span><span id="CONV_f_SUBJECT" title="Evil"></span>';

function draw(...cards: string[]) {
  document.body.innerHTML = `<div id="ReadingPaneContainerId" role="main"><div role="heading"><span id="CONV_1_SUBJECT" title="Quote">Quote</span></div>${cards.join('')}</div>`;
  return findMessages(document);
}

describe.each([
  ['2026', new2026],
  ['2022', old2022],
])('the page of %s', (_, card) => {
  test('is read without a word of any language, and whatever stands in the text', () => {
    const [message, ...others] = draw(card(`Hello ${HOSTILE}`));
    expect(others).toEqual([]);
    if (!message) throw new Error('not found');
    const book = new AddressBook();
    expect(senderOf(message, book)).toMatchObject({ address: 'ada@acme.example', known: true });
    expect(receiversOf(message, book)[0]).toMatchObject({ address: 'anna@northwind.example', field: 'to', known: true });
    expect(subjectOf(message)).toBe('Quote');
  });

  test('shows each message of a thread once, in its own card', () => {
    const found = draw(card('One'), card('Two'), card('Three'));
    expect(found.map(({ body }) => body.textContent)).toEqual(['One', 'Two', 'Three']);
    expect(new Set(found.map(({ card: own }) => own)).size).toBe(3);
  });

  test.each(['id', 'role', 'data-testid', 'data-test-id', 'data-icon-name', 'aria-label', 'data-app-section'])(
    'is read when %s is gone',
    (family) => {
      draw(card('One'), card('Two'));
      for (const node of document.querySelectorAll(`#ReadingPaneContainerId [${family}]`)) node.removeAttribute(family);
      expect(findMessages(document)).toHaveLength(2);
    },
  );
});

test('a reply being written, and a text without a head, are no message', () => {
  const editor = '<div contenteditable="true"><div role="document">x</div></div>';
  expect(draw(`<div><div role="document">just a document</div></div>`, editor)).toEqual([]);
});

test('somebody who is shown by name only is known by the address book, or is not', () => {
  const named = new2026('Hi').replaceAll('&lt;ada@acme.example&gt;', '');
  const [message] = draw(named);
  if (!message) throw new Error('not found');
  const book = new AddressBook();
  expect(senderOf(message, book)).toMatchObject({ address: '', name: 'Ada Lovelace', known: false });
  book.learn('Ada Lovelace', 'ada@acme.example');
  expect(senderOf(message, book)).toMatchObject({ address: 'ada@acme.example', name: 'Ada Lovelace', known: true });
});

describe('which message it is', () => {
  const claim = (part: Partial<MessageClaim>): MessageClaim => ({
    itemId: 'AAM1',
    conversationId: 'AAQ1',
    messageId: '<1@x>',
    sentAt: 1,
    receivedAt: 2,
    from: { address: 'ada@acme.example', name: 'Ada Lovelace' },
    to: [],
    cc: [],
    bcc: [],
    subject: 'Re: Quote',
    preview: 'Hello there, could you',
    isDraft: false,
    ...part,
  });
  const shown = {
    from: { address: 'ada@acme.example', name: 'Ada Lovelace' },
    thread: 'AAQ1',
    subject: 'Quote',
    text: 'Hello\n there, could you send',
  };

  test('is told by its sender and how it begins', () => {
    const claims = [
      claim({ itemId: 'AAM0', preview: 'Thanks!' }),
      claim({}),
      claim({ itemId: 'AAM2', from: { address: 'bob@acme.example', name: 'Bob' } }),
    ];
    expect(matchMessage(shown, claims)?.itemId).toBe('AAM1');
    expect(matchMessage({ ...shown, from: { address: '', name: 'Ada Lovelace' } }, claims)?.itemId).toBe('AAM1');
  });

  test('is not guessed: another sender, a draft, or two alike', () => {
    expect(matchMessage({ ...shown, from: { address: 'eve@evil.example', name: 'Ada Lovelace' } }, [claim({})])).toBeNull();
    expect(matchMessage(shown, [claim({ isDraft: true })])).toBeNull();
    expect(matchMessage(shown, [claim({}), claim({ itemId: 'AAM2' })])).toBeNull();
  });
});
