import { v7 as uuid } from 'uuid';
import type { Hold, HoldKeeper } from '../../core/outbox/holds';
import type { FailureCode } from '../../core/outcome';
import type { Vault } from '../vault';
import type { Database, Queries } from './database';
import type { Row } from './tables';

/** What opens the CRM. `expiresAt` in epoch ms; the refresh token may be another after each use. */
export type Secret = { kind: 'token'; token: string } | { kind: 'oauth'; access: string; refresh: string; expiresAt: number };

/** The CRM of an organisation, without its secret. `version` tells whether the secret is still the one that was read. */
export interface CrmConnection {
  tenant: string;
  id: string;
  connector: string;
  baseUrl: string;
  account: string;
  version: number;
  failure: FailureCode | null;
  /** A user's id; null: by the operator. */
  connectedBy: string | null;
  connectedAt: number;
}

export interface NewConnection extends Pick<CrmConnection, 'connector' | 'baseUrl' | 'account' | 'connectedBy'> {
  accountId: string;
  secret: Secret;
}

export interface CrmConnections {
  /** Null: not connected. */
  read(tenant: string): Promise<CrmConnection | null>;
  list(): Promise<CrmConnection[]>;
  /** Null: not connected, or sealed with a key that we no longer have. */
  readSecret(tenant: string): Promise<{ version: number; secret: Secret } | null>;
  /** In place of what there was. The same account of the same CRM keeps its id, so that what waits for it goes on. */
  put(tenant: string, connection: NewConnection, now: number): Promise<CrmConnection>;
  /** Changes the secret, if it still is the one of `version`; answers whether it was. */
  replaceSecret(tenant: string, version: number, secret: Secret): Promise<boolean>;
  noteAnswer(tenant: string, id: string, failure: FailureCode | null): Promise<void>;
  /** Forgets the secret. */
  remove(tenant: string): Promise<void>;
}

export function makeCrmConnections(db: Database, vault: Vault): CrmConnections {
  const select = (queries: Queries) => queries.selectFrom('crm_connections').selectAll().where('secret', 'is not', null);
  const find = async (queries: Queries, tenant: string) => select(queries).where('tenant', '=', tenant).executeTakeFirst();
  const seal = (tenant: string, id: string, secret: Secret) => vault.seal(JSON.stringify(secret), placeOfConnection(tenant, id));
  return {
    async read(tenant) {
      const row = await find(db.read, tenant);
      return row ? connectionOf(row) : null;
    },
    list: async () => (await select(db.read).execute()).map(connectionOf),
    async readSecret(tenant) {
      const row = await find(db.read, tenant);
      const opened = row?.secret ? vault.open(row.secret, placeOfConnection(tenant, row.id)) : null;
      return row && opened !== null ? { version: row.version, secret: JSON.parse(opened) as Secret } : null;
    },
    put: (tenant, { connector, baseUrl, accountId, account, connectedBy, secret }, now) =>
      db.write(async (tx) => {
        const before = await tx.selectFrom('crm_connections').selectAll().where('tenant', '=', tenant).executeTakeFirst();
        const isSame =
          before && before.connector === connector && before.base_url === baseUrl && sameOrUnknown(before.account_id, accountId);
        const id = isSame ? before.id : uuid();
        const row = {
          ...{ id, connector, base_url: baseUrl, account_id: accountId, account, secret: seal(tenant, id, secret) },
          ...{ version: (before?.version ?? 0) + 1, failure: null, connected_by: connectedBy, connected_at: now },
        };
        await tx
          .insertInto('crm_connections')
          .values({ tenant, ...row })
          .onConflict((conflict) => conflict.column('tenant').doUpdateSet(row))
          .execute();
        return connectionOf({ tenant, ...row });
      }, tenant),
    replaceSecret: (tenant, version, secret) =>
      db.write(async (tx) => {
        const row = await find(tx, tenant);
        if (row?.version !== version) return false;
        await tx
          .updateTable('crm_connections')
          .set({ secret: seal(tenant, row.id, secret), version: version + 1 })
          .where('tenant', '=', tenant)
          .execute();
        return true;
      }, tenant),
    async noteAnswer(tenant, id, failure) {
      const known = await find(db.read, tenant);
      if (!known || known.id !== id || known.failure === failure) return;
      await db.write(
        (tx) => tx.updateTable('crm_connections').set({ failure }).where('tenant', '=', tenant).where('id', '=', id).execute(),
        tenant,
      );
    },
    async remove(tenant) {
      const gone = { secret: null, failure: null };
      await db.write(async (tx) => {
        const version = (await find(tx, tenant))?.version ?? 0;
        await tx
          .updateTable('crm_connections')
          .set({ ...gone, version: version + 1 })
          .where('tenant', '=', tenant)
          .execute();
      }, tenant);
    },
  };
}

export const placeOfConnection = (tenant: string, id: string) => `crm ${tenant} ${id}`;
const sameOrUnknown = (one: string, other: string) => one === '' || other === '' || one === other;

function connectionOf(row: Row<'crm_connections'>): CrmConnection {
  const { tenant, id, connector, base_url: baseUrl, account, version, failure, connected_by, connected_at } = row;
  const shown = { tenant, id, connector, baseUrl, account, version, connectedBy: connected_by, connectedAt: connected_at };
  return { ...shown, failure: failure as FailureCode | null };
}

/** Until when the organisation's CRM is left alone, kept over a restart. */
export function makeHoldKeeper(db: Database, tenant: string): HoldKeeper {
  return {
    async load() {
      const rows = await db.read.selectFrom('crm_holds').select(['connection_id', 'hold']).where('tenant', '=', tenant).execute();
      return Object.fromEntries(rows.map(({ connection_id, hold }) => [connection_id, JSON.parse(hold) as Hold]));
    },
    save: (connectionId, hold) =>
      db.write(async (tx) => {
        await tx.deleteFrom('crm_holds').where('tenant', '=', tenant).where('connection_id', '=', connectionId).execute();
        if (hold)
          await tx
            .insertInto('crm_holds')
            .values({ tenant, connection_id: connectionId, hold: JSON.stringify(hold) })
            .execute();
      }, tenant),
  };
}
