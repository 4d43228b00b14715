import Papa from 'papaparse';
import type { RuleRow } from '../protocol';
import { ruleKeyOf } from './rule-words';
import type { NewRules, Scope } from './use-rules';

const COLUMNS = ['rule', 'scope', 'never_track', 'added_by', 'added_at', 'hits'] as const;

/** One rule a line, for a spreadsheet: cells that would be formulas are quoted. */
export function rulesToCsv(rules: readonly RuleRow[]): string {
  const rows = rules.map((rule) => [
    // An address may itself begin with the quote that keeps a spreadsheet from calculating.
    rule.key.replace(/^'/, "''"),
    rule.scope,
    rule.neverTrack ? 'yes' : 'no',
    rule.addedBy,
    new Date(rule.addedAt).toISOString(),
    rule.hits,
  ]);
  return Papa.unparse({ fields: [...COLUMNS], data: rows }, { escapeFormulae: true, newline: '\r\n' });
}

const isYes = (cell: string | undefined): boolean => /^(yes|true|1|x)$/i.test(cell?.trim() ?? '');

/**
 * Reads our own export, or any file with the rules in its first column. A first line that is no rule is taken for the
 * head. What the file asks for everyone becomes "only me" where `mayAll` is false. Grouped as they can be added.
 */
export function rulesFromCsv(text: string, mayAll: boolean): { groups: NewRules[]; wrong: string[] } {
  const rows = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy' }).data;
  const head = rows[0]?.map((cell) => cell.trim().toLowerCase()) ?? [];
  const hasHead = ruleKeyOf(unquoted(rows[0]?.[0] ?? '')) === null;
  const column = (name: string) => (hasHead ? head.indexOf(name) : -1);
  const [scopeAt, trackAt, keyAt] = [column('scope'), column('never_track'), Math.max(0, column('rule'))];
  const groups = new Map<string, NewRules>();
  const wrong: string[] = [];
  for (const row of hasHead ? rows.slice(1) : rows) {
    const cell = unquoted(row[keyAt] ?? '');
    if (ruleKeyOf(cell) === null) {
      if (cell) wrong.push(cell);
      continue;
    }
    const scope: Scope = mayAll && row[scopeAt]?.trim().toLowerCase() === 'everyone' ? 'everyone' : 'me';
    const neverTrack = isYes(row[trackAt]);
    const group = groups.get(`${scope} ${neverTrack}`) ?? { lines: [], scope, neverTrack };
    group.lines.push(cell);
    groups.set(`${scope} ${neverTrack}`, group);
  }
  return { groups: [...groups.values()], wrong };
}

/** Undoes the quote that keeps a spreadsheet from calculating with a cell. */
const unquoted = (cell: string): string => cell.trim().replace(/^'(?=[=+\-@'])/, '');
