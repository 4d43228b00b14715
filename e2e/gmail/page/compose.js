import { makeAttachments } from './attachments.js';
import { onPress } from './dom.js';
import { notice } from './notices.js';
import { makeRecipients } from './recipients.js';
import { saveDraft, schedule, send } from './sending.js';
import { practice } from './switches.js';
import { newDraftId, newThreadId } from './sync.js';
import { word } from './words.js';

let count = 0;
export const open = new Set();

/**
 * One draft, with no window yet. `start` may hold id, threadId, threadHex, answers (the message replied to), quote,
 * inReplyTo, subject, html, files, to, cc, bcc, saved.
 */
export function makeDraft(start = {}) {
  const id = start.id ?? newDraftId();
  const late = practice.draftId === 'late' && !start.saved;
  return {
    kind: 'new',
    threadId: newThreadId(),
    to: [],
    cc: [],
    bcc: [],
    saved: false,
    sent: false,
    ...start,
    id,
    number: ++count,
    shownId: late ? '' : `#${id}`,
    startSubject: start.subject ?? '',
    startHtml: start.html ?? '',
    startFiles: start.files ?? [],
    title: start.subject || word.newMessage,
  };
}

/** Brings a window to life. `close` takes it away, `reopen` makes it again from what it held. */
export function bringToLife(draft, root, close, reopen) {
  const find = (selector) => root.querySelector(selector);
  const body = find('[g_editable=true]');
  const subject = find('input[name=subjectbox]');
  let timer;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(), 400);
  };
  const save = () => {
    clearTimeout(timer);
    if (draft.sent || draft.gone) return;
    // Gmail's id of a draft stands in the form at the latest when it is first saved.
    find('input[name=draft]').value = `#${draft.id}`;
    return saveDraft(draft);
  };
  const recipients = makeRecipients(root, changed);
  for (const field of ['to', 'cc', 'bcc']) for (const person of draft[field]) recipients.add(field, person);
  makeAttachments(root, draft, changed);
  Object.assign(draft, {
    root,
    recipients: recipients.list,
    subject: () => subject.value,
    html: () => body.innerHTML,
    /** Keeps what the window holds, so that it can be opened again after it has gone. */
    keep: () => {
      draft.startSubject = subject.value;
      draft.startHtml = body.innerHTML;
      draft.startFiles = [...root.querySelectorAll('.dL')].map((node) => ({
        name: node.querySelector('.vI').textContent,
        type: node.dataset.type,
        size: Number.parseInt(node.querySelector('.vJ').textContent.replace(/\D/g, ''), 10) * 1024,
      }));
      for (const field of ['to', 'cc', 'bcc']) draft[field] = recipients.list(field);
    },
    close: () => {
      draft.keep();
      clearTimeout(timer);
      open.delete(draft);
      close();
    },
    reopen: () => reopen(draft),
    showId: () => {
      find('input[name=draft]').value = `#${draft.id}`;
    },
  });
  open.add(draft);

  const trySend = (act) => {
    if (draft.sent) return;
    const [wrong] = recipients.wrong();
    if (wrong) return refuse(`“${wrong}” ${word.badAddress}`);
    if (!['to', 'cc', 'bcc'].some((field) => recipients.list(field).length)) return refuse(word.nobody);
    clearTimeout(timer);
    act(draft);
  };
  const menu = find('[role=menu]');
  const more = find('.hG');
  const showMenu = (shown) => {
    menu.hidden = !shown;
    more.setAttribute('aria-expanded', String(shown));
  };
  onPress(find('.aoO'), () => trySend(send));
  onPress(more, () => showMenu(menu.hidden));
  onPress(find('[selector=scheduledSend]'), () => {
    showMenu(false);
    trySend(schedule);
  });
  onPress(find('.oh'), () => {
    draft.gone = true;
    draft.close();
    notice(word.discarded);
  });
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    trySend(send);
  });
  root.addEventListener('input', changed);
  subject.form.addEventListener('submit', (event) => event.preventDefault());
  draft.save = save;
  return draft;
}

/** Gmail's own dialog when a mail cannot be sent as it is. */
function refuse(text) {
  const box = document.createElement('div');
  box.setAttribute('role', 'alertdialog');
  box.className = 'refusal';
  const line = document.createElement('p');
  line.textContent = text;
  const ok = document.createElement('button');
  ok.textContent = 'OK';
  ok.addEventListener('click', () => box.remove());
  box.append(line, ok);
  document.body.append(box);
  ok.focus();
}
