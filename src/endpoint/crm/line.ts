import type { Checked, ConnectorContext, CrmConnector, HitNote } from '../../connectors/crm-connector';
import { makeMemory } from '../../connectors/memory';
import type { Pace } from '../../connectors/pace';
import { findConnectorKind } from '../../connectors/registry';
import type { Engagement, Person } from '../../core/engagement';
import type { HistoryItem, LoggedMail, MailQuery } from '../../core/logged-mail';
import type { Deliverer, DeliveryItem } from '../../core/outbox/delivery';
import type { FailureCode, Outcome } from '../../core/outcome';
import type { FoundRecord, Known } from '../../core/records';
import type { CrmConnection } from '../store/crm-connections';
import { findOurs, findTheirs, keyOf, type Named } from '../store/crm-links';
import { mirrorRecords, type SeenRecord, seenInKnown, seenInSearch } from '../store/crm-mirror';
import type { Database } from '../store/database';
import { makeShortCache } from './short-cache';
import { knownAsOurs, mailAsOurs, recordsOf, seenInMails, toTheirs } from './translation';

/** What is looked up while somebody writes a mail is asked for again and again. */
const CACHE_MS = 60_000;
/** Names us; some services refuse who does not. */
const USER_AGENT = 'Threadline';

export interface LineSetting {
  db: Database;
  fetch: typeof fetch;
  /** Epoch ms. */
  clock(): number;
  /** The turns of all who ask this account. */
  pace: Pace | undefined;
  /** The key as it is good now; `used` was just refused. */
  tokenOf(connection: CrmConnection, used: string | null): Promise<Checked<string>>;
  noteAnswer(connection: CrmConnection, code: FailureCode | null): Promise<void>;
}

/** One organisation's CRM: what it is asked and what is written to it, in our own ids; one pace and one memory for all of it. */
export type Line = ReturnType<typeof openLine>;

