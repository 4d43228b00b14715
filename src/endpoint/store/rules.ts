import type { Rule } from '../../core/endpoint-api';
import type { RuleHit } from '../../core/never-log';
import { chooseRule, parseRuleKey, ruleKeysFor } from '../../core/never-log';
import type { Database, Queries } from './database';
import { insertRows, overList } from './lists';
import { lastNumber, takeNumbers } from './sequence';
import { EVERYONE, type Row } from './tables';
import { nameUsers } from './users';

/** Changes that one answer carries. */
const RULES_PAGE = 5000;

interface Who {
  tenant: string;
  userId: string;
}

const ownerOf = (scope: Rule['scope'], userId: string) => (scope === 'everyone' ? EVERYONE : userId);

export const scopeOf = (row: Row<'rules'>): Rule['scope'] => (row.owner_id === EVERYONE ? 'everyone' : 'me');

function ruleOf(row: Row<'rules'>, names: Map<string, string>): Rule {
  return {
    key: row.key,
    scope: scopeOf(row),
    neverTrack: row.never_track === 1,
    addedBy: names.get(row.added_by) ?? '',
    addedAt: row.added_at,
  };
}

/** N5. Looks up the few keys under which a rule could hit each address; cost does not grow with the list. */
export async function findRules(read: Queries, who: Who, addresses: Iterable<string>): Promise<(address: string) => RuleHit | null> {
  const keys = new Map([...addresses].map((address) => [address, ruleKeysFor(address)]));
  const rows = await overList([...keys.values()].flat(), (piece) => selectRules(read, who, piece).execute());
  if (rows.length === 0) return () => null;
  const names = await nameUsers(read, who.tenant);
  const rules = rows.map((row) => ruleOf(row, names));
  return (address) => chooseRule(keys.get(address) ?? ruleKeysFor(address), rules);
}

/** Everyone's and one user's rules under these keys, by the primary key alone. */
export const selectRules = (read: Queries, { tenant, userId }: Who, keys: readonly string[]) =>
  read
    .selectFrom('rules')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('owner_id', 'in', [EVERYONE, userId])
    .where('key', 'in', keys)
    .where('removed', '=', 0);

export interface NewRule {
  key: string;
  scope: Rule['scope'];
  neverTrack: boolean;
}

/** Adds or changes rules; `refused` are the keys as they were written that are neither address nor domain. */
export function addRules(db: Database, who: Who, rules: readonly NewRule[], now: number): Promise<{ rules: Rule[]; refused: string[] }> {
  const refused: string[] = [];
  const wanted = new Map<string, NewRule>();
  for (const rule of rules) {
    const key = parseRuleKey(rule.key);
    if (key === null) refused.push(rule.key);
    else wanted.set(`${rule.scope} ${key}`, { ...rule, key });
  }
  return db.write(async (tx) => {
    const keys = [...wanted.values()].map(({ key }) => key);
    const rows = await overList(keys, (piece) => selectRules(tx, who, piece).execute());
    const present = new Map(rows.map((row) => [`${scopeOf(row)} ${row.key}`, row]));
    const isPresent = (id: string, rule: NewRule) => present.get(id)?.never_track === Number(rule.neverTrack);
    const changed = [...wanted].filter(([id, rule]) => !isPresent(id, rule)).map(([, rule]) => rule);
    const unchanged = [...wanted].flatMap(([id, rule]) => (isPresent(id, rule) ? (present.get(id) ?? []) : []));
    const written = await writeRules(tx, who, changed, now);
    const names = await nameUsers(tx, who.tenant);
    return { rules: [...unchanged, ...written].map((row) => ruleOf(row, names)), refused };
  }, who.tenant);
}

async function writeRules(tx: Queries, { tenant, userId }: Who, rules: readonly NewRule[], now: number): Promise<Row<'rules'>[]> {
  if (rules.length === 0) return [];
  const first = await takeNumbers(tx, tenant, rules.length);
  const rows = rules.map(({ key, scope, neverTrack }, index) => ({
    tenant,
    owner_id: ownerOf(scope, userId),
    key,
    never_track: neverTrack ? 1 : 0,
    added_by: userId,
    added_at: now,
    removed: 0,
    seq: first + index,
  }));
  await insertRows(rows, (piece) =>
    tx
      .insertInto('rules')
      .values(piece)
      .onConflict((conflict) =>
        conflict.columns(['tenant', 'owner_id', 'key']).doUpdateSet((row) => ({
          never_track: row.ref('excluded.never_track'),
          added_by: row.ref('excluded.added_by'),
          added_at: row.ref('excluded.added_at'),
          removed: 0,
          seq: row.ref('excluded.seq'),
        })),
      )
      .execute(),
  );
  return rows;
}

/** Removes a rule, if there is one; its row stays, for the delta. `key` in any of the forms of N1. */
export async function removeRule(db: Database, who: Who, key: string, scope: Rule['scope']): Promise<void> {
  const canonical = parseRuleKey(key);
  if (canonical === null) return;
  await db.write(async (tx) => {
    const seq = await takeNumbers(tx, who.tenant, 1);
    await tx
      .updateTable('rules')
      .set({ removed: 1, seq })
      .where('tenant', '=', who.tenant)
      .where('owner_id', '=', ownerOf(scope, who.userId))
      .where('key', '=', canonical)
      .where('removed', '=', 0)
      .execute();
  }, who.tenant);
}

/** What changed after `seq` in everyone's and the user's own rules, in order. */
export async function rulesSince(read: Queries, who: Who, seq: number) {
  const last = await lastNumber(read, who.tenant);
  const page = async (owner: string) =>
    read
      .selectFrom('rules')
      .selectAll()
      .where('tenant', '=', who.tenant)
      .where('owner_id', '=', owner)
      .where('seq', '>', seq)
      .where('seq', '<=', last)
      .orderBy('seq')
      .limit(RULES_PAGE + 1)
      .execute();
  const rows = [...(await page(EVERYONE)), ...(await page(who.userId))].sort((a, b) => a.seq - b.seq);
  const names = await nameUsers(read, who.tenant);
  const changes = rows.slice(0, RULES_PAGE).map((row) => ({ rule: ruleOf(row, names), removed: row.removed === 1 }));
  return { changes, cursor: rows.slice(0, RULES_PAGE).at(-1)?.seq ?? seq, more: rows.length > RULES_PAGE };
}
