// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { tapRequests } from './request-tap';
import type { Tap } from './tapped-request';

const SEND = 'https://mail.example/send';

/** As much of a page as is tapped: what leaves is written down. */
function makePage(tap: Partial<Tap>) {
  const left: { body: unknown; headers: Record<string, string> }[] = [];
  class FakeXhr extends EventTarget {
    status = 0;
    responseType = '';
    responseText = '';
    headers: Record<string, string> = {};
    isAborted = false;
    open(_method: string, _url: string, _isAsync?: boolean) {
      this.headers = {};
    }
    setRequestHeader(name: string, value: string) {
      this.headers[name] = value;
    }
    abort() {
      this.isAborted = true;
    }
    send(this: FakeXhr, body?: unknown) {
      left.push({ body, headers: this.headers });
      this.status = 200;
      this.responseText = 'ok';
      this.dispatchEvent(new Event('loadend'));
    }
  }
  const page = {
    XMLHttpRequest: FakeXhr,
    Request,
    Headers,
    fetch,
  };
  tapRequests(page as never, { isWanted: (url) => url.endsWith('/send'), hear: () => null, ...tap });
  const open = (isAsync = true) => {
    const request = new FakeXhr();
    request.open('POST', SEND, isAsync);
    return request;
  };
  return { page, left, open };
}

function later<T>() {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

test('T4: a request waits for its new body and leaves with it; who hears it hears what the page wrote', async () => {
  const changed = later<string | null>();
  const heard: string[] = [];
  const hear = ({ body }: { body: string }) => {
    heard.push(body);
    return null;
  };
  const { left, open } = makePage({ hear, change: () => changed.promise });
  open().send('clean');
  expect([heard, left]).toEqual([['clean'], []]);
  changed.settle('tracked');
  await vi.waitFor(() => expect(left.map(({ body }) => body)).toEqual(['tracked']));
});

test('T4: no change, a change that fails, and a request that waits for its answer: they leave as they are', async () => {
  for (const change of [() => null, () => Promise.resolve(null), () => Promise.reject(new Error('gone'))]) {
    const { left, open } = makePage({ change });
    open().send('clean');
    await vi.waitFor(() => expect(left.map(({ body }) => body)).toEqual(['clean']));
  }
  const throwing = makePage({
    change: () => {
      throw new Error('bad');
    },
  });
  throwing.open().send('clean');
  const waiting = makePage({ change: () => Promise.resolve('tracked') });
  waiting.open(false).send('clean');
  expect([...throwing.left, ...waiting.left].map(({ body }) => body)).toEqual(['clean', 'clean']);
});

test('T4: a request given up or opened anew while it waits does not leave', async () => {
  const changed = later<string | null>();
  const { left, open } = makePage({ change: ({ body }) => (body === 'clean' ? changed.promise : null) });
  const given = open();
  const events: string[] = [];
  for (const type of ['abort', 'loadend']) given.addEventListener(type, () => events.push(type));
  given.send('clean');
  given.abort();
  const again = open();
  again.send('clean');
  again.open('POST', SEND);
  again.send('other');
  changed.settle('tracked');
  await changed.promise;
  await Promise.resolve();
  expect(given.isAborted).toBe(true);
  expect(events).toEqual(['abort', 'loadend']);
  expect(left.map(({ body }) => body)).toEqual(['other']);
});

test('T4: a body that travels in a header goes there unchanged, and in the body when it is another', async () => {
  for (const [changed, expected] of [
    [null, { body: undefined, headers: { 'X-Payload': '{"a":1}', Other: '1' } }],
    ['{"a":2}', { body: '{"a":2}', headers: { Other: '1' } }],
  ] as const) {
    const { left, open } = makePage({ carrier: 'x-payload', change: () => Promise.resolve(changed) });
    const request = open();
    request.setRequestHeader('X-Payload', '{"a":1}');
    request.setRequestHeader('Other', '1');
    request.send();
    await vi.waitFor(() => expect(left).toEqual([expected]));
  }
});