export function openLine(connection: CrmConnection, setting: LineSetting) {
  const { db, clock, pace } = setting;
  const { tenant, id: connectionId } = connection;
  const place = { tenant, connectionId };
  const kind = findConnectorKind(connection.connector);
  const memory = makeMemory(clock);
  const known = makeShortCache<Known>(CACHE_MS, clock);
  const found = makeShortCache<FoundRecord[]>(CACHE_MS, clock);

  const ours = (seen: readonly SeenRecord[]) => db.write((tx) => mirrorRecords(tx, place, seen, clock()), tenant);
  const theirs = (records: Parameters<typeof findTheirs>[2]) => findTheirs(db.read, place, records);

  /** Asks as the connector, with a key that is good. */
  async function use<T>(run: (connector: CrmConnector) => Promise<Checked<T>>): Promise<Checked<T>> {
    const connector = await open();
    const answer = connector.ok ? await run(connector.value) : connector;
    if (answer.ok) await setting.noteAnswer(connection, null);
    else if (answer.outcome.kind === 'retry' && answer.outcome.scope === 'connection')
      await setting.noteAnswer(connection, answer.outcome.code);
    return answer;
  }

  async function open(): Promise<Checked<CrmConnector>> {
    const token = await setting.tokenOf(connection, null);
    if (!token.ok) return token;
    return { ok: true, value: connectorAs(token.value) };
  }

  function connectorAs(token: string): CrmConnector {
    if (!kind) throw new Error(`There is no connector ${connection.connector}.`);
    const renew = (used: string) => setting.tokenOf(connection, used);
    const context: ConnectorContext = { fetch: asMember(setting.fetch, token, renew), baseUrl: connection.baseUrl, token, pace, memory };
    return kind.make(context);
  }

  async function lookUp(addresses: readonly string[]): Promise<Checked<Known[]>> {
    const missing = [...new Set(addresses)].filter((address) => !known.get(address));
    if (missing.length > 0) {
      const answer = await use((connector) => connector.lookUp(missing));
      if (!answer.ok) return answer;
      await learn(answer.value);
    }
    return { ok: true, value: addresses.map((address) => known.get(address) ?? { address, contacts: [], leads: [] }) };
  }

  /** Under our ids, and into our own store. */
  async function learn(told: readonly Known[]): Promise<Known[]> {
    const own = knownAsOurs(told, await ours(seenInKnown(told)));
    for (const one of own) known.put(one.address, one);
    return own;
  }

  async function search(query: string): Promise<Checked<FoundRecord[]>> {
    const kept = found.get(query);
    if (kept) return { ok: true, value: kept };
    const answer = await use((connector) => connector.search(query));
    if (!answer.ok) return answer;
    const ids = await ours(seenInSearch(answer.value));
    const own = answer.value.map((one) => ({ ...one, id: ids.get(keyOf(one)) ?? one.id }));
    found.put(query, own);
    return { ok: true, value: own };
  }

  const deliverer: Deliverer = {
    // Each is written by itself, whatever the connector could take at once: what is answered is stored before the next.
    maxBatch: 1,
    async deliver(items) {
      const connector = await open();
      if (!connector.ok) return items.map(() => connector.outcome);
      const ids = await theirs(items.flatMap(({ engagement }) => recordsOf(engagement)));
      known.clear();
      const outcomes = await connector.value.deliver(
        items.map((item): DeliveryItem => ({ ...item, engagement: toTheirs(item.engagement, ids) })),
      );
      for (const [index, { engagement }] of items.entries()) await meet(engagement, outcomes[index]);
      return outcomes;
    },
    async remove(engagementId, traces) {
      const connector = await open();
      if (!connector.ok) return connector.outcome;
      const ids = await theirs(traces ? recordsOf(traces.engagement) : []);
      return connector.value.remove(engagementId, traces && { ...traces, engagement: toTheirs(traces.engagement, ids) });
    },
  };

  /** A connector may tie a mail to records without a word on them; who they are, the look-up of its people says. */
  async function meet({ associations }: Engagement, outcome: Outcome | undefined): Promise<void> {
    const nameless = outcome?.kind === 'delivered' ? outcome.ref.records.filter(({ name }) => name === '') : [];
    if (nameless.length === 0) return;
    const met = await findOurs(db.read, place, nameless as Named[]);
    if (met.size < nameless.length)
      await lookUp(associations.flatMap(({ kind, address }) => (kind === 'contact' && address ? [address] : [])));
  }

  return {
    connection,
    deliverer,
    lookUp,
    search,
    check: () => use((connector) => connector.check()),
    async find(query: MailQuery): Promise<Checked<LoggedMail[]>> {
      const answer = await use((connector) => connector.find(query));
      if (!answer.ok || answer.value.length === 0) return answer;
      const ids = await ours(seenInMails(answer.value));
      return { ok: true, value: answer.value.map((mail) => mailAsOurs(mail, ids)) };
    },
    /** Of a contact that is ours alone the CRM has none. */
    async readHistory(contactId: string, limit: number): Promise<Checked<HistoryItem[]>> {
      const contact = { kind: 'contact', id: contactId } as const;
      const crmId = (await theirs([contact])).get(keyOf(contact));
      return crmId === undefined ? { ok: true, value: [] } : use((connector) => connector.readHistory(crmId, limit));
    },
    /** K7. In the CRM's own ids; a CRM that hears of hits by itself has no note. */
    noteHits: (note: HitNote): Promise<Checked<string | null>> =>
      use(async (connector) => connector.noteHits?.(note) ?? { ok: true, value: null }),
    async createContact(person: Person): Promise<Checked<Known>> {
      const answer = await use((connector) => connector.createContact(person));
      if (!answer.ok) return answer;
      const [own] = await learn([answer.value]);
      return { ok: true, value: own ?? answer.value };
    },
  };
}

/** A `fetch` that names us and that, refused its key, asks once more with a new one: whoever is refused has written nothing. */
function asMember(fetchIt: typeof fetch, first: string, renew: (used: string) => Promise<Checked<string>>): typeof fetch {
  let token = first;
  const send = (input: Parameters<typeof fetch>[0], init: RequestInit | undefined) => {
    const headers = new Headers(init?.headers);
    headers.set('user-agent', USER_AGENT);
    if (headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    return fetchIt(input, { ...init, headers });
  };
  return async (input, init) => {
    const used = token;
    const answer = await send(input, init);
    if (answer.status !== 401) return answer;
    const renewed = await renew(used);
    // Whoever gives out keys is away; that says nothing of ours.
    if (!renewed.ok && renewed.outcome.code !== 'token_refused') throw new TypeError('fetch failed');
    if (!renewed.ok || renewed.value === used) return answer;
    await answer.body?.cancel();
    token = renewed.value;
    return send(input, init);
  };
}
