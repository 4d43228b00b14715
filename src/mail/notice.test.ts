// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { GMAIL_NOTICES } from './gmail/notice-look';
import { NoticeBar } from './notice';

const boxes = new Map<string, DOMRect>();
Element.prototype.getBoundingClientRect = function () {
  return boxes.get(this.getAttribute('role') ?? '') ?? new DOMRect();
};

test('a notice keeps off Send, and off our line below it', () => {
  document.body.innerHTML = '<div class="IZ"><div class="Up"><div><div role="button"></div></div></div></div>';
  const bar = new NoticeBar(document, GMAIL_NOTICES, new AbortController().signal);
  const placeWithSendAt = (x: number, y: number) => {
    boxes.set('button', new DOMRect(x, y, 80, 36));
    boxes.set('status', new DOMRect(24, 664, 350, 48));
    bar.show({ text: 'Logged to Ada Lovelace', actions: [] });
    return document.body.lastElementChild?.className;
  };
  expect(placeWithSendAt(170, 642)).toBe('above');
  expect(placeWithSendAt(170, 620), 'our line would be under it').toBe('above');
  expect(placeWithSendAt(170, 560)).toBe('');
  expect(placeWithSendAt(700, 642)).toBe('');
  expect(placeWithSendAt(170, 760)).toBe('');
});
