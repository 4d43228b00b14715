import { expect, test, vi } from 'vitest';
import { emptyDraft, fakeWorker, readyState } from './fakes';
import { type Kept, KeptSends, takeOver } from './orphan';

const kept: Kept = {
  account: 'anna@northwind.example',
  id: readyState.id,
  draft: { ...emptyDraft, files: [] },
  signs: [{ kind: 'pressed' }],
};

test('what an orphan kept is told by the script that comes after it, once', async () => {
  const page = new EventTarget();
  new KeptSends(page, new AbortController().signal).keep(kept);
  const { worker, asked } = fakeWorker();
  takeOver(page, worker);
  await vi.waitFor(() => expect(asked.map(({ call }) => call)).toEqual(['openDraft', 'intend', 'sign']));
  takeOver(page, worker);
  await Promise.resolve();
  expect(asked).toHaveLength(3);
});

test('a claim about a draft that the worker does not know is not told on', async () => {
  const page = new EventTarget();
  new KeptSends(page, new AbortController().signal).keep({ ...kept, id: 'forged' });
  const { worker, asked } = fakeWorker();
  takeOver(page, worker);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  await Promise.resolve();
  expect(asked.map(({ call }) => call)).toEqual(['openDraft']);
});

test.each(['{', 'null', '{"id":1}', 5, undefined])('what is no such thing is not heard: %j', (detail) => {
  const page = new EventTarget();
  page.addEventListener('threadline:here', () => page.dispatchEvent(new CustomEvent('threadline:kept', { detail })));
  const { worker, asked } = fakeWorker();
  takeOver(page, worker);
  expect(asked).toEqual([]);
});
