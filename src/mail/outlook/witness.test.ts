// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import type { Claim } from '../claim';
import { startWitness } from './witness';
import { listenToWitness, WitnessedMessages } from './witness-link';

const HOST = 'https://outlook.office.com';
const url = (action: string) => `${HOST}/owa/service.svc?action=${action}&app=Mail`;
const ADA = { Name: 'Ada', EmailAddress: 'ada@acme.example' };
const mail = (MessageDisposition: string, ItemId?: string) =>
  JSON.stringify({
    Body: ItemId
      ? { MessageDisposition, ItemChanges: [{ ItemId: { Id: ItemId }, Updates: [{ Item: { Subject: 'Offer', ToRecipients: [ADA] } }] }] }
      : { MessageDisposition, Items: [{ Subject: 'Offer', ToRecipients: [ADA] }] },
  });
const SEND = mail('SendAndSaveCopy');
const said = (item: object) => JSON.stringify({ Body: { ResponseMessages: { Items: [item] } } });
const ACCEPTED = said({
  ResponseClass: 'Success',
  Items: [{ ItemId: { Id: 'AAk9' }, ConversationId: { Id: 'AAQ' }, InternetMessageId: '<m@x>' }],
});
const REFUSED = said({ ResponseClass: 'Error', ResponseCode: 'ErrorSendAsDenied' });

/** As much of a page as the witness looks at. */
function makePage(answer: { status: number; text: string }) {
  class FakeXhr extends EventTarget {
    status = 0;
    responseType = '';
    responseText = '';
    open(_method: string, _url: string) {}
    setRequestHeader(_name: string, _value: string) {}
    abort() {}
    send(this: FakeXhr, _data?: unknown) {
      this.status = answer.status;
      this.responseText = answer.text;
      this.dispatchEvent(new Event('loadend'));
    }
  }
  const page = {
    document,
    JSON,
    CustomEvent,
    XMLHttpRequest: FakeXhr,
    Request,
    Headers,
    setTimeout: (work: () => void) => work(),
    fetch: async (..._args: unknown[]) => {
      if (answer.status === 0) throw new TypeError('Failed to fetch');
      return new Response(answer.text, { status: answer.status });
    },
  };
  const heard: Claim[] = [];
  listenToWitness(document, (claim) => heard.push(claim), end.signal);
  const messages = new WitnessedMessages(document, end.signal);
  startWitness(page as never);
  const kinds = () => heard.map(({ kind, draft }) => `${kind} ${draft}`.trim());
  return { page, heard, kinds, messages, FakeXhr };
}

let end = new AbortController();
beforeEach(() => {
  end.abort();
  end = new AbortController();
});

