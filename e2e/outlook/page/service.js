import { practice } from './switches.js';

export const session = JSON.parse(document.getElementById('session').content);
const prefix = /^\/mail\/(\d+)\//.exec(location.pathname)?.[1];
/** Outlook puts what is at most so long, encoded, into a header and leaves the body empty. */
const HEADER_CHARACTERS = { owa: 2048, header: 60_000 }[practice.transport] ?? 0;
let number = 0;

/**
 * Asks the server for one action.
 * @returns {Promise<any>} the answer's body; rejects when there is none
 */
export async function call(action, body, faults = {}) {
  const url = new URL(`/owa/${prefix ? `${prefix}/` : ''}service.svc?action=${action}&app=Mail&n=${++number}`, location.origin).href;
  const json = JSON.stringify({
    __type: `${action}JsonRequest:#Exchange`,
    Header: { __type: 'JsonRequestHeaders:#Exchange', RequestServerVersion: 'V2018_01_08' },
    Body: { __type: `${action}Request:#Exchange`, ...body },
  });
  const encoded = encodeURIComponent(json);
  const headers = { ...headersOf(action, faults), 'content-type': 'application/json; charset=utf-8' };
  const init =
    encoded.length <= HEADER_CHARACTERS
      ? { method: 'POST', headers: { ...headers, 'x-owa-urlpostdata': encoded } }
      : { method: 'POST', headers, body: json };
  const answer = await (transports[practice.transport] ?? byFetch)(url, init);
  return answer.Body;
}

export async function upload(file, itemId) {
  const query = new URLSearchParams({ action: 'CreateAttachmentFromLocalFile', item: itemId, name: file.name });
  const headers = { ...headersOf('CreateAttachmentFromLocalFile'), 'content-type': file.type || 'application/octet-stream' };
  await fetch(`/owa/service.svc?${query}`, { method: 'POST', headers, body: file });
}

const headersOf = (action, { fail, refuse, drop } = {}) =>
  Object.fromEntries(
    Object.entries({
      action,
      prefer: 'IdType="ImmutableId"',
      'x-req-source': 'Mail',
      'x-owa-correlationid': crypto.randomUUID(),
      'x-anchormailbox': `SMTP:${session.address}`,
      'x-practice-slow': practice.slow,
      'x-practice-fail': fail,
      'x-practice-refuse': refuse,
      'x-practice-drop': drop,
    }).filter(([, value]) => value),
  );

async function read(response) {
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}
const byFetch = async (url, init) => read(await fetch(url, init));

const transports = {
  request: async (url, init) => read(await fetch(new Request(url, init))),
  xhr: (url, init) =>
    new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open('POST', url);
      for (const [name, value] of Object.entries(init.headers)) request.setRequestHeader(name, value);
      request.onload = () =>
        request.status === 200 ? done(JSON.parse(request.responseText)) : failed(new Error(`HTTP ${request.status}`));
      request.onerror = () => failed(new Error('no answer'));
      request.send(init.body ?? null);
    }),
  worker: byWorker,
};

let worker = null;
const waiting = new Map();
function byWorker(url, init) {
  if (!worker) {
    worker = new Worker('/owamail/worker.js');
    worker.onmessage = ({ data: { id, answer, error } }) => {
      const { done, failed } = waiting.get(id);
      waiting.delete(id);
      if (error) failed(new Error(error));
      else done(answer);
    };
  }
  return new Promise((done, failed) => {
    waiting.set(++number, { done, failed });
    worker.postMessage({ id: number, url, init });
  });
}
