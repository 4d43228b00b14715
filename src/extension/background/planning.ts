import { parseAddress } from '../../core/address';
import type { Engagement } from '../../core/engagement';
import type { RuleHit } from '../../core/never-log';
import { isAtDomain } from '../../core/own-domains';
import type { Plan, Recipient } from '../../core/plan';
import { makePlan } from '../../core/plan-making';
import { planAssociations } from '../../core/plan-records';
import type { Known } from '../../core/records';
import type { MailAccount, Settings } from '../../core/settings';
import { CallFailed } from '../messaging';
import type { WireDraft, WireHeader } from '../protocol';
import type { ConnectionStates } from './connection-states';
import type { Connections } from './connections';
import type { Database, DraftRow } from './database';
import { plainText } from './plain-text';
import type { Rules } from './rules';
import type { SettingsStore } from './settings-store';

/** How long what a CRM said of an address is taken as true. */
const KNOWN_MS = 10 * 60_000;

export interface Confirmation {
  messageId: string | null;
  hostThreadId: string;
  /** Epoch ms. */
  at: number;
}

export interface Planned {
  plan: Plan;
  account: MailAccount | undefined;
  /** As the page names the sender, or the CRM the user whose address it is; '' if neither does. */
  senderName: string;
}

export type Planning = ReturnType<typeof makePlanning>;

interface PlanningSetting {
  db: Database;
  settings: SettingsStore;
  states: ConnectionStates;
  connections: Connections;
  rules: Rules;
  clock(): number;
  isOnline(): boolean;
}

/** What logging a draft would do, with what its CRM knows of the recipients as far as that is to be had. */
export function makePlanning({ db, settings, states, connections, rules, clock, isOnline }: PlanningSetting) {
  const underWay = new Map<string, Promise<Known | null>>();
  const latest = new Map<string, WireHeader>();

  async function readKnown(connectionId: string, addresses: string[], maxAgeMs: number): Promise<Map<string, Known>> {
    const rows = await db.known.bulkGet(addresses.map((address): [string, string] => [connectionId, address]));
    const since = clock() - maxAgeMs;
    return new Map(rows.flatMap((row) => (row && row.at <= clock() && row.at > since ? [[row.address, row.known] as const] : [])));
  }

  /** One question for all of them; whoever asks for the same address meanwhile waits for the same answer. */
  async function ask(connectionId: string, addresses: string[]): Promise<Known[] | null> {
    const fresh = addresses.filter((address) => !underWay.has(`${connectionId} ${address}`));
    if (fresh.length > 0) {
      const answer = lookUp(connectionId, fresh);
      for (const address of fresh) {
        const key = `${connectionId} ${address}`;
        const one = answer.then((known) => known?.find((found) => found.address === address) ?? null);
        underWay.set(
          key,
          one.finally(() => underWay.delete(key)),
        );
      }
    }
    const all = await Promise.all(addresses.map((address) => underWay.get(`${connectionId} ${address}`)));
    return all.every((known) => known) ? (all as Known[]) : null;
  }

  async function lookUp(connectionId: string, addresses: string[]): Promise<Known[] | null> {
    const connector = await connections.connectorFor(connectionId);
    const answer = await connector?.lookUp(addresses);
    await states.noteAnswer(connectionId, answer ? (answer.ok ? null : answer.outcome.code) : 'not_connected');
    if (!answer?.ok) return null;
    await db.known.bulkPut(answer.value.map((known) => ({ connectionId, address: known.address, known, at: clock() })));
    return answer.value;
  }

  /**
   * What is known of each; some may be missing. What the rep was shown stays true for the mail she then sent, however old;
   * only the compose window asks for newer.
   */
  async function findKnown(connectionId: string, addresses: string[], mayAsk: (() => boolean) | null): Promise<Known[]> {
    const known = await readKnown(connectionId, addresses, mayAsk ? KNOWN_MS : Number.POSITIVE_INFINITY);
    const missing = addresses.filter((address) => !known.has(address));
    if (missing.length === 0 || !mayAsk?.() || !isOnline()) return [...known.values()];
    return [...known.values(), ...((await ask(connectionId, missing)) ?? [])];
  }

  async function make(draft: DraftRow, header: WireHeader, mayAsk: (() => boolean) | null): Promise<Planned> {
    const all = await settings.read();
    const account = accountFor(all, draft, header);
    const recipients = header.recipients.map(toRecipient);
    const connectionId = account?.connectionId ?? '';
    const added = draft.choices.added.flatMap(({ address }) => address ?? []);
    const findRule = await rules.findFor(connectionId, [...recipients.map(({ address }) => address), ...added]);
    const own = [draft.account, header.from.address, ...all.accounts.map(({ address }) => address)];
    // The CRM learns of nobody who would be left out anyway.
    const wanted = recipients
      .map(({ address }) => address)
      .filter((address) => address !== '' && !isLeftOut(address, own, account, findRule));
    const known = account?.connectionId ? await findKnown(connectionId, [...new Set(wanted)], mayAsk) : [];
    const plan = makePlan({
      recipients,
      account,
      ownAddresses: own,
      connected: all.connections.length > 0,
      paused: isPaused(all, clock()) && !draft.log,
      known,
      findRule,
      choices: draft.choices,
      bodyBytes: header.bodyBytes,
      attachmentBytes: header.files.reduce((sum, { size }) => sum + size, 0),
    });
    return { plan, account, senderName: header.from.name || userNameOf(all, account) };
  }

  return {
    /** For the compose window: asks the CRM. Throws `superseded` for a header that is no longer the latest of its draft. */
    async plan(draft: DraftRow, header: WireHeader): Promise<Plan> {
      latest.set(draft.id, header);
      const isLatest = () => {
        if (latest.get(draft.id) !== header) throw new CallFailed('superseded');
        return true;
      };
      const { plan } = await make(draft, header, isLatest);
      if (latest.get(draft.id) === header) latest.delete(draft.id);
      return plan;
    },
    /** For the outbox: with what is known by now, without asking anybody; the rest is found at delivery. */
    async engage(draft: DraftRow, content: WireDraft, sent: Confirmation): Promise<Planned & { engagement: Engagement }> {
      const header = { ...content, bodyBytes: new TextEncoder().encode(content.html).length };
      const planned = await make(draft, header, null);
      return { ...planned, engagement: toEngagement(draft, content, planned, sent) };
    },
  };
}

