// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Claim } from '../claim';
import type { Compose, SendSign } from '../mail-client';
import { CLAIM_EVENT } from './bridge';
import { createOutlookClient, type OutlookOptions } from './outlook-client';
import { composeHtml, NON_COMPOSES, pageHtml, type Sample, shellHtml, YEARS } from './samples';

let stop: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  stop = new AbortController();
  document.body.innerHTML = '';
  window.history.replaceState({}, '', '/mail/');
});
afterEach(async () => {
  stop.abort();
  await pass(0);
  vi.useRealTimers();
});

const ANNA = 'anna@northwind.example';
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const claim = (detail: Claim) => document.dispatchEvent(new CustomEvent(CLAIM_EVENT, { detail: JSON.stringify(detail) }));
const person = (name: string, address: string) => ({ name, address });

async function start(html: string, options: Partial<OutlookOptions> = {}) {
  document.body.innerHTML = html;
  const client = await createOutlookClient({ signal: stop.signal, accountHint: async () => null, ...options });
  const composes: Compose[] = [];
  client.watchComposes((compose) => composes.push(compose), stop.signal);
  await pass(50);
  return { client, composes };
}
function listen(compose: Compose): SendSign['kind'][] {
  const heard: SendSign['kind'][] = [];
  compose.onSend(({ kind }) => heard.push(kind));
  return heard;
}
const click = (selector: string) => document.querySelector<HTMLElement>(selector)?.click();
const SEND = '[data-testid="ComposeSendButton"] button, button[id$="__primaryActionButton"]';
const window2026: Sample = {
  year: 2026,
  surface: 'full',
  subject: 'Hello',
  chips: { to: '<span class="_EType_RECIPIENT_ENTITY" contenteditable="false" aria-label="ada@acme.example">Ada</span>' },
};

test('C1: windows that are open already, and each new one, once', async () => {
  const { composes } = await start(pageHtml(window2026));
  expect(composes).toHaveLength(1);
  document.querySelector('#ReadingPaneContainerId')?.insertAdjacentHTML('beforeend', composeHtml({ ...window2026, place: 1 }));
  await pass(1_000);
  await pass(1_000);
  expect(composes).toHaveLength(2);
  expect(new Set(composes.map(({ slot }) => slot)).size).toBe(2);
});

for (const year of YEARS)
  test(`C1: ${year}: the line stands below Send, and again when React took it away, with what was drawn in it`, async () => {
    const { composes } = await start(pageHtml({ year, surface: 'full' }));
    const slot = composes[0]?.slot as HTMLElement;
    expect(slot.previousElementSibling?.querySelector('[data-icon-name^=Send]')).not.toBeNull();
    expect(slot.style.height).toBe('36px');
    slot.append(document.createElement('b'));
    const parent = slot.parentElement;
    slot.remove();
    await pass(0);
    expect(slot.parentElement).toBe(parent);
    expect(slot.innerHTML).toBe('<b></b>');
  });

test('a page that takes the line away again and again is not fought with', async () => {
  const { composes } = await start(pageHtml(window2026));
  const slot = composes[0]?.slot as HTMLElement;
  let times = 0;
  new MutationObserver(() => {
    if (slot.isConnected && times < 1_000) {
      times += 1;
      slot.remove();
    }
  }).observe(slot.parentElement as Element, { childList: true });
  slot.remove();
  await pass(900);
  expect(times).toBeLessThan(20);
});

test('C1: a body that Outlook makes anew is still the same window', async () => {
  const { composes } = await start(pageHtml(window2026));
  const body = document.querySelector('[aria-multiline]') as HTMLElement;
  const again = body.cloneNode(true) as HTMLElement;
  again.textContent = 'Made anew';
  body.replaceWith(again);
  await pass(2_000);
  expect(composes).toHaveLength(1);
  expect(composes[0]?.signal.aborted).toBe(false);
  expect(composes[0]?.read().html).toBe('Made anew');
});

