import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../testing-database';
import { makeVault } from '../vault';
import { makeCrmConnections } from './crm-connections';
import { reseal } from './resealing';
import { currentKey } from './tracking-keys';
import { addTenant, addUser } from './users';
import { isKeyOf } from './vault-check';

test('K8: a key can be changed: all secrets are sealed with the new one, and the old one opens nothing any more', async () => {
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
  const db = await openTestDatabase();
  const tenant = await db.write((tx) => addTenant(tx, 'Northwind', 0));
  const person = { name: 'Anna', role: 'admin' as const, addresses: ['anna@northwind.example'] };
  const userId = await db.write((tx) => addUser(tx, tenant, person, 0));
  const connection = { connector: 'hubspot', baseUrl: '', accountId: '1', account: 'Northwind', connectedBy: null };
  const before = makeVault(oldKey);
  await makeCrmConnections(db, before).put(tenant, { ...connection, secret: { kind: 'token', token: 'secret' } }, 0);
  const tracking = await currentKey(db, before, { tenant, userId }, 0);
  expect(await isKeyOf(db, before)).toBe(true);

  expect(await reseal(db, makeVault(newKey, oldKey))).toBe(3);

  // Another node that still seals with the old one, and was told of the new.
  expect(await isKeyOf(db, makeVault(oldKey, newKey))).toBe(true);
  const after = makeVault(newKey);
  expect(await isKeyOf(db, after)).toBe(true);
  expect((await makeCrmConnections(db, after).readSecret(tenant))?.secret).toEqual({ kind: 'token', token: 'secret' });
  expect((await currentKey(db, after, { tenant, userId }, 0)).secret).toEqual(tracking.secret);
  expect(await isKeyOf(db, before)).toBe(false);
  expect(await makeCrmConnections(db, before).readSecret(tenant)).toBeNull();
  expect((await currentKey(db, before, { tenant, userId }, 0)).secret).toBeNull();
  expect(await reseal(db, makeVault(randomBytes(32)))).toBe(0);
  await db.close();
});
