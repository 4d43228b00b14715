import type { Settings } from '../../core/settings';
import type { Database } from './database';

/** D7: everything the extension holds, but for secrets. Files by name, size and hash. */
export async function exportAll(db: Database, settings: Settings, now: number): Promise<{ json: string; csv: string }> {
  const [entries, drafts, rules, hits, known, connections, reports, threads, sent, tracked, opens, consents] = await Promise.all([
    db.entries.toArray(),
    db.drafts.toArray(),
    db.rules.toArray(),
    db.hits.toArray(),
    db.known.toArray(),
    db.connections.toArray(),
    db.reports.toArray(),
    db.threads.toArray(),
    db.sent.toArray(),
    db.tracked.toArray(),
    db.opens.toArray(),
    db.consents.toArray(),
  ]);
  const outbox = entries.map(({ activeThread: _, due: __, ...entry }) => entry);
  const exportedAt = new Date(now).toISOString();
  const tracking = { tracked, opens, consents };
  const kept = { outbox, drafts, rules, hits, known, connections, reports, threads, sentNotLogged: sent, ...tracking };
  const everything = { exportedAt, settings, ...kept };
  const rows = outbox.map(({ id, state, connectionId, engagement, ref, failure, createdAt, changedAt }) => [
    ...[id, state, connectionId, engagement.account, new Date(engagement.at).toISOString(), engagement.subject],
    [...engagement.to, ...engagement.cc, ...engagement.bcc].map(({ address }) => address).join(' '),
    engagement.associations.map(({ kind, name }) => `${kind}: ${name}`).join('; '),
    engagement.excluded.map(({ address, reason, rule }) => [address, reason, rule].filter(Boolean).join(' ')).join('; '),
    ...[ref?.id ?? '', ref?.url ?? '', failure?.code ?? '', new Date(createdAt).toISOString(), new Date(changedAt).toISOString()],
  ]);
  return { json: JSON.stringify(everything, null, 2), csv: toCsv([COLUMNS, ...rows]) };
}

const COLUMNS = [
  ...['id', 'state', 'connection', 'account', 'sent at', 'subject', 'recipients', 'associations', 'left out'],
  ...['CRM id', 'CRM link', 'failure', 'created at', 'changed at'],
];

/** RFC 4180. A cell that a spreadsheet would take for a formula is made text: names and subjects are other people's. */
function toCsv(rows: readonly string[][]): string {
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