export const isPaused = ({ pausedUntil }: Settings, now: number): boolean => pausedUntil !== null && pausedUntil > now;

/**
 * The account that the window is signed in with; from there the rep may send as another account of hers that is set up.
 * K6: in the window of an account that is not, nothing is logged whatever From says.
 */
function accountFor({ accounts }: Settings, draft: Pick<DraftRow, 'account'>, header: Pick<WireHeader, 'from'>): MailAccount | undefined {
  const from = parseAddress(header.from.address);
  const window = accounts.find(({ address }) => address === draft.account);
  if (!window?.connectionId) return window;
  return accounts.find(({ address, connectionId }) => address === from && connectionId !== null) ?? window;
}

function toRecipient({ address, name, field, known }: WireHeader['recipients'][number]): Recipient {
  const canonical = parseAddress(known ? address : name);
  return canonical ? { address: canonical, name: known ? name : '', field } : { address: '', name: name || address, field };
}

function isLeftOut(
  address: string,
  own: string[],
  account: MailAccount | undefined,
  findRule: (address: string) => RuleHit | null,
): boolean {
  const isColleague = account?.leaveOutColleagues && isAtDomain(address, account.ownDomains);
  return own.includes(address) || Boolean(isColleague) || findRule(address) !== null;
}

/** Gmail's page does not name the account; the CRM knows its user. */
function userNameOf({ connections }: Settings, account: MailAccount | undefined): string {
  const connection = connections.find(({ id }) => id === account?.connectionId);
  return connection && connection.userAddress === account?.address ? connection.userName : '';
}

function toEngagement(draft: DraftRow, content: WireDraft, { plan, account, senderName }: Planned, sent: Confirmation): Engagement {
  const people = (field: string) =>
    content.recipients
      .filter((one) => one.field === field)
      .map(toRecipient)
      .flatMap(({ address, name }) => (address === '' ? [] : [{ address, name: name.slice(0, 500) }]));
  const host = sent.hostThreadId || content.hostThreadId || draft.hostThreadId;
  return {
    id: draft.engagementId,
    kind: 'email',
    direction: 'sent',
    account: account?.address ?? draft.account,
    // A mail that begins a thread which nobody has named yet waits for no other.
    thread: `mail:${host || draft.engagementId}`.slice(0, 200),
    messageId: sent.messageId?.slice(0, 998) ?? null,
    at: Math.max(0, Math.round(sent.at)),
    from: { address: parseAddress(content.from.address) ?? draft.account, name: senderName.slice(0, 500) },
    to: people('to'),
    cc: people('cc'),
    bcc: people('bcc'),
    subject: content.subject.slice(0, 2000),
    html: content.html,
    text: content.text || plainText(content.html),
    attachments: content.files.map(({ name, type, size, sha256 }) => ({
      name: name.slice(0, 255),
      type: type.slice(0, 127),
      size,
      sha256: plan.attachmentsLeftOut ? null : sha256,
    })),
    associations: planAssociations(plan, account?.createContacts ?? false),
    associationsComplete: plan.lookedUp,
    excluded: plan.excluded,
    via: 'extension',
  };
}
