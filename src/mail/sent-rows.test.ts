import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SentSighting } from './mail-reader';
import { watchSentRows } from './sent-rows';

const row = (hostThreadId: string, at: number | null = 1): SentSighting => ({
  ...{ hostThreadId, hostMessageId: null, subject: '', names: [], at, path: '/x' },
});

let page: { isShown: boolean; rows: SentSighting[] };
let seen: string[];
let moved: () => void;
let end: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  page = { isShown: false, rows: [] };
  seen = [];
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  vi.useRealTimers();
});

function watch() {
  const onMoved = (listener: () => void) => {
    moved = listener;
  };
  const tell = (rows: SentSighting[]) => void seen.push(rows.map(({ hostThreadId, at }) => `${hostThreadId}:${at}`).join(' '));
  watchSentRows({ isShown: () => page.isShown, read: () => page.rows, onMoved }, tell, end.signal);
}
function show(rows: SentSighting[]) {
  page.isShown = true;
  moved();
  page.rows = rows;
}

test('R3: a list is told of once, and again when it shows more', () => {
  page = { isShown: true, rows: [row('a')] };
  watch();
  vi.advanceTimersByTime(5_000);
  expect(seen).toEqual(['a:1']);
  show([row('a')]);
  vi.advanceTimersByTime(5_000);
  expect(seen).toEqual(['a:1']);
  show([row('a', 2), row('b')]);
  vi.advanceTimersByTime(5_000);
  expect(seen).toEqual(['a:1', 'a:2 b:1']);
});

test('R3: rows of another folder that still stand there are not taken for sent, however long that is', () => {
  page.rows = [row('inbox')];
  watch();
  page.isShown = true;
  moved();
  vi.advanceTimersByTime(10_000);
  expect(seen).toEqual([]);
});

test('R3: a row without a time waits for it, and is told of without it in the end', () => {
  watch();
  show([row('a', null), row('b')]);
  vi.advanceTimersByTime(500);
  expect(seen).toEqual([]);
  page.rows = [row('a', 5), row('b')];
  vi.advanceTimersByTime(600);
  expect(seen).toEqual(['a:5 b:1']);
  page.isShown = false;
  moved();
  show([row('c', null)]);
  vi.advanceTimersByTime(5_000);
  expect(seen).toEqual(['a:5 b:1', 'c:null']);
});

test('nobody looks any more once the page shows something else', () => {
  watch();
  show([row('a')]);
  page.isShown = false;
  moved();
  vi.advanceTimersByTime(5_000);
  expect(seen).toEqual([]);
});
