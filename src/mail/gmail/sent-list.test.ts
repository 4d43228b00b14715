// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import { sentListOf } from './sent-list';

afterEach(() => document.body.replaceChildren());

const AT = Date.UTC(2026, 4, 3, 12);
const idOf = (at: number) => `${at.toString(16)}abcde`;
const row = ({ thread = '18b1', last = idOf(AT), count = '', people = '', subject = 'Offer' }) =>
  `<tr class="zA"><td><div class="yW">${people}${count && `<span class="bx0">${count}</span>`}</div></td>
  <td><span class="bog"><span data-legacy-thread-id="${thread}" data-legacy-last-message-id="${last}">${subject}</span></span></td></tr>`;
const ADA = '<span email="ada@acme.example" name="Ada Lovelace">x</span>';

function read(...rows: string[]) {
  document.body.innerHTML = `<table role="main"><tbody>${rows.join('')}</tbody></table>`;
  return sentListOf(document).read();
}

test('R3: a row tells its mail, whom it went to and when, in no language', () => {
  expect(read(row({ people: ADA }))).toEqual([
    {
      ...{ hostThreadId: '18b1', hostMessageId: idOf(AT), at: AT, subject: 'Offer', names: ['Ada Lovelace'] },
      path: '/mail/u/0/#sent/18b1',
    },
  ]);
});

test('R3: of several messages nobody knows which one was sent, and so not when', () => {
  expect(read(row({ count: '3' }))).toMatchObject([{ hostThreadId: '18b1', hostMessageId: null, at: null }]);
});

test('R3: rows that are none, and ids that are no time, are not believed', () => {
  const hostile = ['', '18B1', '../x', '#inbox', 'javascript:1', 'f'.repeat(33)].map((thread) => row({ thread }));
  expect(read(...hostile)).toEqual([]);
  const ids = ['', 'zz', 'f', '0000000000000000', '-8b1aaaaaaabcde', '18b1<script>', 'f'.repeat(40)];
  expect(read(...ids.map((last) => row({ last }))).map(({ at, hostMessageId }) => [at, hostMessageId])).toEqual(
    ids.map(() => [null, null]),
  );
  const [one] = read(row({ subject: '&lt;img src=x&gt;', people: '<span email="" name=""></span><span email="a@b.example"></span>' }));
  expect(one).toMatchObject({ subject: '<img src=x>', names: ['a@b.example'] });
});

test('rows of mails that are read, outside of the list, are none', () => {
  document.body.innerHTML = `<table><tbody>${row({})}</tbody></table>`;
  expect(sentListOf(document).read()).toEqual([]);
});
