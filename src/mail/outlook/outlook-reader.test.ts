// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OpenedMessage } from '../mail-reader';
import { AddressBook } from './address-book';
import { OutlookReader } from './outlook-reader';
import { SentTimes } from './sent-times';
import { WitnessedMessages } from './witness-link';

let stop: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  stop = new AbortController();
  document.body.innerHTML =
    '<div id="ReadingPaneContainerId"><div class="cards"></div><div class="window"><p class="tab"></p><div class="text" contenteditable="true"></div></div></div>';
});
afterEach(() => {
  stop.abort();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const at = (selector: string) => document.querySelector(selector) as HTMLElement;
const drawMessage = () => {
  at('.cards').innerHTML =
    '<div><div><span id="MSG_1_FROM">Ada&lt;ada@acme.example&gt;</span></div><div role="document" id="UniqueMessageBody_1">Hello</div></div>';
};

async function start() {
  const { signal } = stop;
  const messages = new WitnessedMessages(document, signal);
  const page = {
    account: 'anna@northwind.example',
    messages,
    book: new AddressBook(),
    sentTimes: new SentTimes(document, messages, signal),
    signal,
  };
  const found: OpenedMessage[] = [];
  new OutlookReader(document, page).watchMessages((message) => found.push(message), signal);
  await pass(2_000);
  const looks = vi.spyOn(at('#ReadingPaneContainerId'), 'querySelectorAll');
  return { found, looks: () => looks.mock.calls.length };
}

test('what is typed in a body beside messages is not looked at', async () => {
  const { looks } = await start();
  for (let key = 0; key < 20; key++) {
    at('.text').append(document.createElement('p'));
    await pass(50);
  }
  expect(looks()).toBe(0);
  at('.tab').textContent = 'Quote';
  await pass(50);
  expect(looks()).toBeGreaterThan(0);
});

test('a pane that is drawn anew with each key is looked at ever less; a message that is opened then is found at once', async () => {
  const { found, looks } = await start();
  const busy = async (keys: number) => {
    for (let key = 0; key < keys; key++) {
      at('.window p').replaceChildren(`${key}`);
      await pass(10);
    }
  };
  await busy(10);
  const early = looks();
  await busy(200);
  expect(looks() - early).toBeLessThan(early * 6);
  document.body.click();
  drawMessage();
  await busy(6);
  expect(found).toHaveLength(1);
});
