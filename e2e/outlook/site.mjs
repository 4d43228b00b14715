import { readFileSync } from 'node:fs';
import { makeMailbox } from './mailbox.mjs';
import { answerService, refusal } from './service.mjs';

/** @typedef {import('../internet/internet.mjs').Request} Request @typedef {import('../internet/internet.mjs').Answer} Answer */

const PAGE = new URL('./page/', import.meta.url);
const PRACTICE = new URL('../practice/', import.meta.url);
const SHARED = new Set(['people.js']);
const TYPES = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };

/** Requests whose work was done and whose answer was lost. @type {Set<string>} */
const lost = new Set();

export const HOSTS = ['outlook.office.com', 'outlook.live.com', 'outlook.office365.com', 'outlook.cloud.microsoft'];
export const ACCOUNTS = [
  { address: 'anna@northwind.example', name: 'Anna Berger' },
  { address: 'anna.berger@freelance.example', name: 'Anna Berger' },
];

/** Outlook runs no script but its own, evaluates none, and lets only its own Trusted Types policies make markup. */
const policyWith = (/** @type {string} */ nonce) =>
  `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; worker-src 'self' blob:; connect-src 'self'; img-src 'self' data: blob: https: http://127.0.0.1:*; frame-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types default owa dompurify`;

/**
 * A practice Outlook on the web: no line of Microsoft's, but the ids, roles and requests that public code reports.
 * @param {{ accounts?: { address: string, name: string }[] }} options the last account is the one of outlook.live.com
 */
export function practiceOutlook({ accounts = ACCOUNTS } = {}) {
  const boxes = accounts.map(makeMailbox);
  /** What the page asked its server for, in order. @type {{ action: string, disposition: string | null, byHeader: boolean }[]} */
  const served = [];
  /** @param {Request} request @returns {Answer | null | Promise<Answer | null>} */
  const site = (request) => {
    const { pathname } = request.url;
    if (pathname === '/') return { status: 302, headers: { location: '/mail/' } };
    if (pathname.startsWith('/owamail/')) return file(pathname.slice('/owamail/'.length));
    if (/^\/(mail|calendar)(\/|$)/.test(pathname)) return page(request, boxes);
    if (/^\/owa\/(\d+\/)?service\.svc$/.test(pathname)) return service(request, boxes, served);
    return null;
  };
  const sites = Object.fromEntries(HOSTS.map((host) => [host, site]));
  return { sites, boxes, served };
}

/** The account that an address is about: `/mail/1/…` says so, otherwise the host does. @param {Request} request @param {unknown[]} boxes */
function accountOf(request, boxes) {
  const named = /^\/mail\/(\d+)\//.exec(request.url.pathname)?.[1];
  return Math.min(Number(named ?? (request.host === 'outlook.live.com' ? boxes.length : 0)), boxes.length - 1);
}

/** @param {Request} request @param {import('./mailbox.mjs').Mailbox[]} boxes @returns {Answer} */
function page(request, boxes) {
  const nonce = Math.random().toString(36).slice(2);
  const language = request.url.searchParams.get('lang') ?? 'en';
  const { address, name } = boxes[accountOf(request, boxes)] ?? {};
  const accounts = boxes.map((box) => box.address);
  const session = JSON.stringify({ address, name, accounts }).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const markup = readFileSync(new URL('index.html', PAGE), 'utf8')
    .replace('%LANG%', /^[a-z]{2}$/.test(language) && language !== 'xx' ? language : 'en')
    .replace('%DIR%', language === 'ar' ? 'rtl' : 'ltr')
    .replaceAll('%NONCE%', nonce)
    .replace('%SESSION%', session);
  return { body: markup, headers: { 'content-security-policy': policyWith(nonce) } };
}

/** @param {Request} request @param {import('./mailbox.mjs').Mailbox[]} boxes @param {{ action: string, disposition: string | null, byHeader: boolean }[]} served @returns {Promise<Answer | null>} */
async function service(request, boxes, served) {
  const { headers, body, url } = request;
  const wait = Number(headers['x-practice-slow'] ?? 0);
  if (wait) await new Promise((done) => setTimeout(done, wait));
  const address = String(headers['x-anchormailbox'] ?? '').replace(/^SMTP:/i, '');
  const box = boxes.find((one) => one.address === address);
  if (request.method !== 'POST' || !box) return { status: 401, type: 'text/plain', body: 'no such mailbox' };
  const action = url.searchParams.get('action') ?? '';
  if (action === 'CreateAttachmentFromLocalFile') return attach(box, request);
  const byHeader = body.length === 0;
  const asked = JSON.parse(byHeader ? decodeURIComponent(String(headers['x-owa-urlpostdata'] ?? '%7B%7D')) : body.toString()).Body ?? {};
  served.push({ action, disposition: asked.MessageDisposition ?? null, byHeader });
  // What goes wrong is asked for by the page's switches, for one request at a time.
  const { 'x-practice-fail': fail, 'x-practice-refuse': refuse, 'x-practice-drop': drop } = headers;
  if (drop === 'before') return { drop: true };
  if (fail) return { status: Number(fail), type: 'text/plain', body: 'refused by the practice' };
  if (refuse) return json(refusal(String(refuse)));
  // Chromium asks again when a connection ends early; Exchange knows the request by its id.
  const id = String(headers['x-owa-correlationid']);
  if (drop && lost.has(id)) return { drop: true };
  if (drop) lost.add(id);
  const answer = answerService(box, action, asked);
  if (!answer) return { status: 500, type: 'text/plain', body: `the practice does not know ${action}` };
  return drop ? { drop: true } : json(answer);
}

/** @param {import('./mailbox.mjs').Mailbox} box @param {Request} request @returns {Answer} */
function attach(box, { headers, url, body }) {
  const message = box.messages.get(url.searchParams.get('item') ?? '');
  if (!message) return { status: 404 };
  message.files = [...message.files, { name: url.searchParams.get('name') ?? '', type: headers['content-type'] ?? '', size: body.length }];
  return json({ Body: { ResponseMessages: { Items: [{ ResponseCode: 'NoError', ResponseClass: 'Success' }] } } });
}

/** @param {unknown} value @returns {Answer} */
const json = (value) => ({ type: 'application/json; charset=utf-8', body: JSON.stringify(value) });

/** @param {string} name @returns {Answer | null} */
function file(name) {
  if (!/^(words\/)?[a-z-]+\.(js|css)$/.test(name)) return null;
  const kind = /** @type {keyof typeof TYPES} */ (name.slice(name.lastIndexOf('.') + 1));
  return { type: TYPES[kind], body: readFileSync(new URL(name, SHARED.has(name) ? PRACTICE : PAGE)) };
}