test('C1: a window that closes is gone, also where only its contents go', async () => {
  const { composes } = await start(pageHtml(window2026));
  composes[0]?.readHeader();
  (document.querySelector('[id^=docking_Init]') as HTMLElement).innerHTML = '';
  await pass(100);
  expect(composes[0]?.signal.aborted).toBe(true);
  expect(() => composes[0]?.read()).not.toThrow();
  expect(composes[0]?.readHeader().subject).toBe('Hello');
});

test('C5: pressed, refused by the page, and pressed again', async () => {
  const { composes } = await start(pageHtml(window2026));
  const heard = listen(composes[0] as Compose);
  click(SEND);
  expect(heard).toEqual(['pressed']);
  await pass(5_000);
  expect(heard).toEqual(['pressed', 'failed']);
  const key = (init: KeyboardEventInit) =>
    document.querySelector('[aria-multiline]')?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));
  key({ key: 'Enter' });
  key({ key: 's', code: 'KeyS' });
  expect(heard).toHaveLength(2);
  key({ key: 'Enter', ctrlKey: true });
  await pass(5_000);
  key({ key: 'ß', code: 'KeyS', altKey: true });
  expect(heard).toEqual(['pressed', 'failed', 'pressed', 'failed', 'pressed']);
});

test('C5: while the page asks, nothing is refused; told no, it is', async () => {
  const { composes } = await start(pageHtml(window2026));
  const heard = listen(composes[0] as Compose);
  click(SEND);
  document.body.insertAdjacentHTML('beforeend', '<div role="dialog">?<button>1</button></div>');
  await pass(60_000);
  expect(heard).toEqual(['pressed']);
  document.querySelector('[role=dialog]')?.remove();
  await pass(5_000);
  expect(heard).toEqual(['pressed', 'failed']);
});

test('C5: a window that goes says nothing of a send; the request does, once', async () => {
  const { composes } = await start(pageHtml(window2026));
  const [compose] = composes as [Compose];
  const heard = listen(compose);
  const mail = { to: [person('Ada', 'ada@acme.example')], cc: [], bcc: [], subject: 'Hello' };
  claim({ kind: 'saved', draft: 'AAMk1', order: 1, mail });
  expect(compose.readHeader().hostDraftId).toBe('AAMk1');
  click(SEND);
  document.querySelector('[id^=docking_Init]')?.remove();
  await pass(30_000);
  expect(heard).toEqual(['pressed']);
  claim({ kind: 'leaving', draft: 'AAMk1', order: 2, html: '', ...mail });
  for (const order of [2, 2])
    claim({ kind: 'accepted', draft: 'AAMk1', order, messageId: '<1@x>', hostMessageId: null, hostThreadId: 't' });
  expect(heard).toEqual(['pressed', 'leaving', 'confirmed']);
});

test('C5: Undo gives the text back in another window: undone, and the same draft', async () => {
  const { composes } = await start(pageHtml(window2026));
  const heard = listen(composes[0] as Compose);
  claim({ kind: 'saved', draft: 'AAMk1', order: 1, mail: { to: [person('', 'ada@acme.example')], cc: [], bcc: [], subject: 'Hello' } });
  click(SEND);
  document.querySelector('[id^=docking_Init]')?.remove();
  await pass(1_000);
  document.querySelector('#ReadingPaneContainerId')?.insertAdjacentHTML('beforeend', composeHtml({ ...window2026, place: 3 }));
  await pass(3_000);
  expect(heard).toEqual(['pressed', 'undone']);
  expect(composes[1]?.readHeader().hostDraftId).toBe('AAMk1');
});

test('C5: thrown away counts once the window has gone', async () => {
  const { composes } = await start(pageHtml(window2026));
  const heard = listen(composes[0] as Compose);
  click('#discardCompose');
  expect(heard).toEqual([]);
  document.querySelector('[id^=docking_Init]')?.remove();
  await pass(100);
  expect(heard).toEqual(['discarded']);
});

