import type { Queries } from './database';

/**
 * Takes the next `count` numbers of a tenant's sequence; answers the first. The row stays locked until the transaction
 * commits, so numbers become visible in their order: a reader's cursor never passes one that appears later. (Embedded,
 * there is one writer anyway; on PostgreSQL it is this row's lock.)
 */
export async function takeNumbers(tx: Queries, tenant: string, count: number): Promise<number> {
  const { value } = await tx
    .insertInto('sequences')
    .values({ tenant, value: count })
    .onConflict((conflict) => conflict.column('tenant').doUpdateSet((row) => ({ value: row('sequences.value', '+', count) })))
    .returning('value')
    .executeTakeFirstOrThrow();
  return value - count + 1;
}

/**
 * The last number that was taken and can be seen. Whatever is asked for later sees all up to it: where several queries make one page,
 * the page ends there, or its cursor passes what came between them.
 */
export async function lastNumber(read: Queries, tenant: string): Promise<number> {
  const row = await read.selectFrom('sequences').select('value').where('tenant', '=', tenant).executeTakeFirst();
  return row?.value ?? 0;
}
