import { type Rule, RulesAnswerSchema, RulesResultSchema } from '../core/endpoint-api';
import type { FailureCode } from '../core/outcome';
import type { ConnectorContext } from './crm-connector';
import { type Answer, askEndpoint } from './endpoint-http';

export type RuleFailure = FailureCode | 'admin_only';
type Told<T> = { ok: true; value: T } | { ok: false; code: RuleFailure };

/** What changed in a never-log list since a cursor; `more`: ask again with the new one. */
export interface RuleDelta {
  changes: { rule: Rule; removed: boolean }[];
  cursor: string;
  more: boolean;
}

/** The never-log list of a CRM that keeps one. */
export interface RuleSource {
  pull(cursor: string | null): Promise<Told<RuleDelta>>;
  add(rules: Pick<Rule, 'key' | 'scope' | 'neverTrack'>[]): Promise<Told<{ rules: Rule[]; refused: string[] }>>;
  remove(key: string, scope: Rule['scope']): Promise<Told<null>>;
}

/** `RulesRequestSchema` takes so many. */
const RULES_AT_ONCE = 5000;

export function makeEndpointRules(context: ConnectorContext): RuleSource {
  return {
    async pull(cursor) {
      const path = cursor === null ? '/rules' : `/rules?cursor=${encodeURIComponent(cursor)}`;
      return told(await askEndpoint(context, { method: 'GET', path }, RulesAnswerSchema));
    },
    async add(rules) {
      const all: { rules: Rule[]; refused: string[] } = { rules: [], refused: [] };
      for (let start = 0; start < rules.length; start += RULES_AT_ONCE) {
        const json = { rules: rules.slice(start, start + RULES_AT_ONCE) };
        const answer = told(await askEndpoint(context, { method: 'POST', path: '/rules', json }, RulesResultSchema));
        if (!answer.ok) return answer;
        all.rules.push(...answer.value.rules);
        all.refused.push(...answer.value.refused);
      }
      return { ok: true, value: all };
    },
    async remove(key, scope) {
      const path = `/rules?key=${encodeURIComponent(key)}&scope=${scope}`;
      return told(await askEndpoint(context, { method: 'DELETE', path }, null));
    },
  };
}

function told<T>(answer: Answer<T>): Told<T> {
  if (answer.ok) return answer;
  return { ok: false, code: answer.problem?.code === 'admin_only' ? 'admin_only' : answer.outcome.code };
}
