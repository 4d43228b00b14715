import type { Translate } from '../../core/messages';
import { parseRuleKey } from '../../core/never-log';
import { shortDate } from '../../ui/time-words';
import type { RuleTest } from '../protocol';

/** The key of a rule as typed; null also for a bare word ("acme"), which is no domain that mail could come from. */
export function ruleKeyOf(typed: string): string | null {
  const key = parseRuleKey(typed);
  return key && (key.includes('@') || key.includes('.')) ? key : null;
}

/** What was typed or pasted, a rule a line; a column from a spreadsheet may bring commas, semicolons and tabs. */
export function readRuleLines(text: string): { lines: string[]; wrong: string[] } {
  const parts = text
    .split(/[\n\r\t,;]+/)
    .map((part) => part.trim())
    .filter(Boolean);
  const lines = new Map<string, string>();
  const wrong: string[] = [];
  for (const part of parts) {
    const key = ruleKeyOf(part);
    if (key) lines.set(key, part);
    else wrong.push(part);
  }
  return { lines: [...lines.values()], wrong };
}

/** "jane@mail.acme.com is never logged: rule acme.com (everyone, added by Tom, 3 May)". */
export function ruleTestWords({ address, rule }: RuleTest, now: number, t: Translate): string {
  if (!rule) return t('rules_test_free', address);
  return t('rules_test_hit', address, rule.key, t(`scope_${rule.scope}`), rule.addedBy, shortDate(rule.addedAt, now, t.language));
}

/** A domain covers what is below it; an address only itself. */
export const isDomainRule = (key: string): boolean => !key.includes('@');
