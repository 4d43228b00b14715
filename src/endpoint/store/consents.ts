import type { Consent } from '../../core/tracking-api';
import type { Queries } from './database';
import { overList } from './lists';
import { takeNumbers } from './sequence';
import type { Row } from './tables';
import { mailboxOf, silenceRecipients } from './tracked-messages';
import { nameUsers } from './users';

export interface NewConsent extends Pick<Consent, 'state' | 'how' | 'note'> {
  /** Canonical. */
  address: string;
}

const selectConsents = (read: Queries, tenant: string) => read.selectFrom('consents').selectAll().where('consents.tenant', '=', tenant);

/** The newest word of each of these canonical addresses; of whom there is none, he is missing. */
export async function newestConsents(read: Queries, tenant: string, addresses: readonly string[]): Promise<Map<string, Row<'consents'>>> {
  const keys = new Map(addresses.map((address) => [address, mailboxOf(address)]));
  const rows = await overList(keys.values(), (piece) =>
    selectConsents(read, tenant)
      .where('address', 'in', piece)
      .where('seq', '=', (inner) =>
        inner
          .selectFrom('consents as other')
          .select((select) => select.fn.max('other.seq').as('seq'))
          .whereRef('other.tenant', '=', 'consents.tenant')
          .whereRef('other.address', '=', 'consents.address'),
      )
      .execute(),
  );
  const byKey = new Map(rows.map((row) => [row.address, row]));
  return new Map([...keys].flatMap(([address, key]) => (byKey.has(key) ? [[address, byKey.get(key) as Row<'consents'>]] : [])));
}

/** All that one said, newest first. */
export async function readConsents(read: Queries, tenant: string, address: string): Promise<Consent[]> {
  const rows = await selectConsents(read, tenant).where('address', '=', mailboxOf(address)).orderBy('seq', 'desc').execute();
  return nameConsents(read, tenant, rows);
}

export async function nameConsents(read: Queries, tenant: string, rows: readonly Row<'consents'>[]): Promise<Consent[]> {
  const names = await nameUsers(read, tenant);
  return rows.map(({ address, state, at, user_id, how, note }) => {
    const by = user_id === null ? null : (names.get(user_id) ?? '');
    return { address, state, at, by, how, note };
  });
}

/**
 * T5. Writes words down; `userId` null: she said it to us herself. Who takes it back, or refuses, is silent in all that was sent
 * before.
 */
export async function addConsents(
  tx: Queries,
  { tenant, userId }: { tenant: string; userId: string | null },
  consents: readonly NewConsent[],
  now: number,
): Promise<void> {
  const first = await takeNumbers(tx, tenant, consents.length);
  const rows = consents.map(({ address, state, how, note }, index) => ({
    ...{ tenant, address: mailboxOf(address), seq: first + index, state, at: now, user_id: userId, how, note },
  }));
  for (const row of rows) await tx.insertInto('consents').values(row).execute();
  const silent = rows.filter(({ state }) => state !== 'given').map(({ address }) => address);
  await silenceRecipients(tx, tenant, silent, now);
}
