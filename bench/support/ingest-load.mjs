import { Agent } from 'node:http';
import { ask } from './servers.mjs';

export const BATCH = 100;
const BATCHES = 60;
const AT_ONCE = 6;
/** Of one mail to Ada: the engagement, its change, four associations. */
const ROWS_EACH = 6;

/**
 * Rows a second, with a few batches under way at a time.
 * @param {string[]} urls of nodes, which take turns
 */
export async function measure(urls, token) {
  const bodies = Array.from({ length: BATCHES }, () => JSON.stringify({ engagements: Array.from({ length: BATCH }, mail) }));
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const begin = performance.now();
  let created = 0;
  const send = async () => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const url = urls[bodies.length % urls.length];
      const answer = await ask(agent, 'POST', `${url}/api/v1/engagements`, token, body);
      created += answer.split('"result":"created"').length - 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  const seconds = (performance.now() - begin) / 1000;
  agent.destroy();
  if (created !== BATCH * BATCHES) throw new Error(`only ${created} mails were logged`);
  return (created * ROWS_EACH) / seconds;
}

let last = Date.now() * 1000;
function mail() {
  const number = (last++).toString(16).padStart(32, '0');
  const id = [number.slice(0, 8), number.slice(8, 12), number.slice(12, 16), number.slice(16, 20), number.slice(20)].join('-');
  const ada = { address: 'ada@acme.example', name: 'Ada Lovelace' };
  const text = `Hello Ada, this is mail ${id}. `.repeat(8);
  return {
    id,
    kind: 'email',
    direction: 'sent',
    account: 'anna@northwind.example',
    thread: `gmail:${id}`,
    messageId: `<${id}@mail.example>`,
    at: Date.now(),
    from: { address: 'anna@northwind.example', name: 'Anna Berger' },
    to: [ada],
    cc: [],
    bcc: [],
    subject: `Quote ${id}`,
    html: `<p>${text}</p>`,
    text,
    attachments: [],
    associations: [{ kind: 'contact', recordId: null, ...ada, create: true }],
    associationsComplete: false,
    excluded: [],
    via: 'extension',
  };
}
