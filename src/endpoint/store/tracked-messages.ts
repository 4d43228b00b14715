import { ruleKeysFor } from '../../core/never-log';
import { messageRefOf } from '../../core/tracking/token';
import type { TrackedMail, TrackedMailResult } from '../../core/tracking-api';
import type { Queries } from './database';
import { noteNews } from './hit-notes';
import { insertRows, overList } from './lists';
import { takeNumbers } from './sequence';
import type { Row } from './tables';

type MessageRow = Row<'tracked_messages'>;
interface Who {
  tenant: string;
  userId: string;
}

/** What a recipient and her words are filed under: the same mailbox, the same key. */
export const mailboxOf = (address: string): string => ruleKeysFor(address)[0] ?? address;

const selectMessages = (read: Queries, tenant: string) => read.selectFrom('tracked_messages').selectAll().where('tenant', '=', tenant);

export const findMessage = (read: Queries, tenant: string, id: string): Promise<MessageRow | undefined> =>
  selectMessages(read, tenant).where('ref', '=', messageRefOf(id)).where('id', '=', id).executeTakeFirst();

/** Messages by the `ref` of their tokens. */
export async function messagesByRef(read: Queries, tenant: string, refs: Iterable<string>): Promise<Map<string, MessageRow>> {
  const rows = await overList(refs, (piece) => selectMessages(read, tenant).where('ref', 'in', piece).execute());
  return new Map(rows.map((row) => [row.ref, row]));
}

/** The reason why a mail must not be tracked; null: it may. */
export type Judge = (mail: TrackedMail) => string | null;

/** Insert, or correct the time; an answer for each, in order, and the refs of those that are new, or of another time. */
export async function registerMessages(
  tx: Queries,
  { tenant, userId }: Who,
  mails: readonly TrackedMail[],
  judge: Judge,
  now: number,
): Promise<{ results: TrackedMailResult[]; added: string[]; moved: string[] }> {
  const refs = mails.map(({ id }) => messageRefOf(id));
  const present = await messagesByRef(tx, tenant, refs);
  const results: TrackedMailResult[] = [];
  const added: string[] = [];
  const moved: string[] = [];
  for (const [index, mail] of mails.entries()) {
    const ref = refs[index] as string;
    let row = present.get(ref);
    if (!row) {
      row = await insertMessage(tx, { tenant, userId }, ref, mail, judge(mail), now);
      present.set(ref, row);
      added.push(ref);
    }
    const result = resultOf(row, mail, userId);
    results.push(result);
    if (result.result !== 'tracked' || row.at === mail.at) continue;
    await tx.updateTable('tracked_messages').set({ at: mail.at }).where('tenant', '=', tenant).where('ref', '=', ref).execute();
    moved.push(ref);
  }
  return { results, added, moved };
}

function resultOf(row: MessageRow, { id }: TrackedMail, userId: string): TrackedMailResult {
  if (row.id !== id || row.user_id !== userId) return { id, result: 'conflict', code: null };
  return { id, result: row.silenced === null ? 'tracked' : 'silenced', code: row.silenced };
}

async function insertMessage(
  tx: Queries,
  { tenant, userId }: Who,
  ref: string,
  mail: TrackedMail,
  silenced: string | null,
  now: number,
): Promise<MessageRow> {
  const { id, account, thread, at, subject, recipients, links } = mail;
  const row: MessageRow = {
    ...{ tenant, ref, id, user_id: userId, account, thread, at, subject, recipients: JSON.stringify(recipients) },
    ...{ links: JSON.stringify(links), registered_at: now, silenced, silenced_at: silenced === null ? null : now, erased_seq: null },
  };
  await tx.insertInto('tracked_messages').values(row).execute();
  const mailboxes = [...new Set(recipients.map(({ address }) => mailboxOf(address)))];
  await insertRows(
    mailboxes.map((address) => ({ tenant, address, ref })),
    (piece) => tx.insertInto('tracked_recipients').values(piece).execute(),
  );
  return row;
}

/** Nothing more is kept of what these mailboxes were sent. */
export async function silenceRecipients(tx: Queries, tenant: string, mailboxes: readonly string[], now: number): Promise<void> {
  const rows = await overList(mailboxes, (piece) =>
    tx.selectFrom('tracked_recipients').select('ref').where('tenant', '=', tenant).where('address', 'in', piece).execute(),
  );
  await silenceMessages(
    tx,
    tenant,
    rows.map(({ ref }) => ref),
    'withdrawn',
    now,
  );
}

export async function silenceMessages(tx: Queries, tenant: string, refs: readonly string[], reason: string, now: number): Promise<void> {
  await overList(refs, async (piece) => {
    const rows = tx.updateTable('tracked_messages').set({ silenced: reason, silenced_at: now }).where('tenant', '=', tenant);
    await rows.where('ref', 'in', piece).where('silenced', 'is', null).execute();
    return [];
  });
}

/** T7. Erases a message and its hits; its id stays, so that nothing brings it back, also of one never seen. */
export async function eraseMessage(tx: Queries, { tenant, userId }: Who, id: string, now: number): Promise<void> {
  const ref = messageRefOf(id);
  const known = (await messagesByRef(tx, tenant, [ref])).get(ref);
  const seq = await takeNumbers(tx, tenant, 1);
  const empty = {
    account: '',
    thread: '',
    subject: '',
    recipients: '[]',
    links: '[]',
    silenced: 'erased',
    silenced_at: now,
    erased_seq: seq,
  };
  const row = { tenant, ref, id, user_id: known?.user_id ?? userId, at: known?.at ?? now, registered_at: now, ...empty };
  await tx
    .insertInto('tracked_messages')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant', 'ref']).doUpdateSet(empty))
    .execute();
  await noteNews(tx, tenant, [ref], now);
  for (const table of ['hits', 'hit_counts', 'opt_outs'] as const)
    await tx.deleteFrom(table).where('tenant', '=', tenant).where('ref', '=', ref).execute();
  const recipients = JSON.parse(known?.recipients ?? '[]') as TrackedMail['recipients'];
  await overList(
    recipients.map(({ address }) => mailboxOf(address)),
    async (piece) => {
      await tx.deleteFrom('tracked_recipients').where('tenant', '=', tenant).where('address', 'in', piece).where('ref', '=', ref).execute();
      return [];
    },
  );
}
