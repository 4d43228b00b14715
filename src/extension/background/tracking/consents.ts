import type { NewConsent, TrackingSource } from '../../../connectors/endpoint-tracking';
import type { Consent } from '../../../core/tracking-api';
import type { Database } from '../database';

interface ConsentsSetting {
  db: Database;
  sourceOf(connectionId: string): Promise<TrackingSource | null>;
  clock(): number;
  isOnline(): boolean;
}

/** Asked again after that: somebody may have opted out meanwhile. */
const FRESH_MS = 5 * 60_000;
/** Believed so long where nobody can be asked: whoever serves the pixel checks again, and keeps no hit it must not. */
const BELIEVED_MS = 86_400_000;

/** T5. The newest word of each contact on being tracked, as the endpoint has it; `null`: there is none. */
export function makeConsents({ db, sourceOf, clock, isOnline }: ConsentsSetting) {
  async function keep(connectionId: string, addresses: readonly string[], found: ReadonlyMap<string, Consent>): Promise<void> {
    const readAt = clock();
    await db.consents.bulkPut(addresses.map((address) => ({ connectionId, address, consent: found.get(address) ?? null, readAt })));
  }

  return {
    /** Who is missing could not be asked about. `mayAsk` false: what is known by now. */
    async find(connectionId: string, addresses: readonly string[], mayAsk: boolean): Promise<Map<string, Consent | null>> {
      const all = [...new Set(addresses)];
      const rows = await db.consents.bulkGet(all.map((address): [string, string] => [connectionId, address]));
      const isYoung = (address: string, ms: number) => {
        const row = rows[all.indexOf(address)];
        return row !== undefined && row.readAt > clock() - ms && row.readAt <= clock();
      };
      const old = all.filter((address) => !isYoung(address, FRESH_MS));
      const known = new Map(rows.flatMap((row) => (row && isYoung(row.address, BELIEVED_MS) ? [[row.address, row.consent] as const] : [])));
      if (old.length === 0 || !mayAsk || !isOnline()) return known;
      const answer = await (await sourceOf(connectionId))?.lookUpConsents(old);
      if (!answer?.ok) return known;
      await keep(connectionId, old, answer.value);
      for (const address of old) known.set(address, answer.value.get(address) ?? null);
      return known;
    },
    /** The rep writes down what a contact said. */
    async note(connectionId: string, consents: readonly NewConsent[]): Promise<boolean> {
      const answer = await (await sourceOf(connectionId))?.noteConsents(consents);
      if (answer?.ok) await db.consents.bulkDelete(consents.map(({ address }): [string, string] => [connectionId, address]));
      return answer?.ok ?? false;
    },
    async history(connectionId: string, address: string): Promise<Consent[] | null> {
      const answer = await (await sourceOf(connectionId))?.readConsents(address);
      return answer?.ok ? answer.value : null;
    },
    forget: (connectionId: string): Promise<number> => db.consents.where('connectionId').equals(connectionId).delete(),
  };
}
