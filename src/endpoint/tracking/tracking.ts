import { randomBytes } from 'node:crypto';
import type { HitRequest } from '../../core/tracking/classify';
import { judgeRequest } from '../../core/tracking/classify';
import type { Log } from '../http/problem';
import type { Metrics } from '../operations/metrics';
import type { Database } from '../store/database';
import { type ArrivedHit, appendHits, type HitRow } from '../store/hits';
import { groupBy } from '../store/lists';
import type { Vault } from '../vault';
import type { Verified } from './checking';
import { makeFloods } from './floods';
import { makeIntake } from './intake';
import { makeJudge } from './judging';
import { makeKeyRing } from './key-ring';
import { makeRecollection } from './recollection';

declare module 'fastify' {
  interface FastifyInstance {
    desk: TrackingDesk;
  }
}

/** Hits in memory while the store is behind or away: some hundred bytes each. */
const MOST_WAITING = 200_000;
const MOST_WAITING_OF_ONE = 50_000;

export interface TrackingSetting {
  db: Database;
  vault: Vault;
  /** Epoch ms. */
  clock(): number;
  log: Log;
  metrics: Pick<Metrics, 'hits' | 'hitDropped'>;
}

/** What was asked for with a good token, and by whom; the address and the program are gone when it has been judged. */
export interface Heard extends Pick<HitRequest, 'method' | 'userAgent' | 'purpose'> {
  address: string;
}

/** The endpoint's side of tracking: keys, hits on their way into the store, what is remembered to judge them by. */
export type TrackingDesk = ReturnType<typeof makeTrackingDesk>;

export function makeTrackingDesk({ db, vault, clock, log, metrics }: TrackingSetting) {
  /** Ids of this run's hits begin so: no other node's do. */
  const run = `${randomBytes(9).toString('base64url')}.`;
  let counted = 0;
  const ring = makeKeyRing({ db, vault, clock });
  const recollection = makeRecollection(clock);
  const judge = makeJudge(recollection);
  const floods = makeFloods(clock);
  const intake = makeIntake<ArrivedHit>({
    async write(tenant, hits) {
      const rows = await db.write((tx) => appendHits(tx, tenant, hits, judge), tenant);
      for (const some of groupBy(rows, ({ kind, class: of }) => `${kind} ${of}`).values()) {
        const [{ kind, class: of }] = some as [HitRow];
        metrics.hits(kind, of, some.length);
      }
    },
    log,
    ...{ most: MOST_WAITING, mostPerTenant: MOST_WAITING_OF_ONE },
    onDropped(why, count) {
      for (let dropped = 0; dropped < count; dropped++) metrics.hitDropped(why);
    },
  });

  /** Takes a hit in; it is answered already. */
  function hear({ tenant, userId, messageRef: ref, kind, link }: Verified, { address, method, userAgent, purpose }: Heard): void {
    if (kind === 'opt-out') return;
    const marks = recollection.marksOf(address, userAgent);
    const id = `${run}${(counted++).toString(36)}`;
    recollection.keepHit(id, marks);
    const verdict = judgeRequest({ kind, method, userAgent, purpose });
    intake.take(tenant, { id, user_id: userId, ref, kind, link, at: clock(), ...marks, ...verdict });
  }

  return {
    ...{ ring, vault, recollection, judge, floods, intake, hear },
    /** One could not be told from a forgery: the store was away, and its key was never seen. */
    miss: () => metrics.hitDropped('unchecked'),
  };
}
