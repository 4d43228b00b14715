import type { TrackingSource } from '../../../connectors/endpoint-tracking';
import { isByPeople } from '../../../core/tracking/by-people';
import type { FeedItem } from '../../../core/tracking-api';
import type { HitMail, HitMails, ShownHit } from '../../tracking-protocol';
import type { Database } from '../database';
import { groupByMail } from './hit-mails';

export type Hits = ReturnType<typeof makeHits>;

interface HitsSetting {
  db: Database;
  sourceOf(connectionId: string): Promise<TrackingSource | null>;
  /** By people, and not known before. */
  onNews(items: FeedItem[]): void;
  onChange(): void;
}

/** More than anybody reads; the endpoint has them all. */
const MAX_KEPT = 2_000;

/** T6: opens and clicks of the rep's own mails, as the endpoints tell of them. */
export function makeHits({ db, sourceOf, onNews, onChange }: HitsSetting) {
  const reading = new Map<string, Promise<void>>();

  async function readPages(connectionId: string): Promise<void> {
    const source = await sourceOf(connectionId);
    for (let more = source !== null; more && source; ) {
      const from = (await db.feeds.get(connectionId))?.cursor ?? null;
      const answer = await source.readHits(from);
      if (!answer.ok) return;
      const { hits, erased, cursor } = answer.value;
      // What there was before this browser knew of it is no news to anybody.
      const news = await keep(connectionId, hits, erased, cursor, from === null);
      if (hits.length + erased.length > 0) onChange();
      if (news.length > 0) onNews(news);
      more = answer.value.more;
    }
  }

  /** Together with the cursor, or not at all: none is told twice, none is missed. */
  function keep(connectionId: string, hits: FeedItem[], erased: string[], cursor: string, isFirst: boolean): Promise<FeedItem[]> {
    return db.transaction('rw', db.opens, db.feeds, async () => {
      const before = await db.opens.bulkGet(hits.map(({ id }) => id));
      const rows = hits.map((hit, index): ShownHit => {
        const isNew = !isFirst && isByPeople(hit) && !(before[index] && isByPeople(before[index]));
        return { ...hit, connectionId, unseen: isNew ? 1 : isByPeople(hit) ? (before[index]?.unseen ?? 0) : 0 };
      });
      await db.opens.bulkPut(rows);
      if (erased.length > 0) await db.opens.where('messageId').anyOf(erased).delete();
      const tooMany = (await db.opens.count()) - MAX_KEPT;
      if (tooMany > 0) await db.opens.orderBy('at').limit(tooMany).delete();
      await db.feeds.put({ connectionId, cursor });
      const gone = new Set(erased);
      return hits.filter(({ messageId }, index) => rows[index]?.unseen === 1 && !before[index]?.unseen && !gone.has(messageId));
    });
  }

  return {
    /** Once at a time for each connection. */
    read(connectionId: string): Promise<void> {
      const mine =
        reading.get(connectionId) ??
        readPages(connectionId).finally(() => {
          reading.delete(connectionId);
        });
      reading.set(connectionId, mine);
      return mine;
    },
    /** By what last happened to them, newest first. */
    async listMails(limit: number, machines: boolean): Promise<HitMails> {
      return groupByMail(await db.opens.orderBy('at').reverse().toArray(), limit, machines);
    },
    /** Null: nothing that people did to it is known. */
    async findMail(messageId: string): Promise<HitMail | null> {
      const hits = await db.opens.where('messageId').equals(messageId).toArray();
      return groupByMail(newestFirst(hits), 1, false).mails[0] ?? null;
    },
    /** R2. Of mails to somebody alone, and of those named `among` that others got too; by what last happened to them, newest first. */
    async listTo(connectionId: string, address: string, among: ReadonlySet<string>, limit: number): Promise<HitMail[]> {
      const isHers = (hit: ShownHit) => hit.recipient?.address === address || among.has(hit.messageId);
      const hers = (await db.opens.where('connectionId').equals(connectionId).toArray()).filter(isHers);
      return groupByMail(newestFirst(hers), limit, false).mails;
    },
    ofMessages: (messageIds: string[]): Promise<ShownHit[]> => db.opens.where('messageId').anyOf(messageIds).toArray(),
    countUnseen: (): Promise<number> => db.opens.where('unseen').equals(1).count(),
    /** Of one mail, or of all. */
    async markSeen(messageId?: string): Promise<void> {
      const unseen = db.opens.where('unseen').equals(1);
      const hers = messageId === undefined ? unseen : unseen.and((hit) => hit.messageId === messageId);
      const changed = await hers.modify({ unseen: 0 });
      if (changed > 0) onChange();
    },
    async forgetMessage(messageId: string): Promise<void> {
      await db.opens.where('messageId').equals(messageId).delete();
      onChange();
    },
    /** The connection is gone. */
    forget: (connectionId: string): Promise<void> =>
      db.transaction('rw', db.opens, db.feeds, async () => {
        await db.opens.where('connectionId').equals(connectionId).delete();
        await db.feeds.delete(connectionId);
      }),
  };
}

const newestFirst = (hits: readonly ShownHit[]) => hits.toSorted((a, b) => b.at - a.at);
