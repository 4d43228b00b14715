import { ruleKeysFor } from '../../core/never-log';
import { planTracking } from '../../core/tracking/consent';
import type { TrackedMail } from '../../core/tracking-api';
import { newestConsents } from '../store/consents';
import type { Queries } from '../store/database';
import { overList } from '../store/lists';
import { scopeOf, selectRules } from '../store/rules';
import type { Judge } from '../store/tracked-messages';
import { groundOf, readTrackingRow } from '../store/tracking-settings';
import { listOwnAddresses } from '../store/users';

interface Who {
  tenant: string;
  userId: string;
}

/** T5. Whether these mails may be tracked, by the policy that the extension asked too; here hits are kept. */
export async function makePermission(tx: Queries, who: Who, mails: readonly TrackedMail[]): Promise<Judge> {
  const addresses = [...new Set(mails.flatMap(({ recipients }) => recipients.map(({ address }) => address)))];
  const ownAddresses = await listOwnAddresses(tx, who.tenant, who.userId);
  const ground = groundOf(await readTrackingRow(tx, who.tenant));
  const consents = await newestConsents(tx, who.tenant, addresses);
  const findNeverTrack = await findNeverTrackRules(tx, who, addresses);
  return ({ account, recipients }) => {
    const consentOf = (address: string) => consents.get(address)?.state ?? null;
    const { verdict, refusals } = planTracking(recipients, { account, ownAddresses, ground, consentOf, findNeverTrack });
    return verdict === 'may-track' ? null : (refusals[0]?.reason ?? verdict);
  };
}

async function findNeverTrackRules(tx: Queries, who: Who, addresses: readonly string[]) {
  const keys = new Map(addresses.map((address) => [address, ruleKeysFor(address)]));
  const rows = await overList([...keys.values()].flat(), (piece) => selectRules(tx, who, piece).where('never_track', '=', 1).execute());
  return (address: string) => {
    const row = rows.find(({ key }) => keys.get(address)?.includes(key));
    return row ? { key: row.key, scope: scopeOf(row) } : null;
  };
}
