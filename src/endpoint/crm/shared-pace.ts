import type { Bucket, Rate } from '../../connectors/pace';
import type { Database } from '../store/database';

/**
 * Buckets that all nodes fill and spend together: a row says when the account has had its rate. Nodes that look at the same moment may
 * spend one token too many; the next then waits for it.
 */
export const makeSharedBuckets =
  (db: Database, tenant: string, account: string) =>
  ({ burst, perSecond }: Rate, lane: string): Bucket => {
    const step = Math.ceil(1000 / perSecond);
    return {
      async wait(now) {
        const row = await db.read
          .selectFrom('crm_paces')
          .select('due_at')
          .where('tenant', '=', tenant)
          .where('account', '=', account)
          .where('lane', '=', lane)
          .executeTakeFirst();
        return Math.max(0, (row?.due_at ?? 0) - (burst - 1) * step - now);
      },
      take: (now) =>
        db.write((tx) =>
          tx
            .insertInto('crm_paces')
            .values({ tenant, account, lane, due_at: now + step })
            .onConflict((conflict) =>
              conflict.columns(['tenant', 'account', 'lane']).doUpdateSet((row) => ({
                due_at: row(row.case().when('crm_paces.due_at', '>', now).then(row.ref('crm_paces.due_at')).else(now).end(), '+', step),
              })),
            )
            .execute(),
        ),
    };
  };
