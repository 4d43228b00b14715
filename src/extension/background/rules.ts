import type { RuleFailure, RuleSource } from '../../connectors/endpoint-rules';
import { parseAddress } from '../../core/address';
import type { Rule } from '../../core/endpoint-api';
import type { Engagement } from '../../core/engagement';
import { makeRuleBook, parseRuleKey, ruleKeysFor } from '../../core/never-log';
import { type Recheck, recheckRules } from '../../core/plan-making';
import type { RuleRow, RuleTest } from '../protocol';
import type { ConnectionStates } from './connection-states';
import type { Database, RuleRecord } from './database';

const SCOPES: readonly Rule['scope'][] = ['everyone', 'me'];
/** Sorts after every key. */
const LAST = '\uffff';

/** Connection, key, scope. */
type RuleKey = [string, string, string];

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
  /** Keys of a list for searching in; read when first needed. */
  const keys = new Map<string, RuleKey[]>();
  const syncing = new Map<string, Promise<void>>();
  const changed = (connectionId: string) => {
    keys.delete(connectionId);
    onChange();
  };

  async function findFor(connectionId: string, addresses: Iterable<string>): Promise<(address: string) => RuleRecord | null> {
    const all = new Set([...addresses].filter((address) => address !== '').flatMap(ruleKeysFor));
    const found = await db.rules.bulkGet([...all].flatMap((key) => SCOPES.map((scope): RuleKey => [connectionId, key, scope])));
    return makeRuleBook(found.filter((rule): rule is RuleRecord => rule !== undefined));
  }

  const counterOf = (connectionId: string) => `rules ${connectionId}`;

  /** Puts and deletes, and keeps the number of rules, which would take long to count. */
  function write(connectionId: string, here: RuleRecord[], gone: RuleKey[]): Promise<void> {
    return db.transaction('rw', db.rules, db.counters, async () => {
      const isThere = async (keys: RuleKey[]) => (await db.rules.bulkGet(keys)).filter((rule) => rule !== undefined).length;
      const known = await isThere(here.map(({ key, scope }): RuleKey => [connectionId, key, scope]));
      const by = here.length - known - (await isThere(gone));
      const name = counterOf(connectionId);
      await db.rules.bulkDelete(gone);
      await db.rules.bulkPut(here);
      await db.counters.put({ name, value: ((await db.counters.get(name))?.value ?? 0) + by });
    });
  }

  async function pull(connectionId: string): Promise<void> {
    const source = await sourceOf(connectionId);
    for (let more = source !== null; more && source; ) {
      const answer = await source.pull(await states.rulesCursor(connectionId));
      if (!answer.ok) return;
      const { changes, cursor } = answer.value;
      // Of several changes of one rule the last counts.
      const last = new Map(changes.map((change) => [`${change.rule.key} ${change.rule.scope}`, change]));
      const gone = [...last.values()].filter(({ removed }) => removed).map(({ rule }): RuleKey => [connectionId, rule.key, rule.scope]);
      const here = [...last.values()].filter(({ removed }) => !removed).map(({ rule }) => ({ ...rule, connectionId }));
      await db.transaction('rw', db.rules, db.counters, db.connections, async () => {
        await write(connectionId, here, gone);
        await states.keepRulesCursor(connectionId, cursor);
      });
      if (changes.length > 0) changed(connectionId);
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
    const hits = await db.hits.bulkGet(found.map(({ connectionId, key, scope }): RuleKey => [connectionId, key, scope]));
    return found.map((rule, index) => ({ ...rule, hits: hits[index]?.count ?? 0 }));
  }

  const range = (connectionId: string, after: RuleKey = [connectionId, '', '']) =>
    db.rules.where('[connectionId+key+scope]').between(after, [connectionId, LAST, LAST], false, true);

  /** For searching: all keys, read once until the list changes. */
  async function keysOf(connectionId: string): Promise<RuleKey[]> {
    const read = keys.get(connectionId) ?? ((await range(connectionId).primaryKeys()) as RuleKey[]);
    keys.set(connectionId, read);
    return read;
  }

  async function findPage(connectionId: string, wanted: string, limit: number, after: RuleKey | undefined) {
    if (wanted === '')
      return {
        page: await range(connectionId, after).limit(limit).toArray(),
        total: (await db.counters.get(counterOf(connectionId)))?.value ?? 0,
      };
    const matching = (await keysOf(connectionId)).filter(([, key]) => key.includes(wanted));
    const from = after ? matching.findIndex(([, key, scope]) => key > (after[1] ?? '') || (key === after[1] && scope > after[2])) : 0;
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
      const after = cursor === null ? undefined : ([connectionId, ...cursor.split(' ')] as RuleKey);
      const { page, total } = await findPage(connectionId, query.trim().toLowerCase(), limit, after);
      const last = page.length < limit ? undefined : page.at(-1);
      return { rules: await rows(page), total, cursor: last ? `${last.key} ${last.scope}` : null };
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
      changed(connectionId);
      return { added: await rows(added), refused: [...refused, ...answer.value.refused], failure: null };
    },
    async remove(connectionId: string, key: string, scope: Rule['scope']): Promise<{ failure: RuleFailure | null }> {
      const source = await sourceOf(connectionId);
      if (!source) return { failure: 'not_connected' };
      const answer = await source.remove(key, scope);
      if (!answer.ok) return { failure: answer.code };
      await write(connectionId, [], [[connectionId, key, scope]]);
      changed(connectionId);
      return { failure: null };
    },
    async forget(connectionId: string): Promise<void> {
      await db.transaction('rw', db.rules, db.counters, async () => {
        await range(connectionId).delete();
        await db.counters.delete(counterOf(connectionId));
      });
      changed(connectionId);
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
