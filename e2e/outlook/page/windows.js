import { bringToLife, makeDraft, open } from './compose.js';
import { h } from './dom.js';
import { readItem } from './mailbox.js';
import { practice } from './switches.js';
import { word } from './words.js';

// Full composes share the reading pane: one is seen, the others wait in tabs at its foot.
const tabs = [];
let active = null;
const pane = (selector) => document.querySelector(`#ReadingPaneContainerId > ${selector}`);

/** Shows a draft, or by null what is being read. */
export function show(tab) {
  active = tab;
  document.body.classList.toggle('reading', tab !== null || document.body.classList.contains('has-item'));
  pane('.conversation-place').hidden = tab !== null;
  for (const one of tabs) one.place.hidden = one !== tab;
  drawTabs();
}

function drawTabs() {
  const strip = pane('.tabs');
  strip.hidden = tabs.length === 0;
  const button = (title, isActive, act, extra) =>
    h(
      'div',
      { class: isActive ? 'tab active' : 'tab' },
      h('button', { type: 'button', 'aria-pressed': String(isActive), onclick: act }, title),
      extra,
    );
  const close = (tab) => h('button', { type: 'button', class: 'tab-close', 'aria-label': word.close, onclick: () => tab.leave() }, '×');
  strip.replaceChildren(
    button(word.readingPane, active === null, () => show(null)),
    ...tabs.map((tab) => button(tab.draft.subject || word.noSubject, tab === active, () => show(tab), close(tab))),
  );
}

/** In the reading pane, with a tab of its own. */
export function openFull(draft = makeDraft()) {
  const place = h('div', { class: 'compose-place' });
  const tab = {
    draft,
    place,
    leave: () => {
      draft.save();
      draft.close();
    },
  };
  const close = () => {
    place.remove();
    tabs.splice(tabs.indexOf(tab), 1);
    if (active === tab) show(tabs.at(-1) ?? null);
    else drawTabs();
  };
  bringToLife(draft, { close, popOut, retitle: drawTabs, reopen: (kept) => openFull(restart(kept)) });
  pane('.drafts').append(place);
  place.append(draft.root);
  tabs.push(tab);
  show(tab);
  if (draft.to.length === 0) draft.wells.to.focus();
  else focusBody(draft);
  return draft;
}

/** A reply or forward above the newest mail of the conversation that is open. */
export function openInline(start, container) {
  const draft = makeDraft(start);
  const card = h('div', { class: 'card draft-card' }, h('div', { role: 'heading', 'aria-level': '3', class: 'draft-mark' }, word.draft));
  const again = (kept) => (container.isConnected ? openInline(restart(kept), container) : openFull(restart(kept)));
  bringToLife(draft, { inline: true, popOut, close: () => card.remove(), reopen: again });
  card.append(draft.root);
  container.prepend(card);
  if (draft.to.length === 0) draft.wells.to.focus();
  else focusBody(draft);
  return draft;
}

function focusBody({ body }) {
  body.focus();
  const first = body.firstElementChild ?? body;
  body.ownerDocument.getSelection().collapse(first, 0);
}

/** A draft as it was kept, to be opened again. */
const restart = ({ kind, itemId, conversationId, answers, subject, html, files, to, cc, bcc, done, work }) =>
  Object.assign(makeDraft({ kind, itemId, conversationId, answers, subject, html, files, to, cc, bcc, done }), { work });

const SIZE = 'popup,width=760,height=640';

/** Moves a draft to a browser window of its own. */
export async function popOut(draft) {
  if (practice.popout === 'projected') {
    draft.close();
    return openProjected(restart(draft));
  }
  await draft.save();
  draft.close();
  const query = new URLSearchParams(location.search);
  query.set('popoutv2', '1');
  window.open(`/mail/deeplink/compose/${encodeURIComponent(draft.itemId)}?${query}`, '_blank', SIZE);
}

/** An about:blank window with Outlook's styles, in which this page goes on running: it sends from here. */
function openProjected(draft) {
  const projected = window.open('about:blank', '_blank', SIZE);
  const target = projected.document;
  target.documentElement.className = document.documentElement.className;
  target.documentElement.dir = document.documentElement.dir;
  target.title = draft.subject || word.newMail;
  for (const link of document.head.querySelectorAll('link[rel=stylesheet]')) {
    const copy = target.importNode(link);
    copy.href = link.href;
    target.head.append(copy);
  }
  showAlone(draft, target.body, () => projected.close());
  projected.addEventListener('pagehide', () => {
    if (open.has(draft)) draft.save();
  });
}

/** The page of a pop-out. */
export async function showPopOut(app) {
  const wanted = /\/deeplink\/compose\/([^/?#]+)/.exec(location.pathname)?.[1];
  const query = new URLSearchParams(location.search);
  const to = (query.get('to') ?? '').split(/[;,]/).filter(Boolean);
  const start = wanted
    ? fromServer(await readItem(decodeURIComponent(wanted)))
    : makeDraft({ subject: query.get('subject') ?? '', to: to.map((address) => ({ name: '', address })) });
  document.title = start.subject || word.newMail;
  showAlone(start, app, () => window.close());
}

function showAlone(draft, parent, close) {
  const place = h('div', { 'data-app-section': 'Form_Content', class: 'compose-place alone' });
  parent.replaceChildren(place);
  draft.done = () => setTimeout(close, 600);
  const draw = (one) => {
    bringToLife(one, { close: () => place.replaceChildren(), reopen: (kept) => draw(restart(kept)) });
    place.replaceChildren(one.root);
    if (one.to.length === 0) one.wells.to.focus();
    return one;
  };
  draw(draft);
}

/** A draft as the server has it. */
export const fromServer = ({ itemId, conversationId, subject, html, files, to, cc, bcc }) =>
  makeDraft({ kind: /id="?divRplyFwdMsg/.test(html) ? 'reply' : 'new', itemId, conversationId, subject, html, files, to, cc, bcc });

export const isOpen = (itemId) => tabs.find(({ draft }) => draft.itemId === itemId);
