import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../../store/database';
import type { Vault } from '../../vault';

/** Long enough to sign in at the CRM and to read what is asked for. */
export const CONSENT_MS = 10 * 60_000;

/** Who went to which CRM to say yes. */
export interface Consent {
  tenant: string;
  connector: string;
  userId: string;
  sessionId: string;
}

const hash = (secret: string) => createHash('sha256').update(secret).digest('hex');
const random = () => randomBytes(32).toString('base64url');
const placeOf = (tenant: string, stateHash: string) => `oauth ${tenant} ${stateHash}`;

/**
 * Notes that somebody goes. `state` travels by the CRM; `browser` stays in this browser's cookie, so that nobody can end in
 * another's browser what he began; `challenge` is of a verifier that never leaves here (RFC 7636).
 */
export async function beginConsent(db: Database, vault: Vault, consent: Consent, now: number) {
  const { tenant, connector, userId, sessionId } = consent;
  const state = `${tenant}.${random()}`;
  const browser = random();
  const verifier = random();
  await db.write(async (tx) => {
    await tx.deleteFrom('oauth_requests').where('tenant', '=', tenant).where('expires_at', '<=', now).execute();
    const row = {
      ...{ tenant, connector, user_id: userId, session_id: sessionId },
      ...{ state_hash: hash(state), browser_hash: hash(browser), expires_at: now + CONSENT_MS },
      verifier: vault.seal(verifier, placeOf(tenant, hash(state))),
    };
    await tx.insertInto('oauth_requests').values(row).execute();
  });
  return { state, browser, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** Somebody comes back. Good once, whatever is wrong with it; null: unknown, used, too old, of another CRM or in another browser. */
export async function endConsent(
  db: Database,
  vault: Vault,
  back: { state: string; browser: string; connector: string },
  now: number,
): Promise<(Consent & { verifier: string }) | null> {
  const tenant = back.state.slice(0, Math.max(0, back.state.indexOf('.')));
  const row = await db.write((tx) =>
    tx
      .deleteFrom('oauth_requests')
      .where('tenant', '=', tenant)
      .where('state_hash', '=', hash(back.state))
      .returningAll()
      .executeTakeFirst(),
  );
  if (!row || row.expires_at <= now || row.connector !== back.connector || row.browser_hash !== hash(back.browser)) return null;
  const verifier = vault.open(row.verifier, placeOf(tenant, row.state_hash));
  return verifier === null ? null : { tenant, connector: row.connector, userId: row.user_id, sessionId: row.session_id, verifier };
}
