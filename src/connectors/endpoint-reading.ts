import { ContactAnswerSchema, HistoryAnswerSchema, StatesAnswerSchema } from '../core/endpoint-api';
import type { Person } from '../core/engagement';
import type { LoggedMail, MailQuery } from '../core/logged-mail';
import type { Known } from '../core/records';
import type { Checked, ConnectorContext, CrmReader } from './crm-connector';
import { askEndpoint, mapped } from './endpoint-http';

/** `StatesRequestSchema` takes so many. */
const MAILS_AT_ONCE = 200;
const THREADS_AT_ONCE = 50;
/** `HistoryQuerySchema` takes so many. */
const MOST_HISTORY = 50;

/** What our own endpoint holds of a mail, a thread, a contact. */
export function makeEndpointReader(context: ConnectorContext): CrmReader {
  return {
    find: (query) => find(context, query),
    async readHistory(contactId, limit) {
      const path = `/records/contact/${encodeURIComponent(contactId)}/history?limit=${Math.min(MOST_HISTORY, Math.max(1, limit))}`;
      return mapped(await askEndpoint(context, { method: 'GET', path }, HistoryAnswerSchema), ({ items }) => items);
    },
    createContact: (person) => createContact(context, person),
  };
}

async function find(context: ConnectorContext, { account, messageIds, hostIds, threads }: MailQuery): Promise<Checked<LoggedMail[]>> {
  const found = new Map<string, LoggedMail>();
  const size = Math.max(messageIds.length / MAILS_AT_ONCE, hostIds.length / MAILS_AT_ONCE, threads.length / THREADS_AT_ONCE);
  for (let page = 0; page < size; page++) {
    const piece = (all: string[], most: number) => all.slice(page * most, (page + 1) * most);
    const json = {
      account,
      messageIds: piece(messageIds, MAILS_AT_ONCE),
      hostIds: piece(hostIds, MAILS_AT_ONCE),
      threads: piece(threads, THREADS_AT_ONCE),
    };
    const answer = await askEndpoint(context, { method: 'POST', path: '/engagement-states', json }, StatesAnswerSchema);
    if (!answer.ok) return { ok: false, outcome: answer.outcome };
    for (const mail of answer.value.states) found.set(`${mail.state} ${mail.id}`, mail);
  }
  return { ok: true, value: [...found.values()] };
}

async function createContact(context: ConnectorContext, { address, name }: Person): Promise<Checked<Known>> {
  const answer = await askEndpoint(context, { method: 'POST', path: '/contacts', json: { address, name } }, ContactAnswerSchema);
  if (!answer.ok && answer.problem?.code === 'never_log') return { ok: false, outcome: { kind: 'rejected', code: 'never_log' } };
  return mapped(answer, ({ known }) => known);
}
