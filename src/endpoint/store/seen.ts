import type { Engagement } from '../../core/engagement';
import type { Queries } from './database';
import { groupBy, overList } from './lists';

/** A mail that we hold: which record it is, and by which Message-ID that goes. */
interface Holding {
  engagementId: string;
  messageId: string | null;
}

/** What is known already of the engagements that somebody wants to log. */
export interface Seen {
  /** By an id that was used before, the record's own or an alias. */
  byId: Map<string, { engagementId: string; userId: string; hash: string }>;
  byMessage: Map<string, string>;
  byHost: Map<string, Holding[]>;
  removed: Set<string>;
  removedMessages: Set<string>;
  /** The Message-IDs of what was removed, by the host's id. */
  removedHosts: Map<string, (string | null)[]>;
}

type Identified = Pick<Engagement, 'account' | 'from' | 'messageId' | 'hostId'>;

/** A mail is its Message-ID and its sender: whoever makes up the Message-ID of somebody else's mail is another. Null: it has none. */
const messageKey = ({ from, messageId }: Identified) => (messageId === null ? null : keyOf(from.address, messageId));
/** Where a Message-ID is missing it is the host's id, which is only known in its own mailbox. */
const hostKey = ({ account, hostId }: Identified) => (hostId === undefined ? null : keyOf(account, hostId));
const keyOf = (...parts: (string | null)[]) => parts.join(' ');

const isSameOrUnknown = (one: string | null, other: string | null) => one === null || other === null || one === other;

/** The record that this mail is already; undefined: none. */
export function findRecord(engagement: Identified, { byMessage, byHost }: Seen): string | undefined {
  const message = messageKey(engagement);
  const found = message === null ? undefined : byMessage.get(message);
  if (found !== undefined) return found;
  const host = hostKey(engagement);
  const held = host === null ? [] : (byHost.get(host) ?? []);
  return held.find(({ messageId }) => isSameOrUnknown(messageId, engagement.messageId))?.engagementId;
}

/** Was this mail un-logged before, under whatever id. */
export function wasRemoved(engagement: Identified, { removedMessages, removedHosts }: Seen): boolean {
  const message = messageKey(engagement);
  if (message !== null && removedMessages.has(message)) return true;
  const host = hostKey(engagement);
  const removed = host === null ? [] : (removedHosts.get(host) ?? []);
  return removed.some((messageId) => isSameOrUnknown(messageId, engagement.messageId));
}

/** From here on this mail is known as the record. */
export function noteSeen(engagement: Identified, engagementId: string, seen: Seen): void {
  const message = messageKey(engagement);
  if (message !== null) seen.byMessage.set(message, engagementId);
  const host = hostKey(engagement);
  if (host !== null) seen.byHost.set(host, [...(seen.byHost.get(host) ?? []), { engagementId, messageId: engagement.messageId }]);
}

export async function findSeen(tx: Queries, tenant: string, engagements: readonly Engagement[]): Promise<Seen> {
  const ids = engagements.map(({ id }) => id);
  const messages = engagements.flatMap(({ messageId }) => messageId ?? []);
  const hosts = engagements.flatMap(({ hostId }) => hostId ?? []);
  const accounts = [...new Set(engagements.map(({ account }) => account))];
  const removedAs = (column: 'message_id' | 'host_id' | 'engagement_id', values: readonly string[]) =>
    overList(values, (piece) =>
      tx
        .selectFrom('tombstones')
        .select(['engagement_id', 'account', 'from_address', 'message_id', 'host_id'])
        .where('tenant', '=', tenant)
        .where(column, 'in', piece)
        .execute(),
    );
  const removed = await removedAs('engagement_id', ids);
  const removedMessages = await removedAs('message_id', messages);
  const removedHosts = await removedAs('host_id', hosts);
  return {
    byId: await findIds(tx, tenant, ids),
    byMessage: await findMessages(tx, tenant, messages),
    byHost: await findHosts(tx, tenant, accounts, hosts),
    removed: new Set(removed.map(({ engagement_id }) => engagement_id)),
    removedMessages: new Set(removedMessages.map(({ from_address, message_id }) => keyOf(from_address, message_id))),
    removedHosts: new Map(
      [...groupBy(removedHosts, ({ account, host_id }) => keyOf(account, host_id))].map(([key, rows]) => [
        key,
        rows.map(({ message_id }) => message_id),
      ]),
    ),
  };
}

async function findIds(tx: Queries, tenant: string, ids: readonly string[]): Promise<Seen['byId']> {
  const own = await overList(ids, (piece) =>
    tx
      .selectFrom('engagements')
      .select(['id', 'id as engagementId', 'user_id as userId', 'payload_hash as hash'])
      .where('tenant', '=', tenant)
      .where('id', 'in', piece)
      .execute(),
  );
  const aliases = await overList(ids, (piece) =>
    tx
      .selectFrom('aliases')
      .select(['id', 'engagement_id as engagementId', 'user_id as userId', 'payload_hash as hash'])
      .where('tenant', '=', tenant)
      .where('id', 'in', piece)
      .execute(),
  );
  return new Map([...own, ...aliases].map(({ id, ...known }) => [id, known]));
}

async function findMessages(tx: Queries, tenant: string, messageIds: readonly string[]): Promise<Seen['byMessage']> {
  const rows = await overList(messageIds, (piece) =>
    tx
      .selectFrom('engagements')
      .select(['id', 'message_id', 'from_address'])
      .where('tenant', '=', tenant)
      .where('message_id', 'in', piece)
      .execute(),
  );
  return new Map(rows.map(({ id, from_address, message_id }) => [keyOf(from_address, message_id), id]));
}

async function findHosts(tx: Queries, tenant: string, accounts: string[], hostIds: readonly string[]): Promise<Seen['byHost']> {
  const own = await overList(hostIds, (piece) =>
    tx
      .selectFrom('engagements')
      .select(['account', 'host_id', 'id as engagementId', 'message_id as messageId'])
      .where('tenant', '=', tenant)
      .where('account', 'in', accounts)
      .where('host_id', 'in', piece)
      .execute(),
  );
  const aliases = await overList(hostIds, (piece) =>
    tx
      .selectFrom('aliases')
      .innerJoin('engagements', (join) =>
        join.onRef('engagements.tenant', '=', 'aliases.tenant').onRef('engagements.id', '=', 'aliases.engagement_id'),
      )
      .select(['aliases.account', 'aliases.host_id', 'engagements.id as engagementId', 'engagements.message_id as messageId'])
      .where('aliases.tenant', '=', tenant)
      .where('aliases.account', 'in', accounts)
      .where('aliases.host_id', 'in', piece)
      .execute(),
  );
  return groupBy([...own, ...aliases], ({ account, host_id }) => keyOf(account, host_id));
}
