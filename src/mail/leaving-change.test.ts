// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { answerChanges, type BodyParts, changeBodies, makeAskForChange } from './leaving-change';

const EVENTS = { ask: 'test-leaving', answer: 'test-changed' };
let end = new AbortController();
afterEach(() => {
  end.abort();
  end = new AbortController();
  vi.useRealTimers();
});

const ask = () => makeAskForChange(globalThis, EVENTS);
const answer = (change: Parameters<typeof answerChanges>[3]) =>
  answerChanges(document, EVENTS, (id) => /^\w*$/.test(id), change, end.signal);
const JSON_OF_TWO = '{"a":[{"id":"d1","html":"<p>One</p>"},{"id":"d2","html":"<p>Two</p>","n":1e2}]}';
const places = (index: number) => [{ path: ['a', index, 'html'], text: ['<p>One</p>', '<p>Two</p>'][index] ?? '' }];

test('T4: nobody who wants to change a mail, and it need not wait', () => {
  expect(ask()({ draft: 'd1', parts: ['x'] })).toBeNull();
  answer(() => null);
  expect(ask()({ draft: 'd1', parts: ['x'] })).toBeNull();
  expect(changeBodies(JSON_OF_TWO, [{ draft: 'd1', places: places(0) }], ask())).toBeNull();
});

test('T4: of two mails in one request one leaves with another body, and all else is as it was', async () => {
  answer(({ draft, parts }) => (draft === 'd2' ? Promise.resolve(parts.map((part) => `${part}<img>`)) : null));
  const changed = changeBodies(
    JSON_OF_TWO,
    [
      { draft: 'd1', places: places(0) },
      { draft: 'd2', places: places(1) },
    ],
    ask(),
  );
  expect(await changed).toBe(JSON_OF_TWO.replace('<p>Two</p>', '<p>Two</p><img>'));
});

test('T4: an answer that fails, fits not or never comes leaves the mail as it is', async () => {
  vi.useFakeTimers();
  const answers: (() => Promise<BodyParts | null>)[] = [
    () => Promise.reject(new Error('worker away')),
    () => Promise.resolve(null),
    () => Promise.resolve(['one', 'too many']),
    () => new Promise(() => {}),
  ];
  for (const one of answers) {
    answer(one);
    const asked = ask()({ draft: 'd1', parts: ['x'] });
    expect(asked).not.toBeNull();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await asked).toBeNull();
    end.abort();
    end = new AbortController();
  }
});

test('T4: what the page makes up is no answer and no question', () => {
  const change = vi.fn(() => Promise.resolve(['y']));
  answer(change);
  for (const detail of [null, 'x', '{}', '{"ask":"1","draft":"d1","parts":["x"]}', '{"ask":1,"draft":"d 1","parts":["x"]}'])
    document.dispatchEvent(new CustomEvent(EVENTS.ask, { detail, cancelable: true }));
  document.dispatchEvent(new CustomEvent(EVENTS.ask, { detail: '{"ask":1,"draft":"d1","parts":[1]}', cancelable: true }));
  expect(change).not.toHaveBeenCalled();
});
