// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Texts } from '../../ui/i18n';
import { sceneFrom } from '../ui/fake-scene';
import { fakeWorker } from '../ui/fake-worker';
import { textsOf } from '../ui/texts-of';
import { Popup } from './popup';

const t = await textsOf('en');
const quiet = { logged: 0, failed: 0, waiting: 0, blocked: 0, unconfirmed: 0, notLogged: 0 };

beforeEach(() => {
  // Nothing has a size in happy-dom: say that the scrolling box is tall, or no row is in view.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(2000);
});
afterEach(() => {
  render(null, document.body);
  vi.restoreAllMocks();
});

function draw(scene: Record<string, string | number>) {
  const query = new URLSearchParams(Object.entries({ ...quiet, ...scene }).map(([key, value]) => [key, String(value)]));
  const worker = fakeWorker(sceneFrom(query));
  render(
    <Texts.Provider value={t}>
      <Popup worker={worker} />
    </Texts.Provider>,
    document.body,
  );
  return worker;
}

const shows = (text: string) => vi.waitFor(() => expect(document.body.textContent).toContain(text));
const button = (name: string) => {
  const found = [...document.querySelectorAll('button')].find((one) => (one.getAttribute('aria-label') ?? one.textContent) === name);
  if (!found) throw new Error(`No button ${name}`);
  return found;
};
const headings = () => [...document.querySelectorAll('h2')].map((heading) => heading.textContent);

test('D3: what needs the rep comes first, then what is on its way, then what is logged', async () => {
  draw({ logged: 3, failed: 1, waiting: 1, blocked: 1, unconfirmed: 1, notLogged: 1 });
  await shows('Logged');
  expect(headings()).toEqual(['Needs you', 'On the way', 'Sent, but not logged', 'Kept out', 'Logged']);
});

test('an empty outbox says so in a friendly sentence', async () => {
  draw({});
  await shows('Nothing here yet');
});

test('D3: a refusal says what happened and what to do, and its button does it', async () => {
  const worker = draw({ failed: 1 });
  await shows('no longer in the CRM. Choose another record');
  button('Choose records').click();
  await shows('Where does this mail belong?');
  button('Remove Acme').click();
  await vi.waitFor(() => expect(() => button('Remove Acme')).toThrow());
  button('Save and try again').click();
  await vi.waitFor(() => expect(worker.entries[0]?.state).toBe('waiting'));
  expect(worker.entries[0]?.engagement.associations.map(({ kind }) => kind)).toEqual(['contact', 'deal']);
});

test('D3: what only needs another try is tried again all at once', async () => {
  const worker = draw({ failed: 6 });
  await shows('Needs you');
  button('Try all again').click();
  await shows('5 mails are being tried again.');
  expect(worker.entries.filter(({ state }) => state === 'failed').map(({ failure }) => failure?.code)).toEqual(['record_gone']);
});

test('C5: only the rep can say whether an unconfirmed mail was sent', async () => {
  const worker = draw({ unconfirmed: 1 });
  await shows('Your mailbox has not said whether this was sent');
  button('It was sent').click();
  await shows('It will be logged now.');
  expect(await worker.ask.listUnconfirmed()).toEqual([]);
});

test('R3: what was sent and not logged is one click away from it, or from being left alone', async () => {
  const worker = draw({ notLogged: 3 });
  await shows('Sent, but not logged');
  button('Log').click();
  await shows('It will be logged now.');
  button('Stop showing the mail to Konrad Zuse').click();
  await shows('It is no longer shown here.');
  button('Open and log').click();
  await shows('It is logged as soon as it is open.');
  await shows('Nothing here yet');
  expect(await worker.ask.listNotLogged()).toEqual([]);
});

test('R3: what the worker finds unlogged is shown without opening the popup again', async () => {
  const worker = draw({ notLogged: 1 });
  await shows('Sent, but not logged');
  await worker.ask.dismissSent('sent0');
  worker.tell('sent');
  await shows('Nothing here yet');
});

test('D6: un-logging can be undone from the notice', async () => {
  const worker = draw({ logged: 1 });
  await shows('Ada Lovelace');
  button('Remove the mail to Ada Lovelace from the CRM').click();
  await shows('is being removed from the CRM');
  expect(worker.entries[0]?.state).toBe('removing');
  button('Undo').click();
  await shows('It stays logged');
  expect(worker.entries[0]?.state).toBe('logged');
});

test('D3: what the worker says has changed is shown without opening the popup again', async () => {
  const worker = draw({ waiting: 1 });
  await shows('On the way');
  const [entry] = worker.entries;
  if (entry) Object.assign(entry, { state: 'logged', ref: { id: 'e1', url: 'https://crm.example/e1', records: [] } });
  worker.tell('outbox');
  await vi.waitFor(() => expect(document.querySelector('a[href="https://crm.example/e1"]')).not.toBeNull());
  expect(headings()).toEqual(['Logged']);
});

test('names, subjects and links from outside are text, never markup and never script', async () => {
  draw({ logged: 2, failed: 1, waiting: 1, hostile: 1 });
  await shows('<img src=x');
  expect(document.querySelector('img, script')).toBeNull();
  expect([...document.querySelectorAll('a')].map(({ href }) => href).filter((href) => !href.startsWith('http'))).toEqual([]);
});

test('a worker that does not answer is said, with a way to try again', async () => {
  draw({ dead: 1 });
  await shows('Threadline is not answering');
  button('Try again');
});
