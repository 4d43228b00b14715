// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Translate } from '../../core/messages';
import { ComposeLine } from './compose-line';
import type { SessionView } from './compose-session';
import { emptyPlan, readyState } from './fakes';
import type { Obstacle } from './send-individually';

const t = Object.assign((key: string, ...values: (string | number)[]) => [key, ...values].join(' '), {
  plural: (key: string, count: number) => `${key} ${count}`,
  language: 'en',
}) as Translate;
const HOSTILE = '<img src=x onerror="alert(1)">';
const ada = { id: 'a', name: HOSTILE, address: 'ada@acme.com', owner: null, company: null, deals: [], url: 'https://crm.example/a' };
const view: SessionView = {
  state: readyState,
  choices: { off: [], added: [] },
  plan: { ...emptyPlan, contacts: [{ address: 'ada@acme.com', name: HOSTILE, field: 'to', contact: ada, choices: [] }] },
  tracking: null,
  individual: { kind: 'idle' },
  isPlanning: false,
  failure: null,
  isOrphan: false,
};
const eve = { address: 'eve@acme.com', name: 'Eve', isColleague: false, consent: null };
const noConsent = { address: 'eve@acme.com', name: 'Eve', reason: 'no-consent' as const };
const heldBack: SessionView['tracking'] = { verdict: 'held-back', refusals: [noConsent], oneOf: 2, individually: [] };
const tracking = { list: vi.fn(async () => [{ ...eve, refusal: noConsent }]), note: vi.fn(async () => true) };
const individually = { obstacle: vi.fn((): Obstacle | null => null), run: vi.fn(async () => undefined) };
const onGo = vi.fn();
const session = {
  tracking,
  individually,
  toggle: vi.fn(),
  choose: vi.fn(),
  describe: vi.fn(async () => []),
  search: vi.fn(async () => []),
};
let root: ShadowRoot;
let line: ComposeLine;

beforeEach(() => {
  // happy-dom knows no top layer.
  HTMLElement.prototype.showPopover ??= () => undefined;
  const host = document.createElement('div');
  document.body.append(host);
  root = host.attachShadow({ mode: 'open' });
  line = new ComposeLine({ session, account: 'anna@northwind.example', t, onGo });
  root.append(line.element);
});
afterEach(() => {
  act(() => line.end());
  document.body.replaceChildren();
  vi.clearAllMocks();
});

const draw = (change: Partial<SessionView> = {}) => act(() => line.draw({ ...view, ...change }, { log: 'Alt+Shift+L', track: '' }));
const find = <T extends HTMLElement>(selector: string) => root.querySelector<T>(selector);
const press = (element: Element | null, key: string) =>
  act(() => void element?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true })));
const open = async () => {
  await draw();
  find('button.plan')?.focus();
  await act(() => find('button.plan')?.click());
};

test('the switches are switches, with a name, a state and their shortcut', async () => {
  await draw();
  const switches = [...root.querySelectorAll('[role=switch]')];
  expect(switches.map((one) => [one.textContent, one.getAttribute('aria-checked')])).toEqual([
    ['compose_log', 'true'],
    ['compose_track', 'false'],
  ]);
  expect(switches[0]?.getAttribute('title')).toBe('compose_with_shortcut compose_log_hint Alt+Shift+L');
  await act(() => (switches[0] as HTMLElement).click());
  expect(session.toggle).toHaveBeenCalledWith('log');
});

test('hostile names are text, in the line and in the panel', async () => {
  await open();
  expect(find('img')).toBeNull();
  expect(find('.plan')?.textContent).toContain(HOSTILE);
  expect(find('.panel')?.textContent).toContain(HOSTILE);
});

test('Escape closes the panel, gives the focus back, and the page does not hear it', async () => {
  await open();
  const heard = vi.fn();
  document.addEventListener('keydown', heard);
  expect(find('.panel')).not.toBeNull();
  await press(root.activeElement, 'Escape');
  document.removeEventListener('keydown', heard);
  expect(find('.panel')).toBeNull();
  expect(root.activeElement).toBe(find('button.plan'));
  expect(heard).not.toHaveBeenCalled();
});

test('Tab goes round inside the panel', async () => {
  await open();
  const stops = [...root.querySelectorAll<HTMLElement>('.panel button, .panel a, .panel input')];
  stops.at(-1)?.focus();
  await press(stops.at(-1) ?? null, 'Tab');
  expect(root.activeElement).toBe(stops[0]);
});

test('a click elsewhere closes the panel', async () => {
  await open();
  await act(() => void document.body.dispatchEvent(new Event('pointerdown', { bubbles: true })));
  expect(find('.panel')).toBeNull();
});

test('the panel stays while the next plan is looked up', async () => {
  await open();
  await draw({ isPlanning: true });
  expect(find('.panel')).not.toBeNull();
});

