import { account, practice } from './switches.js';

const blank = (length) => new Array(length).fill(null);
let number = 1;

export const mail = { me: { address: window.GLOBALS[10], name: '' }, accounts: [], messages: [] };

/** The mailbox as the server has it. */
export async function loadMailbox() {
  const { address, name, accounts, messages } = await (await fetch(`/practice/mailbox?u=${account}`)).json();
  Object.assign(mail, { me: { address, name }, accounts, messages });
}

export const newDraftId = () => `msg-a:r${randomSign()}${randomDigits()}`;
export const newThreadId = () => `thread-a:r${randomSign()}${randomDigits()}`;
const randomSign = () => (Math.random() < 0.5 ? '-' : '');
const randomDigits = () => String(Math.floor(Math.random() * 9e15) + 1e15);

export const LABELS = {
  draft: ['^all', '^r', '^r_bt'],
  send: ['^all', '^pfg', '^f_bt', '^f_btns', '^f_cl', '^i', '^u'],
  // Nobody has recorded a scheduled send; the label's name is in Gmail's own label counts.
  schedule: ['^all', '^scheduled', '^f_bt', '^f_cl'],
};

/** One message as Gmail writes it: 0 id, 1 from, 2 to, 3 cc, 4 bcc, 7 subject, 8 body, 10 labels. */
function wireMessage(draft, labels, at) {
  const wire = blank(56);
  wire[0] = draft.id;
  wire[1] = [1, mail.me.address, mail.me.name, ...blank(6), mail.me.address];
  for (const [index, field] of [
    [2, 'to'],
    [3, 'cc'],
    [4, 'bcc'],
  ]) {
    const people = draft.recipients(field).map(({ address, name }) => (name ? [1, address, name] : [1, address]));
    wire[index] = people.length ? people : null;
  }
  wire[6] = at;
  wire[7] = draft.subject();
  const parts = [[0, `<div dir="ltr">${draft.html()}</div>`]];
  // The quoted mail of a reply goes as a part of its own.
  if (draft.quote) parts.push([2, draft.quote]);
  wire[8] = [null, parts, null, null, null, null, 1];
  wire[10] = labels;
  if (draft.inReplyTo) wire[15] = draft.inReplyTo;
  wire[17] = at;
  wire[55] = `s:practice|#${draft.id}|0`;
  return wire;
}

/** The entry of one message; where it stands depends on whether the thread or the message is new. */
export function entry(draft, labels, at = Date.now()) {
  const wire = wireMessage(draft, labels, at);
  const first = !draft.saved;
  draft.saved = true;
  if (first && draft.answers) return [number++, [draft.threadId, [null, [wire, draft.answers, 1, null, [at]]]]];
  if (first) return [number++, [draft.threadId, [null, null, [['', null, at, draft.threadId, [wire]]]]]];
  return [number++, [draft.threadId, [...blank(13), [wire, null, 1]]]];
}

/** What goes along with a reply that is sent: labels put on the answered message. */
export function answeredEntry(draft) {
  return [number++, [draft.threadId, [...blank(6), [['^io_re'], ['^io_fwd'], [draft.answers]]]]];
}

/** Posts entries; answers the HTTP status, 0 when there was none. */
export function post(entries, { fail = 0, isSend = false } = {}) {
  const head = isSend ? [null, null, 2] : null;
  const body = JSON.stringify([head, [entries], isSend ? null : [1, 5], [Date.now(), entries.length, Date.now(), Number(isSend), 205], 2]);
  const url = `/sync/u/${account}/i/s?hl=${document.documentElement.lang}&c=${number}&rt=r&pt=ji`;
  const headers = { 'Content-Type': 'application/json', 'X-Framework-Xsrf-Token': 'practice' };
  if (fail) headers['X-Practice-Fail'] = String(fail);
  if (practice.slow) headers['X-Practice-Slow'] = String(practice.slow);
  const absolute = new URL(url, location.origin).href;
  if (practice.transport === 'fetch')
    return fetch(absolute, { method: 'POST', headers, body }).then(
      (response) => response.text().then(() => response.status),
      () => 0,
    );
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open('POST', absolute, true);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.onreadystatechange = () => {
      if (request.readyState === 4) done(request.status);
    };
    request.send(body);
  });
}
