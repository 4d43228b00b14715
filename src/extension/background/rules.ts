import type { RuleFailure, RuleSource } from '../../connectors/endpoint-rules';
import { parseAddress } from '../../core/address';
import type { Rule } from '../../core/endpoint-api';
import type { Engagement } from '../../core/engagement';
import { makeRuleBook, parseRuleKey, ruleKeysFor } from '../../core/never-log';
import { type Recheck, recheckRules } from '../../core/recheck-rules';
import type { RuleRow, RuleTest } from '../protocol';
import type { ConnectionStates } from './connection-states';
import type { Database, RuleRecord } from './database';

const SCOPES: readonly Rule['scope'][] = ['everyone', 'me'];
/** Sorts after every key. */
const LAST = '\uffff';
/** After the list has been drawn. */
const SEARCH_AHEAD_MS = 300;

/** Connection, key, scope. */
type RuleKey = [string, string, string];
/** Scope and key, in one word that a set can hold. */
type RuleName = `${Rule['scope']} ${string}`;

const keyOf = ({ connectionId, key, scope }: RuleRecord): RuleKey => [connectionId, key, scope];
const nameOf = ([, key, scope]: RuleKey) => `${scope} ${key}` as RuleName;
const keyNamed = (connectionId: string, name: string): RuleKey => {
  const end = name.indexOf(' ');
  return [connectionId, name.slice(end + 1), name.slice(0, end)];
};
const inOrder = ([, key, scope]: RuleKey, [, otherKey, otherScope]: RuleKey) =>
  key === otherKey ? (scope < otherScope ? -1 : 1) : key < otherKey ? -1 : 1;

export type Rules = ReturnType<typeof makeRules>;

interface RulesSetting {
  db: Database;
  states: ConnectionStates;
  /** Null: the connection is gone, or its CRM keeps no list. */
  sourceOf(connectionId: string): Promise<RuleSource | null>;
  onChange(): void;
}

