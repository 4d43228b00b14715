import { bringToLife, makeDraft, open } from './compose.js';
import { dialog, region } from './compose-markup.js';
import { element, onPress, setMarkup } from './dom.js';
import { account, practice } from './switches.js';

let moles = 0;

/** A place for a pop-up: the newest at the left, between two spacers that Gmail has too (InboxSDK sorts by them). */
function makeMole() {
  const mole = element('<div class="nH nn mole"><div class="nH"><div class="AD"></div></div></div>');
  mole.style.order = String(++moles);
  document.getElementById('moles').lastElementChild.before(mole);
  return mole;
}

/** A pop-up at the bottom right; the same node moves when it goes full screen, as in Gmail. */
export function openPopup(draft = makeDraft()) {
  const mole = makeMole();
  const node = element(dialog(draft));
  mole.querySelector('.AD').append(node);
  const root = node.querySelector('[role=dialog]');
  const close = () => {
    node.remove();
    mole.remove();
    hideEmptyFullScreen();
  };
  bringToLife(draft, root, close, openPopup);
  const content = root.querySelector('.compose-body');
  onPress(root.querySelector('.Hl'), () => {
    if (node.parentElement !== mole.querySelector('.AD')) toggleFullScreen(node, mole);
    const folded = content.style.display === 'none';
    content.style.display = folded ? '' : 'none';
    mole.classList.toggle('folded', !folded);
  });
  onPress(root.querySelector('.Hq'), (event) => (event.shiftKey ? popOut(draft) : toggleFullScreen(node, mole)));
  onPress(root.querySelector('.Ha'), () => {
    draft.save();
    draft.close();
  });
  root.querySelector('input[name=subjectbox]').addEventListener('input', (event) => {
    root.querySelector('.aYF').textContent = event.target.value || draft.title;
  });
  const first = draft.kind === 'new' && !draft.to.length ? '.anm[name=to] input' : '[g_editable=true]';
  // A moment later, as InboxSDK moves the new window once.
  setTimeout(() => root.querySelector(first).focus());
  return draft;
}

function toggleFullScreen(node, mole) {
  const place = mole.querySelector('.AD');
  if (node.parentElement !== place) {
    place.append(node);
    return hideEmptyFullScreen();
  }
  let screen = document.querySelector('body > .aSs');
  if (!screen) {
    screen = element('<div class="aSs"><div class="aSt"></div></div>');
    document.body.append(screen);
  }
  screen.style.display = '';
  screen.querySelector('.aSt').append(node);
}

function hideEmptyFullScreen() {
  const screen = document.querySelector('body > .aSs');
  if (screen && !screen.querySelector('.aSt').childElementCount) screen.style.display = 'none';
}

/** Moves a draft to a browser window of its own. */
export async function popOut(draft) {
  await draft.save();
  draft.close();
  const query = new URLSearchParams(location.search);
  query.set('draft', draft.id);
  window.open(`/mail/u/${account}/popout?${query}`, '_blank', 'popup,width=640,height=620');
}

/** Inline reply or forward under the last message of an open thread. */
export function openInline(start) {
  const place = document.querySelector('.h7 .ip');
  const draft = makeDraft(start);
  setMarkup(place, `<div class="M9">${region(draft, true)}</div>`);
  place.className = 'ip adB';
  const root = place.querySelector('.M9');
  const close = () => {
    place.className = 'ip adC';
    place.replaceChildren();
  };
  const again = (kept) => (place.isConnected ? openInline(restart(kept)) : openPopup(makeDraft(restart(kept))));
  bringToLife(draft, root, close, again);
  if (start.kind === 'forward') root.querySelector('.anm[name=to] input').focus();
  else root.querySelector('[g_editable=true]').focus();
  place.scrollIntoView({ block: 'end' });
  return draft;
}

/** A draft as it was kept, to be opened again under the same id. */
export const restart = (kept) => ({ ...kept, subject: kept.startSubject, html: kept.startHtml, files: kept.startFiles });

/** A draft as the server has it. */
export function fromServer(message) {
  const people = (list) => list.map(([, address, name]) => ({ address, name: name ?? '' }));
  const inner = /^<div dir="ltr">([\s\S]*)<\/div>$/.exec(message.html);
  return makeDraft({
    id: message.id,
    threadId: message.threadId,
    threadHex: message.threadHex,
    saved: true,
    subject: message.subject,
    html: inner?.[1] ?? message.html,
    to: people(message.to),
    cc: people(message.cc),
    bcc: people(message.bcc),
    files: message.files,
    kind: message.inReplyTo ? 'reply' : 'new',
    inReplyTo: message.inReplyTo,
  });
}

export const isOpen = (id) => [...open].some((draft) => draft.id === id);

/** A compose window that somebody saved from the real Gmail, put where a pop-up would be. */
export async function openSplice() {
  const mole = makeMole();
  mole.querySelector('.AD').append(element(await (await fetch('/practice/splice')).text()));
}
export const openNew = () => (practice.splice ? openSplice() : openPopup());
