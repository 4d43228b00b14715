import type { Engagement } from '../engagement';
import type { Outcome } from '../outcome';
import type { Deliverer, DeliveryItem } from './delivery';

/** What may befall a request. `lost` is an answer that never came, after or before the CRM wrote. */
export type Fault =
  | 'none'
  | 'lost-after'
  | 'lost-before'
  | 'twice'
  | 'late'
  | 'error-before'
  | 'error-after'
  | 'busy'
  | 'busy-until'
  | 'refused-token'
  | 'fault';

/**
 * A CRM in memory that suffers its faults one request after the other, for tests. `idempotent`: it knows our ids and
 * keeps tombstones, as the endpoint does; otherwise it creates whatever it is given, and only a read-back helps.
 */
export function makeFakeCrm(faults: Fault[] = [], { idempotent = true } = {}) {
  const records = new Map<string, Engagement>();
  const tombstones = new Set<string>();
  const created: string[] = [];
  let requests = 0;
  const late: (() => void)[] = [];

  function write({ engagement, ambiguous }: DeliveryItem): Outcome {
    const { id } = engagement;
    if (idempotent && tombstones.has(id)) return { kind: 'blocked', code: 'removed' };
    const repeated = (idempotent || ambiguous) && records.has(id);
    if (!repeated) created.push(id);
    records.set(id, engagement);
    return { kind: 'delivered', repeated, ref: { id: `crm-${id}`, url: null, records: [] } };
  }

  function suffer<T>(work: () => T): T | Extract<Outcome, { kind: 'retry' }> {
    requests++;
    const fault = faults.shift() ?? 'none';
    if (fault === 'fault') throw new Error('a fault in the connector');
    if (fault === 'busy') return { kind: 'retry', code: 'rate_limited', scope: 'connection' };
    if (fault === 'busy-until') return { kind: 'retry', code: 'rate_limited', scope: 'connection', afterMs: 60_000 };
    if (fault === 'refused-token') return { kind: 'retry', code: 'token_refused', scope: 'connection' };
    if (fault === 'error-before') return { kind: 'retry', code: 'server_error', scope: 'item' };
    if (fault === 'lost-before') return { kind: 'retry', code: 'timeout', scope: 'item' };
    if (fault === 'late') {
      late.push(() => void work());
      return { kind: 'retry', code: 'unreachable', scope: 'connection' };
    }
    const answer = work();
    if (fault === 'twice') return work();
    if (fault === 'lost-after') return { kind: 'retry', code: 'timeout', scope: 'item' };
    if (fault === 'error-after') return { kind: 'retry', code: 'server_error', scope: 'item' };
    return answer;
  }

  const connector: Deliverer = {
    maxBatch: 4,
    async deliver(items) {
      // Where a request stood in the way for long, what it carried still arrives before what is asked later.
      for (const land of late.splice(0)) land();
      const answer = suffer(() => items.map(write));
      return Array.isArray(answer) ? answer : items.map(() => answer);
    },
    async remove(id) {
      for (const land of late.splice(0)) land();
      const answer = suffer(() => {
        records.delete(id);
        tombstones.add(id);
        return { kind: 'removed' } as const;
      });
      return answer;
    },
  };

  return { connector, records, tombstones, created, countRequests: () => requests };
}
