import type { CrmConnector } from '../../src/connectors/crm-connector';
import type { Association, Engagement } from '../../src/core/engagement';
import type { Hold } from '../../src/core/outbox/holds';
import { makeMemoryStore } from '../../src/core/outbox/memory-store';
import { makeOutbox } from '../../src/core/outbox/outbox';
import type { OutboxStore } from '../../src/core/outbox/outbox-store';
import { sampleEngagement } from '../../src/core/outbox/samples';
import type { FailureCode } from '../../src/core/outcome';
import type { Recheck } from '../../src/core/recheck-rules';

interface Setting {
  /** Only tests move it, and `settle`. */
  time: { now: number };
  connector(): CrmConnector;
  recheck?(engagement: Engagement): Recheck;
  /** Contents of attachments by their SHA-256. */
  files?: ReadonlyMap<string, Uint8Array>;
}

const MOST_ROUNDS = 500;

/**
 * A rep's outbox on its way to a practice CRM, over a store in memory. `start` opens it again, as after the worker's death;
 * `inBrowser`: where a request may go out twice.
 */
export function openRepOutbox({ time, connector, recheck = (engagement) => ({ kind: 'log', engagement }), files }: Setting) {
  const store = makeMemoryStore();
  const kept: Record<string, Hold> = {};
  const health: (FailureCode | null)[] = [];
  const start = (through: { connector?: CrmConnector; store?: OutboxStore; inBrowser?: boolean } = {}) => {
    const own = through.connector ?? connector();
    return makeOutbox({
      store: through.store ?? store,
      ...(through.inBrowser ? { checks: store } : {}),
      holds: {
        load: async () => ({ ...kept }),
        save: async (id, hold) => {
          if (hold) kept[id] = hold;
          else delete kept[id];
        },
      },
      connectorFor: async () => own,
      recheck: async (engagement) => recheck(engagement),
      readAttachment: async (_entryId, sha256) => files?.get(sha256) ?? null,
      onChange: () => {},
      onConnection: (_id, code) => health.push(code),
      clock: () => time.now,
      random: () => 0.5,
    });
  };
  const outbox = start();

  /** Flushes until there is nothing to do by itself, or `isOver`, moving the clock only as far as it must. */
  async function settle(through = outbox, isOver = () => false): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      await through.flush();
      if (isOver()) return;
      const wake = await through.nextWake();
      const { waiting, sending, removing } = await store.counts();
      if (waiting + sending + removing === 0 || wake === null) return;
      time.now = Math.max(time.now, wake);
    }
    throw new Error('it never settled');
  }

  async function log(engagement: Engagement) {
    await outbox.add(engagement, 'crm', 0);
    await settle();
    return store.get(engagement.id);
  }

  return { store, outbox, start, settle, log, health };
}

export const contact = (recordId: string | null, address: string, more: Partial<Association> = {}): Association => ({
  kind: 'contact',
  recordId,
  name: '',
  address,
  ...more,
});
export const record = (kind: Association['kind'], recordId: string, name = ''): Association => ({ kind, recordId, name });
export const mail = (number: number, associations: Association[], changes: Partial<Engagement> = {}) =>
  sampleEngagement(number, { associations, ...changes });
