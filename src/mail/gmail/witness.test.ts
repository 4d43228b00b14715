// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { type Claim, parseClaim } from '../claim';
import { CLAIM_EVENT, isDraftId } from './bridge';
import { startWitness } from './witness';
import { askWitness } from './witness-link';

const URL_OF_SEND = 'https://mail.google.com/sync/u/0/i/s?hl=en&c=1';

function body(...messages: [id: string, labels: string[]][]): string {
  const wire = messages.map(([id, labels], index) => {
    const message = new Array(20).fill(null);
    Object.assign(message, { 0: id, 2: [[1, 'ada@acme.example']], 7: 'S', 8: [null, [[0, 'B']]], 10: labels });
    return [index, ['thread-a:r1', [null, [message]]]];
  });
  return JSON.stringify([null, [wire]]);
}
const SEND = body(['msg-a:r1', ['^all', '^pfg']]);

/** As much of a page as the witness looks at. */
function makePage(answer: { status: number; text: string }) {
  class FakeXhr extends EventTarget {
    status = 0;
    responseType = '';
    responseText = '';
    sent: unknown;
    open(_method: string, _url: string) {}
    setRequestHeader(_name: string, _value: string) {}
    abort() {}
    send(this: FakeXhr, data?: unknown) {
      this.sent = data;
      this.status = answer.status;
      this.responseText = answer.text;
      this.dispatchEvent(new Event('loadend'));
    }
  }
  const asked: unknown[][] = [];
  const page = {
    document,
    JSON,
    CustomEvent,
    XMLHttpRequest: FakeXhr,
    Request,
    Headers,
    GLOBALS: { 9: '0a1b2c', 10: 'Ada@Acme.example' },
    window: { opener: null },
    fetch: (...args: unknown[]) => {
      asked.push(args);
      return Promise.resolve(new Response(answer.text, { status: answer.status }));
    },
  };
  const heard: Claim[] = [];
  const listen = (event: Event) => {
    const claim = parseClaim((event as CustomEvent).detail, isDraftId);
    if (claim) heard.push(claim);
  };
  document.addEventListener(CLAIM_EVENT, listen);
  stop = () => document.removeEventListener(CLAIM_EVENT, listen);
  startWitness(page as never);
  return { page, asked, heard, FakeXhr };
}

let stop = () => {};
beforeEach(() => stop());

describe('the witness in the page', () => {
  test('C5: sees two sends in one request, each with its answer', () => {
    const { heard, FakeXhr } = makePage({ status: 200, text: JSON.stringify([['msg-a:r1'], ['msg-a:r2']]) });
    const request = new FakeXhr();
    request.open('POST', URL_OF_SEND);
    request.send(body(['msg-a:r1', ['^pfg']], ['msg-a:r2', ['^pfg']]));
    expect(heard.map(({ kind, draft }) => `${kind} ${draft}`)).toEqual([
      'leaving msg-a:r1',
      'leaving msg-a:r2',
      'accepted msg-a:r1',
      'accepted msg-a:r2',
    ]);
  });

  test('C5: says nothing of the end of a send that got no answer, or one that does not name it', () => {
    for (const answer of [
      { status: 0, text: '' },
      { status: 200, text: '[]' },
    ]) {
      stop();
      const { heard, FakeXhr } = makePage(answer);
      const request = new FakeXhr();
      request.open('POST', URL_OF_SEND);
      request.send(SEND);
      expect(heard.map(({ kind }) => kind)).toEqual(['leaving']);
    }
  });

  test('C5: a draft saved and sent in one request is sent', () => {
    const { heard, FakeXhr } = makePage({ status: 500, text: '' });
    const request = new FakeXhr();
    request.open('POST', URL_OF_SEND);
    request.send(body(['msg-a:r1', ['^r', '^r_bt']], ['msg-a:r1', ['^pfg']]));
    expect(heard.map(({ kind }) => kind)).toEqual(['leaving', 'refused']);
  });

  test('sees bytes and Request objects too', async () => {
    const { heard, page } = makePage({ status: 200, text: '["msg-a:r1"]' });
    await page.fetch(URL_OF_SEND, { method: 'POST', body: new TextEncoder().encode(SEND) });
    await page.fetch(new Request(URL_OF_SEND, { method: 'POST', body: SEND }));
    await expect.poll(() => heard.filter(({ kind }) => kind === 'accepted').length).toBe(2);
  });

  test('changes nothing that the page can see: arguments, names, other requests', async () => {
    const { asked, heard, page, FakeXhr } = makePage({ status: 200, text: 'x' });
    const request = new FakeXhr();
    request.open('POST', 'https://mail.google.com/other');
    request.send(SEND);
    expect(request.sent).toBe(SEND);
    expect(FakeXhr.prototype.send.name).toBe('send');
    expect(FakeXhr.prototype.open.length).toBe(2);
    const init = { method: 'POST', body: SEND };
    await page.fetch('/other', init);
    expect(asked[0]?.[1]).toBe(init);
    expect(heard).toEqual([]);
  });

  test('never throws into the page', () => {
    const { FakeXhr, page } = makePage({ status: 200, text: '' });
    const request = new FakeXhr();
    const wicked = {
      toString() {
        throw new Error('wicked');
      },
    };
    expect(() => request.open('POST', wicked as never)).not.toThrow();
    expect(() => request.send(SEND)).not.toThrow();
    expect(() => page.fetch(wicked as never)).not.toThrow();
  });

  test('says whose page it is when it is asked', () => {
    expect(askWitness(new (document.constructor as typeof Document)())).toBeNull();
    makePage({ status: 200, text: '' });
    expect(askWitness(document)).toEqual({ address: 'ada@acme.example', key: '0a1b2c' });
  });
});
