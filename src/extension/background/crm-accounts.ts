import type { ConnectorKind } from '../../connectors/connector-kind';
import type { ConnectorContext } from '../../connectors/crm-connector';
import { makeMemory } from '../../connectors/memory';
import { makePace } from '../../connectors/pace';
import type { Connection } from '../../core/settings';

/** What everybody who asks one CRM account has in common: its turns, and what is remembered of it. */
type Shared = Pick<ConnectorContext, 'pace' | 'memory'>;

type Account = Pick<Connection, 'baseUrl' | 'accountId'>;

interface Timing {
  clock(): number;
  sleep(ms: number): Promise<void>;
}

/** Kept for as long as the worker lives. Two connections of one account ask it in the same turns. */
export function makeCrmAccounts(timing: Timing) {
  const kept = new Map<string, Shared>();
  const nameOf = (kind: ConnectorKind, { baseUrl, accountId }: Account) => `${kind.id} ${baseUrl} ${accountId}`;
  return {
    of(kind: ConnectorKind, account: Account): Shared {
      const name = nameOf(kind, account);
      const shared = kept.get(name) ?? {
        ...(kind.pace ? { pace: makePace(kind.pace.rate, kind.pace.lanes, timing) } : {}),
        memory: makeMemory(timing.clock),
      };
      kept.set(name, shared);
      return shared;
    },
    /** After a key was accepted: another key may see more, so what was remembered is asked again. The turns stay, also those of the check. */
    renew(kind: ConnectorKind, account: Account, { pace }: Shared): void {
      const name = nameOf(kind, account);
      kept.set(name, { pace: kept.get(name)?.pace ?? pace, memory: makeMemory(timing.clock) });
    },
  };
}
