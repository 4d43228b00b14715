import { readFileSync } from 'node:fs';
import { describe, makeMailbox, receive } from './mailbox.mjs';
import { showOriginal } from './original.mjs';
import { answerSync, answerThread } from './wire.mjs';

/** @typedef {import('../internet/internet.mjs').Request} Request @typedef {import('../internet/internet.mjs').Answer} Answer */

const PAGE = new URL('./page/', import.meta.url);
const PRACTICE = new URL('../practice/', import.meta.url);
/** Scripts that every practice client has. */
const SHARED = new Set(['people.js']);
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };
// Gmail lets only its own scripts run and its own Trusted Types policies make markup. The practice is no softer; the
// second policy is InboxSDK's.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https://*.googleusercontent.com http://127.0.0.1:*; connect-src 'self'; require-trusted-types-for 'script'; trusted-types practice inboxSdk__removeHtmlTagsPolicy; base-uri 'none'";

export const ACCOUNTS = [
  { address: 'anna@northwind.example', name: 'Anna Berger' },
  { address: 'anna.berger@freelance.example', name: 'Anna Berger' },
];

/**
 * A practice Gmail: no line of Google's, but every class name, attribute and request that InboxSDK looks for.
 * @param {{ accounts?: { address: string, name: string }[], splice?: string }} options
 *   `splice`: markup of a saved compose window, served in the place of a pop-up (`?splice=1`).
 */
export function practiceGmail({ accounts = ACCOUNTS, splice = '' } = {}) {
  const boxes = accounts.map(makeMailbox);
  /** @param {Request} request @returns {Answer | null} */
  const site = (request) => {
    const { pathname, searchParams } = request.url;
    const account = Number(/\/u\/(\d+)\//.exec(pathname)?.[1] ?? searchParams.get('u') ?? 0);
    const box = boxes[account];
    if (!box) return null;
    if (pathname.startsWith('/practice/')) return practiceFile(pathname, box, accounts, splice, request);
    if (/^\/sync(\/u\/\d+)?\/i\//.test(pathname)) return sync(pathname, box, request);
    if (searchParams.get('view') === 'om') return showOriginal(box, searchParams);
    if (/^\/mail\/u\/\d+\/popout$/.test(pathname)) return file('popout.html');
    if (/^\/mail\/(u\/\d+\/?)?$/.test(pathname)) return file(searchParams.has('broken') ? 'broken.html' : 'index.html');
    return null;
  };
  return {
    site,
    boxes,
    /** @param {Parameters<typeof receive>[1]} mail @param {number} [account] */
    receive: (mail, account = 0) => receive(/** @type {import('./mailbox.mjs').Mailbox} */ (boxes[account]), mail),
  };
}

/** @param {string} pathname @param {import('./mailbox.mjs').Mailbox} box @param {{ address: string }[]} accounts @param {string} splice @param {Request} request @returns {Answer | null} */
function practiceFile(pathname, box, accounts, splice, request) {
  const name = pathname.slice('/practice/'.length);
  if (name === 'mailbox') return json({ ...describe(box), accounts: accounts.map((one) => one.address) });
  if (name === 'receive') {
    const { thread, ...mail } = JSON.parse(request.body.toString());
    const answers = [...box.messages.values()].filter((one) => one.threadHex === thread).sort((a, b) => b.at - a.at)[0];
    receive(box, { ...mail, ...(answers ? { answers } : {}) });
    return json({});
  }
  if (name === 'splice') return { type: TYPES.html, body: splice };
  if (name === 'file') {
    const { searchParams } = request.url;
    const id = searchParams.get('draft') ?? '';
    const stored = { name: searchParams.get('name') ?? '', type: request.headers['content-type'] ?? '', size: request.body.length };
    box.files.set(id, [...(box.files.get(id) ?? []), stored]);
    return json({});
  }
  if (name === 'globals.js') {
    const addresses = JSON.stringify(accounts.map((one) => one.address));
    return { type: TYPES.js, body: `window.practiceAccounts = ${addresses};\n${file(name).body}` };
  }
  return /^[a-z-]+\.(js|css)$/.test(name) ? file(name) : null;
}

/** @param {string} pathname @param {import('./mailbox.mjs').Mailbox} box @param {Request} request @returns {Answer | Promise<Answer>} */
function sync(pathname, box, request) {
  const fail = Number(request.headers['x-practice-fail'] ?? 0);
  const slow = Number(request.headers['x-practice-slow'] ?? 0);
  const answer = () => {
    if (fail) return { status: fail, type: 'text/plain', body: 'refused by the practice' };
    const body = JSON.parse(request.body.toString() || 'null');
    if (pathname.endsWith('/i/s')) return json(answerSync(box, body));
    if (pathname.endsWith('/i/fd')) return json(answerThread(box, body));
    return { status: 404 };
  };
  return slow ? new Promise((done) => setTimeout(() => done(answer()), slow)) : answer();
}

/** @param {unknown} value @returns {Answer} */
const json = (value) => ({ type: 'application/json; charset=utf-8', body: JSON.stringify(value) });

/** @param {string} name @returns {Answer} */
function file(name) {
  const kind = /** @type {keyof typeof TYPES} */ (name.slice(name.lastIndexOf('.') + 1));
  return {
    type: TYPES[kind],
    body: readFileSync(new URL(name, SHARED.has(name) ? PRACTICE : PAGE)),
    headers: kind === 'html' ? { 'content-security-policy': POLICY } : {},
  };
}
