// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { inspectReading } from './inspect-reading';

const witness = vi.hoisted(() => ({ key: '' }));
vi.mock('./witness-link', () => ({ askWitness: () => ({ key: witness.key }) }));

afterEach(() => {
  document.body.replaceChildren();
  location.hash = '';
  witness.key = '';
});

const states = () => Object.fromEntries(inspectReading(document).map(({ id, state }) => [id.replace('gmail_', ''), state]));
const show = (inner: string) => {
  document.body.innerHTML = `<div role="main">${inner}</div>`;
};
const HEAD = '<div class="gE"><span class="gD" email="ada@acme.example"></span></div>';
const message = (head: string) => `<div data-message-id="#msg-f:1">${head}<div class="a3s">Hi ${HEAD}</div></div>`;

test('E2: of reading nothing is asked for while nothing is read', () => {
  const nothing = { message_head: 'not-needed-yet', thread: 'not-needed-yet', origin_key: 'not-needed-yet', sent_list: 'not-needed-yet' };
  expect(states()).toEqual(nothing);
  show('<table><tr class="zA"><td></td></tr></table>');
  expect(states()).toEqual(nothing);
});

test('E2: an open thread has a head for each message, a name of its own, and a key to its originals', () => {
  witness.key = 'k';
  show(`<h2 data-legacy-thread-id="18b1"></h2>${message(HEAD)}`);
  expect(states()).toMatchObject({ message_head: 'found', thread: 'found', origin_key: 'found' });
});

test('E2: what is gone from an open thread is missing, whatever a mail says', () => {
  show(`${message(HEAD)}${message('')}`);
  expect(states()).toMatchObject({ message_head: 'missing', thread: 'missing', origin_key: 'missing' });
});

test('E2: the rows of the Sent list are looked at while it is shown', () => {
  location.hash = '#sent';
  show('<table><tr class="zA"><td></td></tr></table>');
  expect(states()).toMatchObject({ sent_list: 'missing' });
  show('<table><tr class="zA"><td><span data-legacy-thread-id="18b1"></span></td></tr></table>');
  expect(states()).toMatchObject({ sent_list: 'found' });
});
