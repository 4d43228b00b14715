import { makeVisits } from '../support/mail-visits.mjs';

const NODES = 40_000;
const SETTLE_MS = 900;

export const { PHASES, visit, visitCompose } = makeVisits({
  frame: 'https://outlook.office.com/owamail/frame.css',
  mailbox: 'https://outlook.office.com/mail/0/',
  newMail: '.new-mail',
  body: '.compose:visible [aria-multiline=true]',
  settleMs: SETTLE_MS,
  changeRows,
  more: {
    async scan(page, compose) {
      await page.evaluate(fill, NODES);
      await page.waitForTimeout(SETTLE_MS);
      await compose();
    },
  },
});

/** Mail arrives and is read: each change in a task of its own, as the network brings it. */
async function changeRows(count) {
  const row = document.querySelector('[role=option][data-convid]');
  if (!row?.parentElement) throw new Error('the practice page has no list row');
  for (let n = 0; n < count; n++) {
    const copy = /** @type {HTMLElement} */ (row.cloneNode(true));
    row.parentElement.append(copy);
    copy.setAttribute('aria-selected', 'false');
    await new Promise((done) => setTimeout(done));
    copy.remove();
  }
}

/** A mailbox with very much in sight. */
function fill(count) {
  const list = document.querySelector('[role=option][data-convid]')?.parentElement;
  const row = list?.firstElementChild;
  if (!list || !row) throw new Error('the practice page has no list row');
  const each = row.querySelectorAll('*').length + 1;
  const copies = document.createDocumentFragment();
  for (let n = 0; n < count / each; n++) copies.append(row.cloneNode(true));
  list.append(copies);
}