test('C5: told not to throw it away after all, a window that closes later is only closed', async () => {
  const { composes } = await start(pageHtml(window2026));
  const heard = listen(composes[0] as Compose);
  click('#discardCompose');
  click('[aria-multiline]');
  document.querySelector('[id^=docking_Init]')?.remove();
  await pass(100);
  expect(heard).toEqual([]);
});

test('C1: an address that is not known yet is settled by the draft save', async () => {
  const to =
    '<span class="_EType_RECIPIENT_ENTITY" contenteditable="false" aria-label="availableDana Doe"><span class="textContainer-1">Dana Doe</span></span>';
  const { composes } = await start(pageHtml({ ...window2026, chips: { to } }));
  const [compose] = composes as [Compose];
  const changed = vi.fn();
  compose.onChange(changed);
  expect(compose.readHeader().recipients).toMatchObject([{ known: false, name: 'Dana Doe' }]);
  claim({
    kind: 'saved',
    draft: 'AAMk2',
    order: 1,
    mail: { to: [person('Dana Doe', 'dana@acme.example')], cc: [], bcc: [], subject: 'Hello', operation: 'forward' },
  });
  expect(changed).toHaveBeenCalledWith('header');
  expect(compose.readHeader().recipients).toMatchObject([{ known: true, address: 'dana@acme.example' }]);
  expect(compose.kind).toBe('forward');
});

test('E2: a page that never finishes loading is unreadable in the end', async () => {
  const failed = start('<div role="banner"><input></div>', { patience: 5_000 }).catch((error: Error) => error);
  await pass(6_000);
  expect(await failed).toMatchObject({
    name: 'MailPageUnreadable',
    host: 'outlook',
    probes: expect.arrayContaining([expect.objectContaining({ id: 'outlook_account', state: 'missing' })]),
  });
});

test('C1: a cold page shows its header first and its account later', async () => {
  const opening = start('<div role="banner"></div>');
  await pass(4_000);
  document.body.innerHTML = pageHtml(window2026);
  await pass(1_000);
  expect((await opening).client.account).toBe(ANNA);
});

test('C1: a pop-out shows no account: another page of Outlook knows it', async () => {
  window.history.replaceState({}, '', '/mail/deeplink/compose/AAMk');
  const { client, composes } = await start(pageHtml({ year: 2026, surface: 'pop-out' }), { accountHint: async () => ANNA });
  expect([client.account, composes.length]).toEqual([ANNA, 1]);
});

test('a calendar is no mail page until it is one', async () => {
  window.history.replaceState({}, '', '/calendar/view/week');
  let isUp = false;
  const opening = start(shellHtml('')).then((started) => {
    isUp = true;
    return started;
  });
  await pass(60_000);
  expect(isUp).toBe(false);
  window.history.replaceState({}, '', '/mail/');
  await pass(2_000);
  expect((await opening).client.account).toBe(ANNA);
});

test('E2: what may be a mail is offered to be logged by hand, but not while it is still being drawn', async () => {
  const strange = shellHtml(
    '<div class="a"><div contenteditable="true" aria-multiline="true"><div class="elementToProof">x</div></div><button><i data-icon-name="SendRegular"></i></button></div>',
  )
    .replace('data-app-section="MailReadCompose"', '')
    .replace('id="ReadingPaneContainerId"', '');
  const { composes } = await start(strange);
  expect(composes).toEqual([]);
  await pass(3_000);
  expect(composes.map(({ slot }) => slot)).toEqual([null]);
});

test('what is no compose window is never handed out', async () => {
  for (const html of Object.values(NON_COMPOSES)) {
    const { composes } = await start(html + shellHtml(''));
    await pass(10_000);
    expect(composes).toEqual([]);
  }
});

test('E2: the self-check names what is missing in an open window', async () => {
  const { client } = await start(
    pageHtml(window2026)
      .replace(/<button type="button" id="splitButton.*?<\/button>/, '')
      .replace('data-testid="ComposeSendButton"', ''),
  );
  expect(
    client
      .inspect()
      .filter(({ state }) => state === 'missing')
      .map(({ id }) => id),
  ).toEqual(['outlook_send_button']);
});
