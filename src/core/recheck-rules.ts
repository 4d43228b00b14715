import type { Engagement, Exclusion, Field } from './engagement';
import type { RuleHit } from './never-log';

export type Recheck = { kind: 'log'; engagement: Engagement } | { kind: 'blocked'; rule: RuleHit } | { kind: 'nobody-left' };

/**
 * N5: the rules again, at delivery and at the endpoint. Whom a rule hits by now is taken off and named among the
 * excluded; if nobody is left, nothing is logged. The engagement comes back as the same object if nothing changed.
 */
export function recheckRules(engagement: Engagement, findRule: (address: string) => RuleHit | null): Recheck {
  const hits = new Map<string, RuleHit>();
  for (const { kind, address } of engagement.associations) {
    const rule = kind === 'contact' && address ? findRule(address) : null;
    if (address && rule) hits.set(address, rule);
  }
  if (hits.size === 0) return { kind: 'log', engagement };
  const associations = engagement.associations.filter(
    ({ address, through }) => !(address && hits.has(address)) && !(through?.length && through.every((one) => hits.has(one))),
  );
  const [firstRule] = hits.values();
  if (!associations.some(({ kind }) => kind === 'contact' || kind === 'lead')) {
    return firstRule ? { kind: 'blocked', rule: firstRule } : { kind: 'nobody-left' };
  }
  const excluded = [...hits].map(([address, rule]) => excludedByRule(engagement, address, rule));
  return { kind: 'log', engagement: { ...engagement, associations, excluded: [...engagement.excluded, ...excluded] } };
}

function excludedByRule({ to, cc, bcc, associations }: Engagement, address: string, rule: RuleHit): Exclusion {
  const isAddress = (person: { address?: string }) => person.address === address;
  const field: Field = to.some(isAddress) ? 'to' : cc.some(isAddress) ? 'cc' : bcc.some(isAddress) ? 'bcc' : 'to';
  return { address, name: associations.find(isAddress)?.name ?? '', field, reason: 'never-log', rule: rule.key, scope: rule.scope };
}
