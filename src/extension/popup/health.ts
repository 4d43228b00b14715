import type { Connection, Settings } from '../../core/settings';
import type { Health } from '../protocol';

/** The one row about accounts and connections: what is wrong comes first. */
export interface HealthSummary {
  state:
    | Health['state']
    | 'no-connection'
    | 'account-without-crm'
    | 'host-permission-missing'
    | 'admin-must-reconnect'
    | 'rights-missing'
    | 'offline';
  connection: Connection | null;
  /** The mail accounts this is about, the first to be named. */
  accounts: string[];
}

const GRAVITY: readonly Health['state'][] = ['needs-reconnect', 'permission-missing', 'unreachable', 'unknown', 'ok'];

/** Failures that are said more exactly than by their state. */
const OF_CODE: Record<string, HealthSummary['state'] | undefined> = {
  host_permission_missing: 'host-permission-missing',
  crm_reconnect: 'admin-must-reconnect',
};

export function summariseHealth({ accounts, connections }: Settings, healths: readonly Health[], isOnline = true): HealthSummary {
  const all = accounts.map(({ address }) => address);
  if (connections.length === 0) return { state: 'no-connection', connection: null, accounts: all };
  const stateOf = ({ id }: Connection) => healths.find(({ connectionId }) => connectionId === id)?.state ?? 'unknown';
  const [worst] = [...connections].sort((a, b) => GRAVITY.indexOf(stateOf(a)) - GRAVITY.indexOf(stateOf(b)));
  const homeless = accounts.filter(({ connectionId }) => !connections.some(({ id }) => id === connectionId));
  const state = worst ? stateOf(worst) : 'unknown';
  const healthOf = (connection: Connection) => healths.find(({ connectionId }) => connectionId === connection.id);
  const needsRep = state === 'needs-reconnect' || state === 'permission-missing';
  // Nobody can be reached then, and it is nobody's fault; what only the rep can mend is said all the same.
  if (!isOnline && !needsRep) return { state: 'offline', connection: worst ?? null, accounts: all };
  if (worst && state !== 'ok' && state !== 'unknown') {
    const affected = accounts.filter(({ connectionId }) => connectionId === worst.id).map(({ address }) => address);
    const byCode = OF_CODE[healthOf(worst)?.code ?? ''];
    return { state: byCode ?? state, connection: worst, accounts: affected };
  }
  if (homeless.length > 0) return { state: 'account-without-crm', connection: null, accounts: homeless.map(({ address }) => address) };
  const limited = connections.find((connection) => (healthOf(connection)?.missing.length ?? 0) > 0);
  if (limited) return { state: 'rights-missing', connection: limited, accounts: all };
  return { state, connection: worst ?? null, accounts: all };
}
