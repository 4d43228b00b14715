import { Dexie } from 'dexie';
import type { HoldKeeper } from '../../core/outbox/holds';
import type { FailureCode } from '../../core/outcome';
import type { Health } from '../protocol';
import type { ConnectionRow, Database } from './database';

export type ConnectionStates = ReturnType<typeof makeConnectionStates>;

const fresh = (connectionId: string): ConnectionRow => ({
  connectionId,
  health: { state: 'unknown', code: null, checkedAt: null, missing: [] },
  hold: null,
  rulesCursor: null,
  rulesReadAt: 0,
});

/** What is remembered of each connection: its health (D5), until when it is left alone, how far its rules were read. */
export function makeConnectionStates(db: Database, clock: () => number, onHealth: () => void) {
  const change = (connectionId: string, to: (row: ConnectionRow) => Partial<ConnectionRow>): Promise<void> =>
    db.transaction('rw', db.connections, async () => {
      const row = (await db.connections.get(connectionId)) ?? fresh(connectionId);
      await db.connections.put({ ...row, ...to(row) });
    });

  async function healthOf(connectionId: string): Promise<Health> {
    return { connectionId, ...fresh(connectionId).health, ...(await db.connections.get(connectionId))?.health };
  }

  /** Null: it answered. `unless`: as things stand at that moment, it says nothing. */
  async function noteAnswer(connectionId: string, code: FailureCode | null, unless?: FailureCode): Promise<void> {
    let isOther = false;
    await change(connectionId, ({ health }) => {
      if (unless !== undefined && health.code === unless) return {};
      const state = stateFor(code);
      isOther = health.state !== state || health.code !== code;
      return { health: { ...health, state, code, checkedAt: clock() } };
    });
    if (isOther) onHealth();
  }

  const holds: HoldKeeper = {
    async load() {
      const held = (await db.connections.toArray()).flatMap(({ connectionId, hold }) => (hold ? [[connectionId, hold] as const] : []));
      return Object.fromEntries(held);
    },
    save: (connectionId, hold) => change(connectionId, () => ({ hold })),
  };

  return {
    holds,
    healthOf,
    noteAnswer: (connectionId: string, code: FailureCode | null) => noteAnswer(connectionId, code),
    /** It answered from what it holds itself: of a CRM behind it that tells nothing. */
    noteReached: (connectionId: string) => noteAnswer(connectionId, null, 'crm_reconnect'),
    /** What its key may not do, as `check` found it. */
    async noteMissing(connectionId: string, missing: string[]): Promise<void> {
      const before = (await healthOf(connectionId)).missing;
      if (before.join('\n') === missing.join('\n')) return;
      await change(connectionId, ({ health }) => ({ health: { ...health, missing } }));
      // People who were looked up with other rights are looked up again: their deals may have been out of sight.
      await db.known.where('[connectionId+address]').between([connectionId, Dexie.minKey], [connectionId, Dexie.maxKey]).delete();
      onHealth();
    },
    async rulesCursor(connectionId: string): Promise<string | null> {
      return (await db.connections.get(connectionId))?.rulesCursor ?? null;
    },
    keepRulesCursor: (connectionId: string, rulesCursor: string) => change(connectionId, () => ({ rulesCursor, rulesReadAt: clock() })),
    async rulesReadAt(connectionId: string): Promise<number> {
      return (await db.connections.get(connectionId))?.rulesReadAt ?? 0;
    },
    async changesCursor(connectionId: string): Promise<string> {
      return (await db.connections.get(connectionId))?.changesCursor ?? '';
    },
    keepChangesCursor: (connectionId: string, changesCursor: string) => change(connectionId, () => ({ changesCursor })),
    forget: (connectionId: string): Promise<void> => db.connections.delete(connectionId),
  };
}

/** D5: only the rep can mend it. */
export const needsRep = ({ state, missing }: Health): boolean =>
  state === 'needs-reconnect' || state === 'permission-missing' || missing.length > 0;

function stateFor(code: FailureCode | null): Health['state'] {
  switch (code) {
    case null:
    case 'rate_limited':
      return 'ok';
    case 'token_refused':
    case 'not_connected':
      return 'needs-reconnect';
    case 'permission_missing':
    case 'host_permission_missing':
      return 'permission-missing';
    default:
      return 'unreachable';
  }
}