test('C3: a tick leaves somebody out', async () => {
  await open();
  const box = find<HTMLInputElement>('.panel input[type=checkbox]');
  await act(() => {
    if (box) box.checked = false;
    box?.dispatchEvent(new Event('change', { bubbles: true }));
  });
  expect(session.choose).toHaveBeenCalledWith({ off: ['ada@acme.com'], added: [] });
});

test('C4: what will be written is asked for only when it is looked at', async () => {
  const fields = [
    { field: 'hs_email_subject', labelKey: 'byhand_subject', value: HOSTILE },
    { field: 'hs_email_text', labelKey: 'byhand_text', value: 'line\n'.repeat(9) },
  ];
  session.describe.mockResolvedValueOnce([{ record: 'email', labelKey: 'written_email', name: HOSTILE, fields }] as never);
  await open();
  expect(session.describe).not.toHaveBeenCalled();
  await act(() => find('.fold')?.click());
  await vi.waitFor(() => expect(find('dd')?.textContent).toBe(HOSTILE));
  expect(find('.written h4')?.textContent).toBe(`written_email${HOSTILE}`);
  expect(find('dt')?.textContent).toBe('byhand_subjecths_email_subject');
  expect(find('.folded')?.textContent).toBe('line\n'.repeat(9));
  await act(() => find('dd .fold')?.click());
  expect(find('.folded')).toBeNull();
});

test('an orphan shows no switches that do nothing', async () => {
  await draw({ isOrphan: true });
  expect(find('[role=switch]')).toBeNull();
  expect(find('.plan')?.textContent).toBe('compose_updated');
});

test('where nobody serves pixels, Track is a button that says so and leads to how to come by somebody', async () => {
  await draw({ state: { ...readyState, trackAllowed: false } });
  expect(root.querySelectorAll('[role=switch]')).toHaveLength(1);
  const track = find('button.none');
  expect(track?.textContent).toBe('compose_trackcompose_track_forbidden');
  await act(() => track?.click());
  expect(onGo).toHaveBeenCalledWith({ to: 'options', section: 'tracking' });
});

test('C3 T5: who holds Track back is said with the reason, in little room with a count', async () => {
  await draw({ tracking: heldBack });
  expect(find('button.plan')?.getAttribute('aria-label')).toMatch(/ — track_held_back track_refused_no_consent Eve$/);
  expect(find('.untracked .short')?.textContent).toBe('— track_held_back_count 1');
  expect(find('.untracked .count')?.textContent).toBe('1');
});

test('T5: consent is recorded in two clicks, with the way by which it was given; the focus stays in the row', async () => {
  await draw({ state: { ...readyState, log: false, track: true }, tracking: heldBack });
  await act(() => find('button.plan')?.click());
  await vi.waitFor(() => expect(find('.consent b')?.textContent).toBe('Eve'));
  expect(find('.panel h3'), 'only Track is on').toBeNull();
  await act(() => find('.consent .offers button')?.click());
  expect(find('.ways legend')?.textContent).toBe('consent_ask_given Eve');
  expect(root.activeElement).toBe(find('.ways button'));
  await act(() => [...root.querySelectorAll<HTMLElement>('.ways button')][3]?.click());
  expect(tracking.note).toHaveBeenCalledWith([{ address: 'eve@acme.com', state: 'given', how: 'contract' }]);
  await vi.waitFor(() => expect(find('.ways')).toBeNull());
  expect(find('.consent')?.contains(root.activeElement)).toBe(true);
});

test('T5: what could not be written down is said', async () => {
  tracking.note.mockResolvedValueOnce(false);
  await draw({ tracking: heldBack });
  await act(() => find('button.plan')?.click());
  await vi.waitFor(() => expect(find('.consent b')).not.toBeNull());
  await act(() => [...root.querySelectorAll<HTMLElement>('.consent .offers button')][1]?.click());
  await act(() => find('.ways button')?.click());
  await vi.waitFor(() => expect(find('.consent [role=alert]')?.textContent).toBe('consent_not_noted'));
});

test('a mail to each is sent at the second click, and where that cannot be the panel says why', async () => {
  await draw({ tracking: heldBack });
  await act(() => find('button.plan')?.click());
  await act(() => find('.individual button')?.click());
  expect(individually.run).not.toHaveBeenCalled();
  expect(find('.individual .action')?.textContent).toBe('individual_send 2');
  await act(() => find('.individual .action')?.click());
  expect(individually.run).toHaveBeenCalledOnce();
  individually.obstacle.mockReturnValue('client');
  await draw({ tracking: { ...heldBack } });
  expect(find('.individual')?.textContent).toContain('individual_not_client');
  expect(find('.individual button')).toBeNull();
});
