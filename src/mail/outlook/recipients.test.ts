// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { DraftRecipient } from '../mail-client';
import { AddressBook } from './address-book';
import { fieldsOf } from './fields';
import { findComposes } from './find-composes';
import { recipientsOf } from './recipients';
import { pageHtml, type Sample, WORDS, type Year } from './samples';

function read(sample: Sample, book = new AddressBook()): DraftRecipient[] {
  document.body.innerHTML = pageHtml(sample);
  const [found] = findComposes(document);
  if (!found) throw new Error('no window');
  const { root, body } = found;
  return recipientsOf(root, body, fieldsOf(root, body), book);
}
const told = (people: DraftRecipient[]) =>
  people.map(({ field, address, name, known }) => `${field}: ${name} <${address}>${known ? '' : ' ?'}`);

const GLYPH = '<span aria-hidden="true" class="presence">\uE915</span>';
const CROSS = '<span id="removeButton" role="button">\uE711</span>';
/** One chip as each year draws it. */
function chip(year: Year, text: string, label = text, title = ''): string {
  if (year === 2021)
    return `<div class="ms-PickerPersona-container" data-selection-index="0"><div class="ms-Persona" title="${title}">${text}</div>${CROSS}</div>`;
  if (year === 2022)
    return `<span draggable="true" contenteditable="false" class="wellItem" title="${title}"><span><span>${text}</span></span>${CROSS}</span>`;
  if (year === 2024)
    return `<span draggable="true" role="button" contenteditable="false" class="_EType_RECIPIENT_ENTITY" aria-label="${label}"><span><span>${text}</span></span>${CROSS}</span>`;
  return `\u200b<span id="REK000001" class="_Entity _EType_RECIPIENT_ENTITY _EReadonly_1" contenteditable="false" draggable="true" aria-label="${label}">${GLYPH}<span class="textContainer-390 individualText-391">${text}</span>${CROSS}</span>\u200b`;
}

for (const year of [2021, 2022, 2024, 2025, 2026] as const) {
  test(`C1: ${year}: chips with an address, with a name and an address, and with a name alone`, () => {
    const book = new AddressBook();
    book.learn('Dana Doe', 'dana@acme.example');
    const to = [
      chip(year, 'ada@acme.example'),
      chip(year, 'Bob Brown &lt;BOB@Acme.example&gt;', 'bob@acme.example'),
      chip(year, 'Dana Doe', 'availableDana Doe'),
      chip(year, 'Nobody Known', 'awayNobody Known'),
    ].join('');
    const people = read(
      { year, surface: 'full', words: WORDS.invented, chips: { to, cc: chip(year, 'Eve', 'eve@x.example', 'eve@x.example') } },
      book,
    );
    expect(told(people)).toEqual([
      'to:  <ada@acme.example>',
      'to: Bob Brown <bob@acme.example>',
      'to: Dana Doe <dana@acme.example>',
      'to: Nobody Known <> ?',
      'cc: Eve <eve@x.example>',
    ]);
  });
}

test('C1: a chip is one person, whatever signs the name has', () => {
  const to = chip(2026, 'Doe, Jane &lt;jane@acme.example&gt;') + chip(2026, '&lt;img src=x&gt; &lt;h@x.example&gt;');
  expect(told(read({ year: 2026, surface: 'full', chips: { to } }))).toEqual([
    'to: Doe, Jane <jane@acme.example>',
    'to: <img src=x> <h@x.example>',
  ]);
});

test('C1: what is typed and no chip yet is a recipient too', () => {
  const to = `${chip(2026, 'ada@acme.example')}bob@acme.example; Carla &lt;carla@acme.example&gt;; half an add`;
  expect(told(read({ year: 2026, surface: 'full', chips: { to } }))).toEqual([
    'to:  <ada@acme.example>',
    'to:  <bob@acme.example>',
    'to: Carla <carla@acme.example>',
    'to: half an add <> ?',
  ]);
});

test('C1: an inline answer whose header is one line of names', () => {
  const book = new AddressBook();
  book.learn('Carl Customer', 'carl@customer.example');
  for (const words of Object.values(WORDS))
    expect(told(read({ year: 2026, surface: 'collapsed', words }, book))).toEqual([
      'to: Carl Customer <carl@customer.example>',
      'to: Dana Doe <> ?',
    ]);
});

test('a chip that shows nothing is still somebody', () => {
  const people = read({ year: 2026, surface: 'full', chips: { to: chip(2026, '', '') } });
  expect(people).toEqual([{ field: 'to', address: '', name: '…', known: false }]);
});

test('names from right to left and with signs that turn text round keep their letters and lose the signs', () => {
  const to = chip(2026, '\u202e\u0641\u0627\u0637\u0645\u0629\u200f', '') + chip(2026, '\u05d3\u05e0\u05d4 \uE915\u200b', '');
  expect(read({ year: 2026, surface: 'full', words: WORDS.ar, chips: { to } }).map(({ name }) => name)).toEqual([
    '\u0641\u0627\u0637\u0645\u0629',
    '\u05d3\u05e0\u05d4',
  ]);
});

test('a presence word glued to a name is told from a longer name', () => {
  const book = new AddressBook();
  book.learn('Jane Doe', 'jane@acme.example');
  for (const label of ['availableJane Doe', 'VerfügbarJane Doe', 'متاحJane Doe', '有空Jane Doe'])
    expect(book.findGlued(label)?.address).toBe('jane@acme.example');
  for (const label of ['Mary-Jane Doe', 'Mary Jane Doe', 'Jane Doe', "O'Jane Doe"]) expect(book.findGlued(label), label).toBeNull();
});

test('two people of one name stay unknown', () => {
  const book = new AddressBook();
  book.learn('Jane Doe', 'jane@acme.example');
  book.learn('jane  doe', 'jane.doe@other.example');
  expect(book.find('Jane Doe')).toBe('');
});

test('500 recipients are read at once', () => {
  const book = new AddressBook();
  for (let number = 0; number < 500; number += 1) book.learn(`Person ${number}`, `person${number}@acme.example`);
  const to = Array.from({ length: 500 }, (_, number) => chip(2026, `Person ${number}`, `availablePerson ${number}`)).join('');
  const people = read({ year: 2026, surface: 'full', chips: { to } }, book);
  expect(people).toHaveLength(500);
  expect(people.every(({ known }) => known)).toBe(true);
});
