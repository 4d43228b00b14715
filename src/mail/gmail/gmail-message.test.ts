// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { GmailMessage } from './gmail-message';

let ended: AbortController;
beforeEach(() => {
  ended = new AbortController();
});
afterEach(() => {
  ended.abort();
  document.body.replaceChildren();
});

/** The parts that stand for an open message, with whatever somebody wrote into it. */
function open(body: string, { people = '<span email="anna@northwind.example" name="Anna">me</span>' } = {}) {
  document.body.innerHTML = `<div role="main"><div data-legacy-thread-id="ffff"></div><h2 class="hP" data-legacy-thread-id="18b1">Quote</h2>
    <div class="h7"><div class="adn ads" data-message-id="#msg-f:178" data-legacy-message-id="18b2"><div class="gs">
      <div class="gE"><span class="gD" email="Ada@Acme.example" name="Ada Lovelace">Ada</span><span class="hb">to ${people}</span></div>
      <div class="ii"><div class="a3s">${body}</div></div></div><div class="ip"><form><span class="gD" email="me@x.example"></span></form></div></div></div></div>`;
  return document.querySelector('.h7') as HTMLElement;
}
const HOSTILE =
  '<h2 class="hP" data-legacy-thread-id="bad0">Evil</h2><div data-message-id="#msg-f:666" data-legacy-message-id="bad1"><div class="gE"><span class="gD" email="boss@evil.example" name="Boss">Boss</span><span class="hb"><span email="x@evil.example">x</span></span></div><div class="a3s">inner</div></div>';

test('the head of a message is read; what its text imitates is not', () => {
  const message = new GmailMessage(open(HOSTILE), async () => null, ended.signal);
  expect(message.readHeader()).toEqual({
    hostMessageId: '18b2',
    hostThreadId: '18b1',
    from: { address: 'ada@acme.example', name: 'Ada Lovelace', known: true },
    recipients: [{ address: 'anna@northwind.example', name: 'Anna', field: 'to', known: true }],
    subject: 'Quote',
  });
  expect(message.slot?.previousElementSibling?.className).toBe('gE');
});

test('the message’s own header knows everybody, and who stands in Cc; it is asked for once', async () => {
  const people = [
    { address: 'anna@northwind.example', name: '', field: 'to' as const },
    { address: 'bob@acme.example', name: 'Bob', field: 'cc' as const },
  ];
  const ask = vi.fn(async () => ({ subject: 'Re: Quote', messageId: '<1@x>', at: 5, people }));
  const message = new GmailMessage(open('Hi'), ask, ended.signal);
  expect(await message.findOrigin()).toEqual({ messageId: '<1@x>', at: 5 });
  await message.read();
  expect(ask.mock.calls).toEqual([['msg-f:178']]);
  expect(message.readHeader().subject).toBe('Re: Quote');
  expect(message.readHeader().recipients).toEqual([
    { address: 'anna@northwind.example', name: 'Anna', field: 'to', known: true },
    { address: 'bob@acme.example', name: 'Bob', field: 'cc', known: true },
  ]);
});

test('the text is logged without what Gmail put into it', async () => {
  const message = new GmailMessage(
    open('<p>Hi</p><div class="yj6qo"><div class="ajR">…</div></div><div class="adL">quote</div>'),
    async () => null,
    ended.signal,
  );
  const { html, messageId } = await message.read();
  expect(html).toBe('<p>Hi</p><div class="adL">quote</div>');
  expect(messageId).toBeNull();
});

test('a message that is folded takes its line with it', () => {
  const root = open('Hi');
  new GmailMessage(root, async () => null, ended.signal);
  ended.abort();
  expect(root.querySelector('.gE')?.nextElementSibling?.className).toBe('ii');
});
