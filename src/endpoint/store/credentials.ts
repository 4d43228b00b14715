import { createHash, randomBytes, randomInt } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { User } from '../../core/endpoint-api';
import type { Database, Queries } from './database';
import { findUser } from './users';

/** A pairing code is typed by hand: ten minutes are enough, and too few to guess one of 10¹². */
export const PAIRING_CODE_MS = 10 * 60_000;
export const SIGN_IN_LINK_MS = 60 * 60_000;
export const SESSION_MS = 30 * 24 * 60 * 60_000;
/** "Last used" is worth a write only so often. */
const LAST_USED_MS = 10 * 60_000;

/** No 0 and O, no 1, I and L. */
const CODE_LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CODE_LENGTH = 8;

export interface Identity {
  tenant: string;
  user: User;
  /** The token's or the session's id; neither is a secret. */
  id: string;
  by: 'token' | 'session';
  /** A token's extension origin, where it has one. */
  origin: string | null;
}

export interface PairingCode {
  /** As it is shown: `ABCD-2345`. */
  code: string;
  expiresAt: number;
}

const hash = (secret: string) => createHash('sha256').update(secret).digest('hex');
/** Names the tenant, so that the look-up begins with it; the rest is 256 random bits. */
const newSecret = (tenant: string) => `${tenant}.${randomBytes(32).toString('base64url')}`;
const tenantOf = (secret: string) => secret.slice(0, Math.max(0, secret.indexOf('.')));
const plainCode = (typed: string) => typed.toUpperCase().replace(/[^A-Z0-9]/g, '');

export function issuePairingCode(db: Database, tenant: string, userId: string, now: number): Promise<PairingCode> {
  const letters = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('');
  const expiresAt = now + PAIRING_CODE_MS;
  return db.write(async (tx) => {
    await tx.deleteFrom('pairing_codes').where('tenant', '=', tenant).where('expires_at', '<=', now).execute();
    await tx
      .insertInto('pairing_codes')
      .values({ tenant, code_hash: hash(letters), user_id: userId, expires_at: expiresAt })
      .execute();
    return { code: `${letters.slice(0, 4)}-${letters.slice(4)}`, expiresAt };
  });
}

/** Exchanges a code, once, for a token, shown once. Null: unknown, used or expired. */
export function pair(
  db: Database,
  request: { code: string; device: string; origin: string | null },
  now: number,
): Promise<{ token: string; user: User } | null> {
  return db.write(async (tx) => {
    const [found, other] = await tx
      .deleteFrom('pairing_codes')
      .where('code_hash', '=', hash(plainCode(request.code)))
      .where('expires_at', '>', now)
      .returning(['tenant', 'user_id'])
      .execute();
    if (!found || other) return null;
    const { tenant, user_id } = found;
    const token = newSecret(tenant);
    const { device, origin } = request;
    const times = { created_at: now, last_used_at: now, revoked_at: null };
    await tx
      .insertInto('tokens')
      .values({ tenant, token_hash: hash(token), id: uuid(), user_id, device, origin, ...times })
      .execute();
    return { token, user: await findUser(tx, tenant, user_id) };
  });
}

export async function identifyToken(db: Database, token: string): Promise<(Identity & { lastUsedAt: number }) | null> {
  const tenant = tenantOf(token);
  const found = await db.read
    .selectFrom('tokens')
    .select(['id', 'user_id', 'origin', 'last_used_at'])
    .where('tenant', '=', tenant)
    .where('token_hash', '=', hash(token))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (!found) return null;
  const user = await findUser(db.read, tenant, found.user_id);
  return { tenant, user, id: found.id, by: 'token', origin: found.origin, lastUsedAt: found.last_used_at };
}

/** Notes that a token is in use, if the last note is old. */
export async function noteUse(db: Database, token: { tenant: string; id: string; lastUsedAt: number }, now: number): Promise<void> {
  if (now - token.lastUsedAt < LAST_USED_MS) return;
  await db.write((tx) =>
    tx.updateTable('tokens').set({ last_used_at: now }).where('tenant', '=', token.tenant).where('id', '=', token.id).execute(),
  );
}

export async function revokeToken(db: Database, { tenant, id }: Identity, now: number): Promise<void> {
  await db.write((tx) => tx.updateTable('tokens').set({ revoked_at: now }).where('tenant', '=', tenant).where('id', '=', id).execute());
}

/**
 * May scripts of this origin read our answers: only an extension that was paired. Also one whose token was revoked: it
 * must be able to read that it was, and can do no more.
 */
export async function isPairedOrigin(read: Queries, origin: string): Promise<boolean> {
  const found = await read.selectFrom('tokens').select('id').where('origin', '=', origin).limit(1).executeTakeFirst();
  return found !== undefined;
}

/** A secret that signs a browser in, once. */
export function issueSignInLink(db: Database, tenant: string, userId: string, now: number): Promise<string> {
  const secret = newSecret(tenant);
  return db.write(async (tx) => {
    await tx.deleteFrom('sign_in_links').where('tenant', '=', tenant).where('expires_at', '<=', now).execute();
    const expires_at = now + SIGN_IN_LINK_MS;
    await tx
      .insertInto('sign_in_links')
      .values({ tenant, link_hash: hash(secret), user_id: userId, expires_at })
      .execute();
    return secret;
  });
}

/** The session's secret, for the cookie; null: unknown, used or expired. */
export function signIn(db: Database, link: string, now: number): Promise<string | null> {
  const tenant = tenantOf(link);
  return db.write(async (tx) => {
    const used = await tx
      .deleteFrom('sign_in_links')
      .where('tenant', '=', tenant)
      .where('link_hash', '=', hash(link))
      .where('expires_at', '>', now)
      .returning('user_id')
      .executeTakeFirst();
    if (!used) return null;
    const session = newSecret(tenant);
    await tx.deleteFrom('sessions').where('tenant', '=', tenant).where('expires_at', '<=', now).execute();
    const row = { tenant, session_hash: hash(session), id: uuid(), user_id: used.user_id, expires_at: now + SESSION_MS };
    await tx.insertInto('sessions').values(row).execute();
    return session;
  });
}

export async function identifySession(db: Database, session: string, now: number): Promise<Identity | null> {
  const tenant = tenantOf(session);
  const found = await db.read
    .selectFrom('sessions')
    .select(['id', 'user_id'])
    .where('tenant', '=', tenant)
    .where('session_hash', '=', hash(session))
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return found ? { tenant, user: await findUser(db.read, tenant, found.user_id), id: found.id, by: 'session', origin: null } : null;
}

/** A session by its id, as long as it lasts; null: it has ended. */
export async function findSession(db: Database, tenant: string, id: string, now: number): Promise<{ user: User } | null> {
  const found = await db.read
    .selectFrom('sessions')
    .select('user_id')
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return found ? { user: await findUser(db.read, tenant, found.user_id) } : null;
}
