import type { Association } from '../../core/engagement';
import type { LoggedMail } from '../../core/logged-mail';
import type { Queries } from './database';
import type { Header } from './engagements';
import { overList } from './lists';
import { addressesOfContacts, type UrlOf } from './records';
import { readRefs } from './refs';

export interface Asked {
  ids: readonly string[];
  messageIds: readonly string[];
  /** The account that `hostIds` and `threads` are of. */
  account: string;
  hostIds: readonly string[];
  threads: readonly string[];
}
interface Who {
  tenant: string;
  userId: string;
}
/** A record under one of its ids, with the place of the mail in the mailbox that it was logged from under that id. */
interface Sighting {
  id: string;
  record: string;
  account: string;
  host_id: string | null;
  thread: string;
}

/** What is logged of these, or was removed; what we do not know is missing. A record under two of its ids comes twice. */
export async function readStates(read: Queries, who: Who, asked: Asked, urlOf: UrlOf): Promise<LoggedMail[]> {
  const found = [...(await findRecords(read, who, asked)), ...(await findAliases(read, who, asked))];
  const sightings = [...new Map(found.map((one) => [one.id, one])).values()];
  return [...(await describe(read, who.tenant, sightings, urlOf)), ...(await findRemoved(read, who.tenant, asked))];
}

async function findRecords(read: Queries, { tenant, userId }: Who, asked: Asked): Promise<Sighting[]> {
  const rows = read.selectFrom('engagements').select(['id', 'id as record', 'account', 'host_id', 'thread']).where('tenant', '=', tenant);
  const own = rows.where('user_id', '=', userId);
  const here = rows.where('account', '=', asked.account);
  return [
    ...(await overList(asked.ids, (piece) => own.where('id', 'in', piece).execute())),
    ...(await overList(asked.messageIds, (piece) => rows.where('message_id', 'in', piece).execute())),
    ...(await overList(asked.hostIds, (piece) => here.where('host_id', 'in', piece).execute())),
    ...(await overList(asked.threads, (piece) => here.where('thread', 'in', piece).execute())),
  ];
}

async function findAliases(read: Queries, { tenant, userId }: Who, asked: Asked): Promise<Sighting[]> {
  const rows = read
    .selectFrom('aliases')
    .select(['id', 'engagement_id as record', 'account', 'host_id', 'thread'])
    .where('tenant', '=', tenant);
  const own = rows.where('user_id', '=', userId);
  const here = rows.where('account', '=', asked.account);
  return [
    ...(await overList(asked.ids, (piece) => own.where('id', 'in', piece).execute())),
    ...(await overList(asked.hostIds, (piece) => here.where('host_id', 'in', piece).execute())),
    ...(await overList(asked.threads, (piece) => here.where('thread', 'in', piece).execute())),
  ];
}

async function describe(read: Queries, tenant: string, sightings: readonly Sighting[], urlOf: UrlOf): Promise<LoggedMail[]> {
  const ids = sightings.map(({ record }) => record);
  const rows = await overList(ids, (piece) =>
    read
      .selectFrom('engagements')
      .select(['id', 'message_id', 'direction', 'at', 'header'])
      .where('tenant', '=', tenant)
      .where('id', 'in', piece)
      .execute(),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const refs = await readRefs(read, tenant, ids, urlOf);
  const contacts = [...refs.values()].flatMap(({ ref }) => ref.records.flatMap(({ kind, id }) => (kind === 'contact' ? [id] : [])));
  const addresses = await addressesOfContacts(read, tenant, contacts);
  return sightings.flatMap(({ id, record, account, host_id, thread }): LoggedMail[] => {
    const row = byId.get(record);
    const ref = refs.get(record)?.ref;
    if (!row || !ref) return [];
    const header = JSON.parse(row.header) as Header;
    const people = [header.from, ...header.to, ...header.cc, ...header.bcc].map(({ address }) => address);
    const associations = ref.records.map((one): Association => {
      const { kind, id: recordId, name } = one as { kind: Association['kind']; id: string; name: string };
      const own = kind === 'contact' ? (addresses.get(recordId) ?? []) : [];
      const address = own.find((known) => people.includes(known)) ?? own[0];
      return { kind, recordId, name, ...(address === undefined ? {} : { address }) };
    });
    const { message_id: messageId, direction, at } = row;
    return [{ id, state: 'logged', messageId, hostId: host_id, thread, account, direction, at, from: header.from, associations, ref }];
  });
}

async function findRemoved(read: Queries, tenant: string, asked: Asked): Promise<LoggedMail[]> {
  const rows = read
    .selectFrom('tombstones')
    .select(['engagement_id as id', 'message_id', 'from_address', 'host_id', 'thread', 'account', 'removed_at'])
    .where('tenant', '=', tenant);
  const here = rows.where('account', '=', asked.account);
  const found = [
    ...(await overList(asked.ids, (piece) => rows.where('engagement_id', 'in', piece).execute())),
    ...(await overList(asked.messageIds, (piece) => rows.where('message_id', 'in', piece).execute())),
    ...(await overList(asked.hostIds, (piece) => here.where('host_id', 'in', piece).execute())),
    ...(await overList(asked.threads, (piece) => here.where('thread', 'in', piece).execute())),
  ];
  return [...new Map(found.map((row) => [row.id, row])).values()].map(
    ({ id, message_id, from_address, host_id, thread, account, removed_at }): LoggedMail => ({
      id,
      state: 'removed',
      messageId: message_id,
      hostId: host_id,
      thread: thread ?? '',
      account: account ?? '',
      // Of what was removed nothing is kept but what it is known by again.
      direction: 'sent',
      at: removed_at,
      from: from_address === null ? null : { address: from_address, name: '' },
      associations: [],
      ref: null,
    }),
  );
}