describe('the witness in Outlook’s page', () => {
  test('C5: sees a send by every way that a page can take', async () => {
    const inHeader = { 'x-owa-urlpostdata': encodeURIComponent(SEND) };
    const ways: ((page: ReturnType<typeof makePage>) => unknown)[] = [
      ({ page }) => page.fetch(url('CreateItem'), { method: 'POST', body: SEND }),
      ({ page }) => page.fetch(new URL(url('CreateItem')), { method: 'POST', body: new Blob([SEND]) }),
      ({ page }) => page.fetch(url('CreateItem'), { method: 'POST', body: new TextEncoder().encode(SEND) }),
      ({ page }) => page.fetch(new Request(url('CreateItem'), { method: 'POST', body: SEND })),
      ({ page }) => page.fetch(new Request(url('CreateItem'), { method: 'POST', headers: inHeader })),
      ({ page }) => page.fetch(url('CreateItem'), { method: 'POST', headers: new Headers(inHeader) }),
      ({ FakeXhr }) => {
        const request = new FakeXhr();
        request.open('POST', url('CreateItem'));
        request.setRequestHeader('X-OWA-UrlPostData', encodeURIComponent(SEND));
        request.send();
      },
    ];
    for (const [index, send] of ways.entries()) {
      end.abort();
      end = new AbortController();
      const made = makePage({ status: 200, text: ACCEPTED });
      send(made);
      await expect.poll(() => made.kinds(), { message: `way ${index}` }).toEqual(['leaving', 'accepted']);
      expect(made.heard).toMatchObject([
        { subject: 'Offer', to: [{ address: 'ada@acme.example', name: 'Ada' }] },
        { messageId: '<m@x>', hostMessageId: 'AAk9', hostThreadId: 'AAQ' },
      ]);
      expect(made.heard[0]?.order).toBe(made.heard[1]?.order);
    }
  });

  test('C5: says that a mail is leaving before its request is out', () => {
    const { page, kinds } = makePage({ status: 200, text: ACCEPTED });
    void page.fetch(url('CreateItem'), { body: SEND });
    expect(kinds()).toEqual(['leaving']);
  });

  test('C5: a refusal inside of an HTTP 200 is one; no answer, or one that says nothing, is none', async () => {
    for (const [answer, kind] of [
      [{ status: 200, text: REFUSED }, 'refused'],
      [{ status: 500, text: '' }, 'refused'],
      [{ status: 0, text: '' }, null],
      [{ status: 200, text: '{}' }, null],
    ] as const) {
      end.abort();
      end = new AbortController();
      const { page, kinds } = makePage(answer);
      await page.fetch(url('UpdateItem'), { body: mail('SendAndSaveCopy', 'AAk1') }).catch(() => null);
      await new Promise((done) => setTimeout(done));
      expect(kinds()).toEqual(kind ? ['leaving AAk1', `${kind} AAk1`] : ['leaving AAk1']);
    }
  });

  test('a new draft is named by the answer to its save; one that could not be saved is not', async () => {
    const { page, heard } = makePage({ status: 200, text: ACCEPTED });
    await page.fetch(url('CreateItem'), { body: mail('SaveOnly') });
    await expect.poll(() => heard).toMatchObject([{ kind: 'saved', draft: 'AAk9', mail: { subject: 'Offer' } }]);
    const other = makePage({ status: 200, text: REFUSED });
    await other.page.fetch(url('UpdateItem'), { body: mail('SaveOnly', 'AAk1') });
    await new Promise((done) => setTimeout(done));
    expect(other.kinds()).toEqual([]);
  });

  test('C5: a save that crosses the send of its draft takes nothing back', async () => {
    const { page, kinds } = makePage({ status: 200, text: ACCEPTED });
    const sent = page.fetch(url('UpdateItem'), { body: mail('SendAndSaveCopy', 'AAk1') });
    await Promise.all([sent, page.fetch(url('UpdateItem'), { body: mail('SaveOnly', 'AAk1') })]);
    await expect.poll(kinds).toEqual(['leaving AAk1', 'accepted AAk1']);
  });

  test('R1: keeps the messages that the page was given to read, and makes one of what it hears twice', async () => {
    const item = { ItemId: { Id: 'AAk5' }, ConversationId: { Id: 'AAQ5' }, From: { Mailbox: ADA }, Subject: 'S' };
    const { page, messages } = makePage({
      status: 200,
      text: said({ Items: [{ ...item, InternetMessageId: '<5@x>', ToRecipients: [ADA] }] }),
    });
    await page.fetch(url('GetConversationItems'), { body: '{}' });
    await expect.poll(() => messages.all).toMatchObject([{ itemId: 'AAk5', messageId: '<5@x>' }]);
    const list = makePage({ status: 200, text: said({ RootFolder: { Items: [item] } }) });
    const seen: string[] = [];
    messages.watch((some) => seen.push(...some.map(({ itemId }) => itemId)), end.signal);
    await list.page.fetch(url('FindItem'), { body: '{}' });
    await expect.poll(() => seen).toEqual(['AAk5', 'AAk5']);
    expect(messages.ofConversation('AAQ5')).toMatchObject([{ messageId: '<5@x>', to: [{ address: 'ada@acme.example' }] }]);
    expect(messages.all).toHaveLength(1);
  });

  test('says nothing of other requests', async () => {
    const { page, kinds } = makePage({ status: 200, text: ACCEPTED });
    await page.fetch(`${HOST}/owa/service.svc?action=MarkAsRead`, { body: SEND });
    await page.fetch('https://elsewhere.example/', { body: SEND });
    expect(kinds()).toEqual([]);
  });
});