/** The never-log lists as this browser last read them, per connection. A look-up reads a few keys, never the list. */
export function makeRules({ db, states, sourceOf, onChange }: RulesSetting) {
  /** The names of all rules of a list; read when first searched in, and kept up since. */
  const known = new Map<string, Promise<Set<RuleName>>>();
  const syncing = new Map<string, Promise<void>>();

  /** `counts`: only rules that it takes. */
  async function findFor(
    connectionId: string,
    addresses: Iterable<string>,
    counts: (rule: RuleRecord) => boolean = () => true,
  ): Promise<(address: string) => RuleRecord | null> {
    const all = new Set([...addresses].filter((address) => address !== '').flatMap(ruleKeysFor));
    const found = await db.rules.bulkGet([...all].flatMap((key) => SCOPES.map((scope): RuleKey => [connectionId, key, scope])));
    return makeRuleBook(found.filter((rule): rule is RuleRecord => rule !== undefined && counts(rule)));
  }

  const counterOf = (connectionId: string) => `rules ${connectionId}`;

  /** Puts and deletes, and keeps the number of rules, which would take long to count. `also` is part of it, or nothing is. */
  async function write(connectionId: string, here: RuleRecord[], gone: RuleKey[], also?: () => Promise<void>): Promise<void> {
    const names = await known.get(connectionId);
    const countThere = async (keys: RuleKey[]) =>
      names
        ? keys.filter((key) => names.has(nameOf(key))).length
        : (await db.rules.bulkGet(keys)).filter((rule) => rule !== undefined).length;
    await db.transaction('rw', db.rules, db.counters, db.connections, async () => {
      const name = counterOf(connectionId);
      // Read first: whoever wrote before is done then, also with the names.
      const before = (await db.counters.get(name))?.value ?? 0;
      const by = here.length - (await countThere(here.map(keyOf))) - (await countThere(gone));
      await db.rules.bulkDelete(gone);
      await db.rules.bulkPut(here);
      await db.counters.put({ name, value: before + by });
      await also?.();
    });
    const now = await known.get(connectionId);
    for (const key of gone) now?.delete(nameOf(key));
    for (const rule of here) now?.add(nameOf(keyOf(rule)));
  }

  async function pull(connectionId: string): Promise<void> {
    const source = await sourceOf(connectionId);
    for (let more = source !== null; more && source; ) {
      const from = await states.rulesCursor(connectionId);
      // A first reading asks of very many whether they are here already; in a set that costs nothing.
      if (from === null) await namesIn(connectionId);
      const answer = await source.pull(from);
      if (!answer.ok) return;
      const { changes, cursor } = answer.value;
      // Of several changes of one rule the last counts.
      const last = new Map(changes.map((change) => [`${change.rule.scope} ${change.rule.key}`, change]));
      const gone = [...last.values()].filter(({ removed }) => removed).map(({ rule }) => keyOf({ ...rule, connectionId }));
      const here = [...last.values()].filter(({ removed }) => !removed).map(({ rule }) => ({ ...rule, connectionId }));
      await write(connectionId, here, gone, () => states.keepRulesCursor(connectionId, cursor));
      if (changes.length > 0) onChange();
      more = answer.value.more;
    }
  }

  /** Reads what changed since last time; one reading per connection at a time. */
  function sync(connectionId: string): Promise<void> {
    const running = syncing.get(connectionId) ?? pull(connectionId).finally(() => syncing.delete(connectionId));
    syncing.set(connectionId, running);
    return running;
  }

  async function rows(found: readonly RuleRecord[]): Promise<RuleRow[]> {
    const keys = found.map(keyOf).sort(inOrder);
    const [first, last] = [keys[0], keys.at(-1)];
    if (!first || !last) return [];
    // Few rules ever hit: reading all that did between two is less work than asking for each.
    const counts = await db.hits.where('[connectionId+key+scope]').between(first, last, true, true).toArray();
    const hits = new Map(counts.map(({ key, scope, count }) => [`${scope} ${key}`, count]));
    return found.map((rule) => ({ ...rule, hits: hits.get(nameOf(keyOf(rule))) ?? 0 }));
  }

  const range = (connectionId: string, after: RuleKey = [connectionId, '', '']) =>
    db.rules.where('[connectionId+key+scope]').between(after, [connectionId, LAST, LAST], false, true);

  function namesIn(connectionId: string): Promise<Set<RuleName>> {
    const read = async () => new Set(((await range(connectionId).primaryKeys()) as RuleKey[]).map(nameOf));
    const names = known.get(connectionId) ?? read();
    known.set(connectionId, names);
    names.catch(() => known.delete(connectionId));
    return names;
  }

  async function findPage(connectionId: string, wanted: string, limit: number, after: RuleKey | undefined) {
    if (wanted === '')
      return {
        page: await range(connectionId, after).limit(limit).toArray(),
        total: (await db.counters.get(counterOf(connectionId)))?.value ?? 0,
      };
    const names = [...(await namesIn(connectionId))].filter((name) => name.includes(wanted, name.indexOf(' ') + 1));
    const matching = names.map((name) => keyNamed(connectionId, name)).sort(inOrder);
    const from = after ? matching.findIndex((key) => inOrder(after, key) < 0 && nameOf(key) !== nameOf(after)) : 0;
    const found = from < 0 ? [] : await db.rules.bulkGet(matching.slice(from, from + limit));
    return { page: found.filter((rule): rule is RuleRecord => rule !== undefined), total: matching.length };
  }

  return {
    findFor,
    sync,
    /** N5. */
    async recheck(engagement: Engagement, connectionId: string): Promise<Recheck> {
      const find = await findFor(
        connectionId,
        engagement.associations.flatMap(({ address }) => address ?? []),
      );
      return recheckRules(engagement, find);
    },
    /** By key. `cursor` is the last rule that was shown. */
    async list(connectionId: string, query: string, limit: number, cursor: string | null) {
      const after = cursor === null ? undefined : keyNamed(connectionId, cursor);
      const { page, total } = await findPage(connectionId, query.trim().toLowerCase(), limit, after);
      const last = page.length < limit ? undefined : page.at(-1);
      const answer = { rules: await rows(page), total, cursor: last ? nameOf(keyOf(last)) : null };
      // Whoever looks at a list soon searches in it.
      if (cursor === null) setTimeout(() => void namesIn(connectionId).catch(() => undefined), SEARCH_AHEAD_MS);
      return answer;
    },
    async test(connectionId: string, text: string): Promise<RuleTest> {
      const address = parseAddress(text);
      if (address === null) return { address: text, rule: null };
      const rule = (await findFor(connectionId, [address]))(address);
      return { address, rule: rule ? ((await rows([rule]))[0] ?? null) : null };
    },
    /** Adds at the CRM, which decides; what it took is in force here at once. */
    async add(connectionId: string, lines: readonly string[], scope: Rule['scope'], neverTrack: boolean) {
      const written = lines.map((line) => line.trim()).filter((line) => line !== '');
      const wanted = written.flatMap((line) => parseRuleKey(line) ?? []);
      const refused = written.filter((line) => parseRuleKey(line) === null);
      const source = await sourceOf(connectionId);
      if (!source) return { added: [], refused, failure: 'not_connected' as const };
      if (wanted.length === 0) return { added: [], refused, failure: null };
      const answer = await source.add([...new Set(wanted)].map((key) => ({ key, scope, neverTrack })));
      if (!answer.ok) return { added: [], refused, failure: answer.code };
      const added = answer.value.rules.map((rule) => ({ ...rule, connectionId }));
      await write(connectionId, added, []);
      onChange();
      return { added: await rows(added), refused: [...refused, ...answer.value.refused], failure: null };
    },
    async remove(connectionId: string, key: string, scope: Rule['scope']): Promise<{ failure: RuleFailure | null }> {
      const source = await sourceOf(connectionId);
      if (!source) return { failure: 'not_connected' };
      const answer = await source.remove(key, scope);
      if (!answer.ok) return { failure: answer.code };
      await write(connectionId, [], [[connectionId, key, scope]]);
      onChange();
      return { failure: null };
    },
    async forget(connectionId: string): Promise<void> {
      await db.transaction('rw', db.rules, db.counters, async () => {
        await range(connectionId).delete();
        await db.counters.delete(counterOf(connectionId));
      });
      known.delete(connectionId);
      onChange();
    },
    /** Counts, per rule, the mails it kept somebody off. */
    async countHits(connectionId: string, excluded: Engagement['excluded']): Promise<void> {
      const hit = new Map(excluded.flatMap(({ rule, scope }) => (rule && scope ? [[`${rule} ${scope}`, { rule, scope }] as const] : [])));
      for (const { rule, scope } of hit.values())
        await db.transaction('rw', db.hits, async () => {
          const before = await db.hits.get([connectionId, rule, scope]);
          await db.hits.put({ connectionId, key: rule, scope, count: (before?.count ?? 0) + 1 });
        });
    },
  };
}
