import type { Database } from '../store/database';
import { StoreAway, StoreFull } from '../store/trouble';
import type { Metrics, WriteEnd } from './metrics';

/** The same store, whose writes are counted and timed. */
export const observed = (db: Database, metrics: Pick<Metrics, 'write'>): Database => ({
  ...db,
  async write(job, tenant) {
    const began = performance.now();
    const note = (end: WriteEnd) => metrics.write(end, (performance.now() - began) / 1000);
    try {
      const result = await db.write(job, tenant);
      note('stored');
      return result;
    } catch (error) {
      note(endOf(error));
      throw error;
    }
  },
});

function endOf(error: unknown): WriteEnd {
  if (error instanceof StoreFull) return 'full';
  return error instanceof StoreAway ? 'away' : 'refused';
}
