import { parseTracking, type TrackingSource } from '../../../connectors/endpoint-tracking';
import { findConnectorKind } from '../../../connectors/registry';
import type { MailAccount, Settings } from '../../../core/settings';
import { listTracked, planTracking, type TrackingPlan, type TrackingPolicy } from '../../../core/tracking/consent';
import type { FeedItem, Tracking } from '../../../core/tracking-api';
import type { SendSign } from '../../../mail/mail-client';
import type { WireDraft } from '../../protocol';
import type { PersonConsent } from '../../tracking-protocol';
import type { Connections } from '../connections';
import type { Database, DraftRow } from '../database';
import { toRecipient } from '../engaging';
import { threadOf } from '../mail-index';
import { accountFor } from '../planning';
import type { Rules } from '../rules';
import type { SettingsStore } from '../settings-store';
import { makeConsents } from './consents';
import { makeHits } from './hits';
import { blockOwnPixels } from './own-opens';
import { makeTrackedMails } from './tracked-mails';

export type TrackingDesk = ReturnType<typeof makeTracking>;

interface TrackingSetting {
  db: Database;
  settings: SettingsStore;
  connections: Connections;
  rules: Rules;
  clock(): number;
  isOnline(): boolean;
  onNews(items: FeedItem[]): void;
  onChange(what: 'opens' | 'tracked'): void;
}

/** What a mail would be tracked by, and for whom. */
export interface Trackable {
  connectionId: string;
  account: MailAccount;
  tracking: Tracking;
  plan: TrackingPlan;
}

type Carried = Pick<WireDraft, 'from' | 'recipients'>;

/** Beside the connection's token, which is a secret too. */
const nameOfSecret = (connectionId: string) => `tracking ${connectionId}`;

/** T1 to T7, as far as this browser does them. */
export function makeTracking({ db, settings, connections, rules, clock, isOnline, onNews, onChange }: TrackingSetting) {
  const sourceOf = (connectionId: string): Promise<TrackingSource | null> => connections.trackingOf(connectionId);
  const consents = makeConsents({ db, sourceOf, clock, isOnline });
  const mails = makeTrackedMails({ db, sourceOf, clock, onChange: () => onChange('tracked') });
  const hits = makeHits({ db, sourceOf, onNews, onChange: () => onChange('opens') });

  const trackingOf = async (connectionId: string): Promise<Tracking | null> =>
    parseTracking(await settings.secretOf(nameOfSecret(connectionId)));

  /** What tokens are minted with; asked now and then, so that a new key or another ground is known here. */
  async function refresh(connectionId: string): Promise<void> {
    const answer = await (await sourceOf(connectionId))?.read();
    if (answer?.ok) await settings.keepSecret(nameOfSecret(connectionId), JSON.stringify(answer.value));
  }

  /** Of the connections that there are. */
  async function all(): Promise<{ connectionId: string; tracking: Tracking }[]> {
    const found: { connectionId: string; tracking: Tracking }[] = [];
    for (const connectionId of listTracking(await settings.read())) {
      const tracking = await trackingOf(connectionId);
      if (tracking) found.push({ connectionId, tracking });
    }
    return found;
  }

  /** By what right a mail may be tracked, and what is known of those on it. */
  async function ask(draft: Pick<DraftRow, 'account'>, mail: Carried, mayAsk: boolean) {
    const now = await settings.read();
    const account = accountFor(now, draft, mail);
    const connectionId = account?.connectionId;
    const tracking = connectionId ? await trackingOf(connectionId) : null;
    if (!account || !connectionId || !tracking) return null;
    const people = mail.recipients.map(toRecipient).map(({ address, name }) => ({ address, name }));
    const addresses = people.flatMap(({ address }) => address || []);
    const known = await consents.find(connectionId, addresses, mayAsk);
    const policy: TrackingPolicy = {
      account: account.address,
      ownAddresses: now.accounts.map(({ address }) => address),
      ground: tracking.ground,
      consentOf: (address) => {
        const consent = known.get(address);
        return consent ? consent.state : consent;
      },
      findNeverTrack: await rules.findFor(connectionId, addresses, ({ neverTrack }) => neverTrack),
    };
    return { connectionId, account, tracking, people, policy, known };
  }

  return {
    consents,
    mails,
    hits,
    trackingOf,
    /** Where pixels and links of ours begin, to know them again in drafts and in what is quoted. */
    async bases(): Promise<string[]> {
      return [...new Set((await all()).map(({ tracking }) => tracking.baseUrl))];
    },
    /** Null: mails of this account cannot be tracked. `mayAsk` false: by what is known by now. */
    async plan(draft: Pick<DraftRow, 'account'>, mail: Carried, mayAsk: boolean): Promise<Trackable | null> {
      const asked = await ask(draft, mail, mayAsk);
      if (!asked) return null;
      const { people, policy, known: _, ...by } = asked;
      return { ...by, plan: planTracking(people, policy) };
    },
    /** T5. What is recorded of everybody on a mail. */
    async people(draft: Pick<DraftRow, 'account'>, mail: Carried): Promise<PersonConsent[]> {
      const asked = await ask(draft, mail, true);
      if (!asked) return [];
      const { people, policy, known } = asked;
      return listTracked(people, policy).map((person) => ({ ...person, consent: known.get(person.address) ?? null }));
    },
    /** What a host says of a mail that may have left with a pixel. */
    async hear(draft: DraftRow, sign: SendSign): Promise<void> {
      const { accounts } = await settings.read();
      const undoSeconds = accounts.find(({ address }) => address === draft.account)?.undoSeconds ?? 0;
      await mails.hear(draft.id, sign, undoSeconds * 1000);
    },
    /** T3: told of threads only in which a mail of ours is tracked. */
    async noteThreadOpen(account: string, hostThreadId: string): Promise<void> {
      const connectionId = (await settings.read()).accounts.find(({ address }) => address === account)?.connectionId;
      if (!connectionId || (await mails.listIn(account, hostThreadId)).length === 0) return;
      await (await sourceOf(connectionId))?.noteOwnOpen({ account, thread: threadOf(hostThreadId) });
    },
    /** Called when a connection was made or mended, and now and then. */
    async care(): Promise<void> {
      for (const connectionId of listTracking(await settings.read())) await refresh(connectionId);
      const known = await all();
      await blockOwnPixels(known.map(({ tracking }) => tracking.baseUrl));
      await mails.forgetOld();
    },
    /** Opens and clicks since the last time. */
    async listen(): Promise<void> {
      for (const { connectionId } of await all()) await hits.read(connectionId);
    },
    /** The connection is gone. */
    async forget(connectionId: string): Promise<void> {
      await settings.keepSecret(nameOfSecret(connectionId), null);
      await hits.forget(connectionId);
      await consents.forget(connectionId);
      await blockOwnPixels((await all()).map(({ tracking }) => tracking.baseUrl));
    },
  };
}

const listTracking = ({ connections }: Settings): string[] =>
  connections.filter(({ connector }) => findConnectorKind(connector)?.makeTracking).map(({ id }) => id);
