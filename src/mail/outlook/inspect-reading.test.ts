// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import { inspectReading } from './inspect-reading';

afterEach(() => {
  document.body.replaceChildren();
  history.replaceState({}, '', '/');
});

const states = (hasHeard = false) =>
  Object.fromEntries(inspectReading(document, hasHeard).map(({ id, state }) => [id.replace('outlook_', ''), state]));
const show = (html: string, path = '/mail/inbox') => {
  history.replaceState({}, '', path);
  document.body.innerHTML = html;
};
const FROM = '<span id="MSG_1_FROM">Ada&lt;ada@acme.example&gt;</span>';
const pane = (head: string) =>
  `<div id="ReadingPaneContainerId"><div>${head}<div role="document" id="UniqueMessageBody_1">Hi ${FROM}</div></div></div>`;

test('E2: of reading nothing is asked for while nothing is read', () => {
  expect(states()).toEqual({
    ...{ pane: 'not-needed-yet', message_head: 'not-needed-yet', origin: 'not-needed-yet', sent_list: 'not-needed-yet' },
  });
});

test('E2: an open message has a head, in a pane that we know, and the page was given it to read', () => {
  show(pane(FROM));
  expect(states(true)).toMatchObject({ pane: 'found', message_head: 'found', origin: 'found' });
  expect(states(false)).toMatchObject({ origin: 'missing' });
});

test('E2: a text without a head, and a list without a pane, are named; what a mail imitates is no head', () => {
  show(pane(''));
  expect(states()).toMatchObject({ pane: 'found', message_head: 'missing' });
  show('<div data-convid="A"></div>');
  expect(states()).toMatchObject({ pane: 'missing' });
});

test('E2: the rows of the Sent list are looked at while it is shown', () => {
  const list = (row: string) => `<div role="listbox"><div role="option"${row}></div></div>`;
  show(list(' data-convid="A"'));
  expect(states()).toMatchObject({ sent_list: 'not-needed-yet' });
  show(list(''), '/mail/sentitems');
  expect(states()).toMatchObject({ sent_list: 'missing' });
  show(list(' data-convid="A"'), '/mail/sentitems');
  expect(states()).toMatchObject({ sent_list: 'found' });
});
