import { makeAttachments } from './attachments.js';
import { bodyEditor, dock, iconButton, sendButtons, subjectInput } from './compose-markup.js';
import { drawAgain, h } from './dom.js';
import { me } from './mailbox.js';
import { ask, notice, refuse } from './notices.js';
import { makeWell } from './recipients.js';
import { discardDraft, saveDraft, schedule, send } from './sending.js';
import { practice } from './switches.js';
import { word } from './words.js';

export const open = new Set();
const FIELDS = ['to', 'cc', 'bcc'];
const hex = () => Math.random().toString(16).slice(2, 13);
const SIGNATURE = `<div id="Signature" class="elementToProof"><div>${me.name}</div><div>${me.address.split('@')[1]}</div></div>`;

/**
 * One draft, with no window yet. `start` may hold kind (new, reply, replyAll, forward), itemId, conversationId, answers
 * (the ItemId replied to), subject, html, quote (markup under the signature), files, to, cc, bcc.
 */
export function makeDraft(start = {}) {
  const html = start.html ?? `<div class="elementToProof"><br></div>${SIGNATURE}${start.quote ?? ''}`;
  return { kind: 'new', itemId: null, subject: '', to: [], cc: [], bcc: [], files: [], ...start, html, id: hex(), work: Promise.resolve() };
}

/**
 * Draws a draft and brings it to life. `place.close` takes it away, `place.reopen` makes it again from what it held;
 * `place.popOut`, where it can be moved into a window of its own; `place.inline`: with its header folded to one line.
 */
export function bringToLife(draft, place) {
  let timer;
  const save = () => {
    clearTimeout(timer);
    if (!draft.sent && !draft.gone) return saveDraft(draft);
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
    place.retitle?.(draft);
  };
  const subject = place.inline
    ? null
    : subjectInput(draft.id, draft.subject, () => {
        draft.subject = subject.input.value;
        changed();
      });
  const body = bodyEditor(draft.html, changed);
  const wells = Object.fromEntries(FIELDS.map((field) => [field, makeWell(field, draft[field], draft.id, changed)]));
  const header = h('div', { class: 'compose-header' });
  drawHeader(header, { draft, wells, subject, inline: place.inline });
  const files = makeAttachments(draft, changed);
  header.append(files.area);

  const where = () => root.ownerDocument;
  const trySend = (act) => attempt(draft, wells, act, where());
  const pressSend = () => trySend(() => send(draft));
  const menu = makeMenu(() => trySend(() => schedule(draft)));
  const actions = h(
    'div',
    { class: 'row actions' },
    sendButtons(pressSend, menu.toggle),
    iconButton(practice.gen >= 2025 ? 'discardCompose' : null, 'DeleteRegular', word.discard, () => {
      draft.gone = true;
      draft.close();
      discardDraft(draft);
      notice(word.discarded);
    }),
    files.button,
    files.input,
    place.popOut && iconButton(null, 'OpenRegular', word.popOut, () => place.popOut(draft)),
  );
  const { root, inner, own } = dock(header, body, actions);
  root.addEventListener('keydown', (event) => {
    const isSend = (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) || (event.code === 'KeyS' && event.altKey && !event.ctrlKey);
    if (!isSend) return;
    event.preventDefault();
    pressSend();
  });
  root.addEventListener('dragover', (event) => event.dataTransfer?.types.includes('Files') && event.preventDefault());
  root.addEventListener('drop', files.drop);
  if (practice.rerender) keepDrawing(root, inner, own);

  Object.assign(draft, {
    root,
    body,
    wells,
    save,
    list: (field) => wells[field].list(),
    /** Keeps what the window holds, so that it can be opened again after it has gone. */
    keep: () => {
      draft.html = body.innerHTML;
      for (const field of FIELDS) draft[field] = wells[field].list();
    },
    close: () => {
      draft.keep();
      clearTimeout(timer);
      menu.close();
      open.delete(draft);
      place.close();
    },
    reopen: () => place.reopen(draft),
  });
  open.add(draft);
  return draft;
}

/** Refuses what cannot be sent, asks about what may be a slip, and sends the rest. */
function attempt(draft, wells, act, where) {
  if (draft.sent) return;
  const [wrong] = FIELDS.flatMap((field) => wells[field].wrong());
  if (wrong) return refuse(`“${wrong}” ${word.badAddress}`, where);
  if (!FIELDS.some((field) => wells[field].list().length)) return refuse(word.nobody, where);
  const go = () => {
    draft.sent = true;
    act();
  };
  if (draft.subject || draft.kind !== 'new') return go();
  const choices = [
    { id: 'ok-1', label: word.send, run: go, primary: true },
    { id: 'cancel-1', label: word.dontSend },
  ];
  ask(word.noSubjectTitle, word.noSubjectText, choices, where);
}

/** A reply's header is one line of names until somebody goes there. */
function drawHeader(header, { draft, wells, subject, inline }) {
  const more = h('span', { class: 'more-fields' });
  const unfold = () => {
    header.querySelector('.folded')?.remove();
    header.prepend(...[wells.to.row, wells.cc.row, wells.bcc.row, subject?.field].filter(Boolean));
    wells.to.row.append(more);
    for (const field of ['cc', 'bcc']) {
      const { row } = wells[field];
      if (wells[field].list().length > 0) continue;
      row.remove();
      const show = () => {
        button.remove();
        (field === 'cc' ? wells.to.row : (header.contains(wells.cc.row) ? wells.cc : wells.to).row).after(row);
        wells[field].focus();
      };
      const button = h('button', { type: 'button', 'data-show': field, class: 'quiet', onclick: show }, word[field]);
      more.append(button);
    }
  };
  if (!inline || draft.to.length === 0) return unfold();
  const name = (person) =>
    (practice.contact === 'directory' && person.name) || (person.name ? `${person.name} <${person.address}>` : person.address);
  const line = h(
    'div',
    { tabindex: '0', role: 'presentation', class: 'row folded' },
    `${word.to}: ${[...draft.to, ...draft.cc].map(name).join('; ')}`,
  );
  line.addEventListener('focusin', () => {
    unfold();
    wells.to.focus();
  });
  header.append(h('span', {}), line);
}

function makeMenu(run) {
  let menu = null;
  const close = () => {
    menu?.remove();
    menu = null;
  };
  const toggle = (event) => {
    if (menu) return close();
    const button = event.currentTarget;
    const act = () => {
      close();
      run();
    };
    const item = h(
      'div',
      { role: 'menuitem', tabindex: '0', 'data-act': 'schedule', onclick: act },
      `${word.scheduleSend} · ${word.tomorrow}`,
    );
    menu = h('div', { role: 'menu', class: 'menu' }, item);
    const { left, bottom } = button.getBoundingClientRect();
    menu.style.left = `${left}px`;
    menu.style.top = `${bottom + 4}px`;
    button.ownerDocument.body.append(menu);
  };
  return { toggle, close };
}

/** As long as the window is there: once soon, then with every change of the header. */
function keepDrawing(root, inner, own) {
  const draw = () => root.isConnected && drawAgain([inner], own);
  setTimeout(draw, 700);
  root.addEventListener('focusout', () => setTimeout(draw, 50));
}
