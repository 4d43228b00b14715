import { makeVisits } from '../support/mail-visits.mjs';

export const { PHASES, visit, visitCompose } = makeVisits({
  frame: 'https://mail.google.com/practice/frame.css',
  mailbox: 'https://mail.google.com/mail/u/0/',
  newMail: '[gh=cm]',
  body: '[g_editable=true]',
  settleMs: 600,
  changeRows,
  more: {},
});

/** Mail arrives and is read: each change in a task of its own, as the network brings it. */
async function changeRows(count) {
  const row = document.querySelector('[role=main] tr, [role=main] [role=row], #view tr, #view li');
  if (!row?.parentElement) throw new Error('the practice page has no list row');
  for (let n = 0; n < count; n++) {
    const copy = /** @type {HTMLElement} */ (row.cloneNode(true));
    row.parentElement.append(copy);
    copy.classList.toggle('zE');
    await new Promise((done) => setTimeout(done));
    copy.remove();
  }
}
