// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { HeldFiles, sizeShown } from '../held-files';
import { watchBody } from '../watch-body';
import { kindOf, readHeader } from './read-draft';
import { FILE_PLACES } from './windows-in-page';

const account = { address: 'anna@northwind.example', name: '' };

function window(form: string): HTMLElement {
  document.body.innerHTML = `<div role="dialog"><form class="bAs">${form}<input name="draft" value="#msg-a:r-1"></form></div>`;
  return document.body.firstElementChild as HTMLElement;
}
const header = (form: string) => readHeader(window(form), account, new HeldFiles(document, FILE_PLACES, new AbortController().signal));

test('C1: recipients of the newer kind, and what is typed and no chip yet', () => {
  const row = (field: string, chips: string, typed = '') =>
    `<div class="anm" name="${field}"><div role="listbox">${chips}</div><input type="text" value="${typed}"></div>`;
  const { recipients } = header(
    `<table class="GS"></table>${row('to', '<div role="option" data-name="Ada" data-hovercard-id="Ada@ACME.example"></div>')}${row('cc', '', 'bob@acme.example; nobody')}${row('bcc', '<div role="option" data-name="" data-hovercard-id="someone"></div>', 'half an add')}`,
  );
  expect(recipients).toEqual([
    { field: 'to', address: 'ada@acme.example', name: 'Ada', known: true },
    { field: 'cc', address: 'bob@acme.example', name: '', known: true },
    { field: 'bcc', address: '', name: 'someone', known: false },
    { field: 'bcc', address: '', name: 'half an add', known: false },
  ]);
});

test('C1: recipients of the older kind', () => {
  const { recipients } = header(
    `<div class="vR"><input type="hidden" name="to" value='"Lovelace, Ada" &lt;ada@acme.example&gt;'></div><textarea name="to">bob@x.example</textarea>`,
  );
  expect(recipients.map(({ address, name }) => [address, name])).toEqual([
    ['ada@acme.example', 'Lovelace, Ada'],
    ['bob@x.example', ''],
  ]);
});

test('ids are taken only in the form that Gmail gives them', () => {
  expect(header('<input name="lts" value="18b0"><input name="rm" value="#msg-f:1">')).toMatchObject({
    hostDraftId: 'msg-a:r-1',
    hostThreadId: '18b0',
  });
  expect(header('<input name="rt" value="#thread-a:r1"><input name="rm" value="undefined">').hostThreadId).toBe('');
  expect(kindOf(window('<input name="rm" value="#msg-f:1"><div class="Un J-JN-M-I"><img class="mI"></div>'))).toBe('forward');
});

test('another sender than the account, as with an alias', () => {
  expect(header('<input name="from" value="sales@northwind.example">').from).toEqual({ address: 'sales@northwind.example', name: '' });
});

test.each([
  ['(12K)', 12 * 1024],
  ['(1,234K)', 1234 * 1024],
  ['(1.234 Ko)', 1234 * 1024],
  ['1,5 MB', 1.5 * 1024 ** 2],
  ['(1.5M)', 1.5 * 1024 ** 2],
  ['17', 17],
  ['', 0],
])('a size shown as %s is %d bytes', (text, bytes) => {
  expect(sizeShown(text)).toBe(bytes);
});

test('C6: what was pasted is told once it is there; what is typed is not', () => {
  vi.useFakeTimers();
  const root = window('');
  const body = root.appendChild(document.createElement('div'));
  body.setAttribute('g_editable', 'true');
  const changed = vi.fn();
  watchBody(root.querySelector('[g_editable]'), changed, new AbortController().signal);
  for (const typed of ['keydown', 'input']) body.dispatchEvent(new Event(typed, { bubbles: true }));
  expect(changed).not.toHaveBeenCalled();
  body.dispatchEvent(new Event('paste', { bubbles: true }));
  expect(changed).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(changed).toHaveBeenCalledTimes(1);
  body.dispatchEvent(new Event('focusout', { bubbles: true }));
  expect(changed).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});
