import { v7 as uuid } from 'uuid';
import type { User } from '../../core/endpoint-api';
import type { Queries } from './database';

export interface NewUser {
  name: string;
  role: User['role'];
  /** Canonical; the first is the one that is shown. */
  addresses: readonly string[];
}

export async function addTenant(tx: Queries, name: string, now: number): Promise<string> {
  const tenant = uuid();
  await tx.insertInto('tenants').values({ tenant, name, created_at: now }).execute();
  return tenant;
}

export async function addUser(tx: Queries, tenant: string, user: NewUser, now: number): Promise<string> {
  const id = uuid();
  await tx.insertInto('users').values({ tenant, id, name: user.name, role: user.role, created_at: now }).execute();
  const addresses = user.addresses.map((address, index) => ({ tenant, address, user_id: id, is_primary: index === 0 ? 1 : 0 }));
  await tx.insertInto('user_addresses').values(addresses).execute();
  return id;
}

const selectUsers = (read: Queries) =>
  read
    .selectFrom('users')
    .innerJoin('tenants', 'tenants.tenant', 'users.tenant')
    .innerJoin('user_addresses', (join) =>
      join
        .onRef('user_addresses.tenant', '=', 'users.tenant')
        .onRef('user_addresses.user_id', '=', 'users.id')
        .on('user_addresses.is_primary', '=', 1),
    )
    .select(['users.tenant', 'users.id', 'users.name', 'users.role', 'user_addresses.address', 'tenants.name as organisation']);

/** Throws for an id that is none of the tenant's users; callers have it from a row that names it. */
export async function findUser(read: Queries, tenant: string, id: string): Promise<User> {
  const { tenant: _, ...user } = await selectUsers(read)
    .where('users.tenant', '=', tenant)
    .where('users.id', '=', id)
    .executeTakeFirstOrThrow();
  return user;
}

/** All users of all organisations, reps first, for the one who starts the server. */
export const listUsers = (read: Queries): Promise<(User & { tenant: string })[]> =>
  selectUsers(read).orderBy('users.tenant').orderBy('users.role', 'desc').orderBy('users.name').execute();

export async function listOwnAddresses(read: Queries, tenant: string, userId: string): Promise<string[]> {
  const rows = await read
    .selectFrom('user_addresses')
    .select('address')
    .where('tenant', '=', tenant)
    .where('user_id', '=', userId)
    .execute();
  return rows.map(({ address }) => address);
}

/** Names of users by id. */
export async function nameUsers(read: Queries, tenant: string): Promise<Map<string, string>> {
  const rows = await read.selectFrom('users').select(['id', 'name']).where('tenant', '=', tenant).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
