import { isByPeople } from '../../core/tracking/by-people';
import { countHits, type HitCounts } from '../../core/tracking/looks';
import { messageRefOf } from '../../core/tracking/token';
import type { Queries } from './database';
import { groupBy, overList } from './lists';
import { messagesByRef } from './tracked-messages';

const BY_PEOPLE = ['person', 'proxy'] as const;

/** What a list says of tracked mails, by their ids; who is missing is not tracked. */
export async function countMails(read: Queries, tenant: string, ids: readonly string[]): Promise<Map<string, HitCounts>> {
  const messages = [...(await messagesByRef(read, tenant, ids.map(messageRefOf))).values()].filter(({ silenced }) => silenced !== 'erased');
  if (messages.length === 0) return new Map();
  const refs = messages.map(({ ref }) => ref);
  const seen = await overList(refs, (piece) =>
    read
      .selectFrom('hits')
      .select(['ref', 'user_id', 'kind', 'link', 'class', 'confidence', 'at'])
      .where('tenant', '=', tenant)
      .where('ref', 'in', piece)
      .where('class', 'in', BY_PEOPLE)
      .where('kind', '!=', 'trap')
      .execute(),
  );
  const byMachines = await countMachines(read, tenant, refs);
  const expired = await overList(refs, (piece) =>
    read.selectFrom('hit_counts').select(['ref', 'class', 'hits']).where('tenant', '=', tenant).where('ref', 'in', piece).execute(),
  );
  const looks = groupBy(seen, ({ ref }) => ref);
  return new Map(
    messages.map(({ id, ref, user_id }) => {
      const own = (looks.get(ref) ?? []).filter((hit) => hit.user_id === user_id);
      const hits = own.map(
        ({ kind, link, class: of, confidence, at }) =>
          ({ kind: kind === 'click' ? kind : 'open', class: of, confidence: Number(confidence), at, target: String(link) }) as const,
      );
      const earlier = expired.filter((count) => count.ref === ref && isByPeople(count)).reduce((sum, count) => sum + Number(count.hits), 0);
      const machines = byMachines.get(`${ref} ${user_id}`) ?? 0;
      return [id, { ...countHits(hits), machines, ...(earlier > 0 ? { earlier } : {}) }];
    }),
  );
}

/** By `ref user`. */
async function countMachines(read: Queries, tenant: string, refs: readonly string[]): Promise<Map<string, number>> {
  const rows = await overList(refs, (piece) =>
    read
      .selectFrom('hits')
      .select(({ fn }) => ['ref', 'user_id', fn.countAll<number>().as('hits')])
      .where('tenant', '=', tenant)
      .where('ref', 'in', piece)
      .where('class', 'not in', [...BY_PEOPLE, 'self'] as const)
      .where('kind', '!=', 'trap')
      .groupBy(['ref', 'user_id'])
      .execute(),
  );
  return new Map(rows.map(({ ref, user_id, hits }) => [`${ref} ${user_id}`, Number(hits)]));
}
