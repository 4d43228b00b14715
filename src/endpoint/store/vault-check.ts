import type { Vault } from '../vault';
import type { Database } from './database';

const WORD = 'threadline';
export const PLACE_OF_CHECK = 'endpoint key';
/** Of all organisations. */
const NOBODYS = '';

/** Is the vault's key the one that this database's secrets are sealed with; the first that asks decides it. */
export async function isKeyOf(db: Database, vault: Vault): Promise<boolean> {
  const row = { tenant: NOBODYS, sealed: vault.seal(WORD, PLACE_OF_CHECK) };
  await db.write((tx) =>
    tx
      .insertInto('vault_checks')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  const { sealed } = await db.read.selectFrom('vault_checks').select('sealed').where('tenant', '=', NOBODYS).executeTakeFirstOrThrow();
  return vault.open(sealed, PLACE_OF_CHECK) === WORD;
}
