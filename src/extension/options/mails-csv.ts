import Papa from 'papaparse';
import type { Person } from '../../core/engagement';
import type { EntryState, OutboxEntry } from '../../core/outbox/entry';
import type { WorkerPort } from '../ui/worker-port';

const STATES: EntryState[] = ['waiting', 'sending', 'logged', 'blocked', 'failed', 'removing', 'removed'];
const PAGE = 500;
const COLUMNS = [
  'id',
  'state',
  'direction',
  'at',
  'account',
  'from',
  'to',
  'cc',
  'bcc',
  'subject',
  'records',
  'crm_id',
  'crm_url',
  'failure',
];

const list = (people: readonly Person[]): string => people.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join('; ');

function rowOf({ engagement, state, ref, failure }: OutboxEntry): string[] {
  const { id, direction, at, account, from, to, cc, bcc, subject, associations } = engagement;
  const records = (ref?.records ?? associations).map(({ kind, name }) => `${kind}: ${name}`).join('; ');
  const time = new Date(at).toISOString();
  const crm = [ref?.id ?? '', ref?.url ?? '', failure?.code ?? ''];
  return [id, state, direction, time, account, list([from]), list(to), list(cc), list(bcc), subject, records, ...crm];
}

/** Every mail that the extension knows, one a line, for a spreadsheet: cells that would be formulas are quoted. */
export async function mailsToCsv(worker: WorkerPort): Promise<string> {
  const data: string[][] = [];
  let cursor: string | null = null;
  do {
    const page = await worker.ask.listOutbox(STATES, PAGE, cursor);
    data.push(...page.entries.map(rowOf));
    cursor = page.cursor;
  } while (cursor !== null);
  return Papa.unparse({ fields: COLUMNS, data }, { escapeFormulae: true, newline: '\r\n' });
}
