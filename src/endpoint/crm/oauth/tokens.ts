import type { Checked } from '../../../connectors/crm-connector';
import { retry } from '../../../connectors/http';
import type { Log } from '../../http/problem';
import type { CrmConnection, CrmConnections, KeptSecret, Secret } from '../../store/crm-connections';
import { askForTokens, LONGEST_S, type OAuthClient, type OAuthProvider, type Tokens } from './provider';

/** A token is asked for anew before it ends, so that no run of requests outlives it. */
const EARLY_MS = 5 * 60_000;

export interface TokenSetting {
  connections: CrmConnections;
  /** Null: this endpoint is no client of that CRM. */
  clientOf(connector: string): { provider: OAuthProvider; client: OAuthClient } | null;
  /** Does `work` when no other node does the like for the tenant; false: one does, for longer than it was waited for. */
  inTurn(tenant: string, work: () => Promise<void>): Promise<boolean>;
  fetch: typeof fetch;
  clock(): number;
  log: Log;
}

/** Of which connection: once another is connected, its key is none for this one. */
type Of = Pick<CrmConnection, 'tenant' | 'id'>;

const refused: Checked<string> = { ok: false, outcome: retry('token_refused', 'connection') };

/**
 * The key with which an organisation's CRM is asked. One refresh at a time, whoever waits for it; a refresh token that
 * changes with each use is stored before anybody may use what came with it, and only over the one it came from.
 */
export function makeTokenKeeper({ connections, clientOf, inTurn, fetch, clock, log }: TokenSetting) {
  const underWay = new Map<string, Promise<Checked<string>>>();
  /** Came, and could not be stored yet: the disk is full. The old one is good for nothing any longer. */
  const unsaved = new Map<string, KeptSecret>();
  /** By tenant the version that the CRM will not renew: it is not asked again before there is another. */
  const dead = new Map<string, number>();

  const isGood = ({ secret }: KeptSecret, used: string | null) =>
    secret.kind === 'token' || (secret.access !== used && secret.expiresAt - EARLY_MS > clock());
  const accessOf = (of: Of, { id, secret }: KeptSecret): Checked<string> =>
    id === of.id ? { ok: true, value: secret.kind === 'token' ? secret.token : secret.access } : refused;

  async function read(tenant: string): Promise<KeptSecret | null> {
    const stored = await connections.readSecret(tenant);
    const waiting = unsaved.get(tenant);
    if (!waiting) return stored;
    if (stored?.version !== waiting.version) unsaved.delete(tenant);
    else return store(tenant, waiting);
    return stored;
  }

  /** Somebody who reconnected, or disconnected, in the meantime is right. */
  async function store(tenant: string, fresh: KeptSecret): Promise<KeptSecret | null> {
    const { version, secret } = fresh;
    try {
      const isStored = await connections.replaceSecret(tenant, version, secret);
      unsaved.delete(tenant);
      return isStored ? { ...fresh, version: version + 1 } : await connections.readSecret(tenant);
    } catch (error) {
      log({ event: 'crm_token_not_stored', name: (error as Error).name });
      unsaved.set(tenant, fresh);
      return fresh;
    }
  }

  async function refreshInTurn(of: Of, used: string | null): Promise<Checked<string>> {
    let answer: Checked<string> = { ok: false, outcome: retry('unreachable', 'connection') };
    await inTurn(of.tenant, async () => {
      answer = await refresh(of, used);
    });
    return answer;
  }

  async function refresh(of: Of, used: string | null): Promise<Checked<string>> {
    const { tenant } = of;
    const kept = await read(tenant);
    if (!kept || dead.get(tenant) === kept.version) return refused;
    if (isGood(kept, used)) return accessOf(of, kept);
    const connection = await connections.read(tenant);
    const oauth = connection && clientOf(connection.connector);
    if (kept.secret.kind !== 'oauth' || !oauth || connection.id !== of.id) return refused;
    const { refresh: refresh_token } = kept.secret;
    const answer = await askForTokens({ ...oauth, fetch, grant: { grant_type: 'refresh_token', refresh_token } });
    if (answer.ok) {
      const now = await store(tenant, { ...kept, secret: secretOf(answer.value, clock(), refresh_token) });
      return now ? accessOf(of, now) : refused;
    }
    if (answer.outcome.code !== 'token_refused') {
      const isStillGood = kept.secret.access !== used && kept.secret.expiresAt > clock();
      return isStillGood ? accessOf(of, kept) : answer;
    }
    // Another process may have been quicker with the same one.
    const other = await connections.readSecret(tenant);
    if (other && other.version !== kept.version) return isGood(other, used) ? accessOf(of, other) : refused;
    dead.set(tenant, kept.version);
    log({ event: 'crm_refresh_refused', connector: connection.connector });
    return refused;
  }

  return {
    /** The key of this connection as it is good now; `used` is one that was just refused, which is therefore not. */
    async current(of: Of, used: string | null = null): Promise<Checked<string>> {
      const { tenant, id } = of;
      const name = `${tenant} ${id}`;
      const running = underWay.get(name);
      if (running) return running;
      const kept = unsaved.get(tenant) ?? (await connections.readSecret(tenant));
      if (kept && !unsaved.has(tenant) && dead.get(tenant) !== kept.version && isGood(kept, used)) return accessOf(of, kept);
      // Somebody may have begun while we read.
      const begun = underWay.get(name) ?? refreshInTurn(of, used).finally(() => underWay.delete(name));
      underWay.set(name, begun);
      return begun;
    },
  };
}

/** A CRM that keeps the refresh token need not send it again. */
export function secretOf({ access_token, refresh_token, expires_in }: Tokens, now: number, before: string): Secret {
  const expiresAt = now + Math.min(LONGEST_S, expires_in) * 1000;
  return { kind: 'oauth', access: access_token, refresh: refresh_token ?? before, expiresAt };
}
