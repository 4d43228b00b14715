import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Plan } from '../../core/plan';
import type { WireHeader } from '../protocol';
import { emptyDraft, planFor } from './fakes';
import { Planner } from './planner';

const header: WireHeader = { ...emptyDraft, files: [], bodyBytes: 0 };
let ended: AbortController;
let answers: ((plan: Plan) => void)[];
let refusals: ((error: unknown) => void)[];
let seen: string[];
let planner: Planner<WireHeader, Plan>;

beforeEach(() => {
  vi.useFakeTimers();
  ended = new AbortController();
  answers = [];
  refusals = [];
  seen = [];
  planner = new Planner(
    () =>
      new Promise((resolve, reject) => {
        answers.push(resolve);
        refusals.push(reject);
      }),
    {
      onPlan: (plan) => seen.push(plan.contacts.map(({ address }) => address).join()),
      isLasting: ({ lookedUp }) => lookedUp,
      onSlow: () => seen.push('slow'),
      onFailure: () => seen.push('failure'),
    },
    ended.signal,
  );
});
afterEach(() => {
  vi.useRealTimers();
});

const request = (key: string) => planner.request(key, () => header);
const answer = async (index: number, ...addresses: string[]) => {
  answers[index]?.(planFor(...addresses));
  await vi.advanceTimersByTimeAsync(0);
};

test('changes in quick succession are planned once', async () => {
  for (const key of ['a', 'ab', 'abc']) {
    request(key);
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(50);
  expect(answers).toHaveLength(1);
});

test('an answer that was overtaken is not heard', async () => {
  request('a');
  await vi.advanceTimersByTimeAsync(150);
  request('b');
  await vi.advanceTimersByTimeAsync(150);
  await answer(1, 'new@acme.com');
  await answer(0, 'old@acme.com');
  expect(seen).toEqual(['new@acme.com']);
});

test('a failure that was overtaken is not heard either', async () => {
  request('a');
  await vi.advanceTimersByTimeAsync(150);
  request('b');
  refusals[0]?.(new Error());
  await vi.advanceTimersByTimeAsync(0);
  expect(seen).toEqual([]);
});

test('a quick answer is shown without a skeleton, a slow one after 150 ms with it', async () => {
  request('a');
  await vi.advanceTimersByTimeAsync(150 + 149);
  expect(seen).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(seen).toEqual(['slow']);
  await answer(0, 'ada@acme.com');
  expect(seen).toEqual(['slow', 'ada@acme.com']);
  request('b');
  await vi.advanceTimersByTimeAsync(200);
  await answer(1, 'bob@acme.com');
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen).toEqual(['slow', 'ada@acme.com', 'bob@acme.com']);
});

test('what was planned before is not asked again, until the rules change', async () => {
  request('a');
  await vi.advanceTimersByTimeAsync(150);
  await answer(0, 'ada@acme.com');
  request('b');
  request('a');
  expect(seen).toEqual(['ada@acme.com', 'ada@acme.com']);
  planner.forget();
  request('a');
  await vi.advanceTimersByTimeAsync(150);
  expect(answers).toHaveLength(2);
});

test('a plan made without the CRM is not kept', async () => {
  request('a');
  await vi.advanceTimersByTimeAsync(150);
  answers[0]?.({ ...planFor('ada@acme.com'), lookedUp: false });
  await vi.advanceTimersByTimeAsync(0);
  request('b');
  request('a');
  await vi.advanceTimersByTimeAsync(150);
  expect(answers).toHaveLength(2);
});

test('a failure is told, and the same question may be asked again', async () => {
  request('a');
  await vi.advanceTimersByTimeAsync(150);
  refusals[0]?.(new Error());
  await vi.advanceTimersByTimeAsync(0);
  expect(seen).toEqual(['failure']);
  request('a');
  await vi.advanceTimersByTimeAsync(150);
  expect(answers).toHaveLength(2);
});

test('a closed window is not planned for', async () => {
  request('a');
  ended.abort();
  await vi.advanceTimersByTimeAsync(1000);
  expect(answers).toHaveLength(0);
});
