import type { Database } from './database';

/** The least that can be stored, for tests. */
export const makeStored = (db: () => Database) => ({
  addTenant: (tenant: string, at = 0) =>
    db().write((tx) => tx.insertInto('tenants').values({ tenant, name: '', created_at: at }).execute()),
  tenants: async () => (await db().read.selectFrom('tenants').select('tenant').orderBy('tenant').execute()).map(({ tenant }) => tenant),
});
