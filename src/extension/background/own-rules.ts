import type { RuleSource } from '../../connectors/endpoint-rules';

/** The never-log list of a connection whose CRM keeps none: it is this browser's own, and nobody else's. */
export const makeOwnRules = (userName: string, clock: () => number): RuleSource => ({
  // All of it is here.
  pull: async () => ({ ok: true, value: { changes: [], cursor: 'own', more: false } }),
  async add(rules) {
    if (rules.some(({ scope }) => scope !== 'me')) return { ok: false, code: 'admin_only' };
    return { ok: true, value: { rules: rules.map((rule) => ({ ...rule, addedBy: userName, addedAt: clock() })), refused: [] } };
  },
  remove: async () => ({ ok: true, value: null }),
});
