import type { Log } from '../http/problem';
import type { Database } from '../store/database';
import { expireHits, forgetSigns, forgetStrays } from '../store/hit-expiry';
import { readTrackingRow } from '../store/tracking-settings';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVERY_MS = 6 * HOUR;
/** A start has enough to do. */
const FIRST_MS = 60_000;
/** A browser that was shut may register what it sent so much later. */
const STRAY_MS = 7 * DAY;

/** Deletes hits when their organisation's time for them is over. Any number of nodes may do it. */
export function makeRetention({ db, clock, log }: { db: Database; clock: () => number; log: Log }) {
  /** Null: it has ended. */
  let timer: ReturnType<typeof setTimeout> | null | undefined;
  let running = Promise.resolve();

  async function sweep(): Promise<void> {
    const now = clock();
    const tenants = await db.read.selectFrom('tenants').select('tenant').execute();
    let oldest = now;
    for (const { tenant } of tenants) {
      const { retention_days } = await readTrackingRow(db.read, tenant);
      const before = now - retention_days * DAY;
      oldest = Math.min(oldest, before);
      await expireHits(db, tenant, before);
      await forgetStrays(db, tenant, now - STRAY_MS - DAY, now - STRAY_MS);
      await forgetSigns(db, tenant, now - DAY, before);
    }
    await db.dropMonths(oldest);
  }

  return {
    sweep,
    start(): void {
      timer = setTimeout(run, FIRST_MS).unref();
    },
    async close(): Promise<void> {
      clearTimeout(timer ?? undefined);
      timer = null;
      await running;
    },
  };

  function run(): void {
    const swept = sweep().catch((error) => log({ event: 'retention_failed', name: error instanceof Error ? error.name : '' }));
    running = swept.then(() => {
      if (timer !== null) timer = setTimeout(run, EVERY_MS).unref();
    });
  }
}
