import type { Vault } from '../vault';
import { placeOfConnection } from './crm-connections';
import type { Database, Queries } from './database';
import { placeOfTracking } from './tracking-keys';
import { PLACE_OF_CHECK } from './vault-check';

/**
 * Seals with the vault's key what was sealed with the one before it. What neither opens stays as it is. What another node changes
 * meanwhile is left to it. Answers how many.
 */
export async function reseal({ read, write }: Pick<Database, 'read' | 'write'>, vault: Vault): Promise<number> {
  const anew = (sealed: string, place: string) => {
    const text = vault.open(sealed, place);
    return text === null ? null : vault.seal(text, place);
  };
  const secrets = await readSecrets(read);
  let resealed = 0;
  for (const { sealed, place, put } of secrets) {
    const secret = anew(sealed, place);
    if (secret === null) continue;
    await write((tx) => put(tx, secret));
    resealed++;
  }
  return resealed;
}

interface Secret {
  sealed: string;
  place: string;
  put(tx: Queries, secret: string): Promise<unknown>;
}

async function readSecrets(read: Queries): Promise<Secret[]> {
  const connections = await read.selectFrom('crm_connections').select(['tenant', 'id', 'secret']).execute();
  const tracking = await read.selectFrom('tracking_settings').select(['tenant', 'secret']).execute();
  const checks = await read.selectFrom('vault_checks').select('sealed').execute();
  return [
    ...connections.flatMap(({ tenant, id, secret: sealed }): Secret[] => {
      if (sealed === null) return [];
      const put = (tx: Queries, secret: string) =>
        tx.updateTable('crm_connections').set({ secret }).where('tenant', '=', tenant).where('secret', '=', sealed).execute();
      return [{ sealed, place: placeOfConnection(tenant, id), put }];
    }),
    ...tracking.flatMap(({ tenant, secret: sealed }): Secret[] => {
      if (sealed === null) return [];
      const put = (tx: Queries, secret: string) =>
        tx.updateTable('tracking_settings').set({ secret }).where('tenant', '=', tenant).where('secret', '=', sealed).execute();
      return [{ sealed, place: placeOfTracking(tenant), put }];
    }),
    ...checks.map(({ sealed }): Secret => {
      const put = (tx: Queries, secret: string) =>
        tx.updateTable('vault_checks').set({ sealed: secret }).where('sealed', '=', sealed).execute();
      return { sealed, place: PLACE_OF_CHECK, put };
    }),
  ];
}
