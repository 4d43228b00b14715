import type { TrackedMail } from '../../core/tracking-api';
import { newestConsents } from '../store/consents';
import type { Queries } from '../store/database';
import { findRules } from '../store/rules';
import type { Judge } from '../store/tracked-messages';
import { readTrackingRow } from '../store/tracking-settings';

/** T5. Whether these mails may be tracked, as the extension should have found; asked again where hits are kept. */
export async function makePermission(tx: Queries, who: { tenant: string; userId: string }, mails: readonly TrackedMail[]): Promise<Judge> {
  const addresses = [...new Set(mails.flatMap(({ recipients }) => recipients.map(({ address }) => address)))];
  const { ground } = await readTrackingRow(tx, who.tenant);
  const consents = await newestConsents(tx, who.tenant, addresses);
  const findRule = await findRules(tx, who, addresses);
  const reasonOf = (address: string): string | null => {
    if (findRule(address)?.neverTrack) return 'never-track';
    const state = consents.get(address)?.state;
    if (state === 'withdrawn' || state === 'refused') return state;
    return ground === null && state !== 'given' ? 'no-consent' : null;
  };
  return ({ recipients }) => recipients.map(({ address }) => reasonOf(address)).find((reason) => reason !== null) ?? null;
}
