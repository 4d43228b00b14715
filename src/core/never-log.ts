import { parse } from 'tldts';
import { domainOf, domainsAbove, parseAddress, parseDomain } from './address';
import type { Rule } from './endpoint-api';

/** A rule that hits an address. `key` is an address or a domain; a domain covers its subdomains. */
export type RuleHit = Pick<Rule, 'key' | 'scope' | 'neverTrack' | 'addedBy' | 'addedAt'>;

/** Google delivers these to one box whatever the dots [https://support.google.com/mail/answer/7436150]. */
const DOTLESS_DOMAINS = new Map([
  ['gmail.com', 'gmail.com'],
  ['googlemail.com', 'gmail.com'],
]);

function foldDots(local: string, domain: string): { local: string; domain: string } {
  const folded = DOTLESS_DOMAINS.get(domain);
  return folded ? { local: local.replaceAll('.', ''), domain: folded } : { local, domain };
}

/** A canonical address as a rule's key: the same mailbox, the same key. */
function keyOfAddress(address: string): string {
  const { local, domain } = foldDots(address.slice(0, address.lastIndexOf('@')), domainOf(address));
  return `${local}@${domain}`;
}

/**
 * The key of a rule in any of its forms: `name@domain`, `Name <name@domain>`, `domain`, `@domain`, `*@domain`,
 * `*.domain`, in any case, as IDN or punycode, with a trailing dot. Null: neither an address nor a domain, or a whole
 * public suffix such as `com`, `co.uk`, which would silence half the world by a slip.
 */
export function parseRuleKey(text: string): string | null {
  const plain = text.trim();
  const domainPart = /^(?:\*?@|\*\.)?([^@<>"()]+)$/.exec(plain)?.[1];
  if (domainPart === undefined) {
    const address = parseAddress(plain);
    return address && keyOfAddress(address);
  }
  const domain = parseDomain(domainPart);
  if (domain === null || domain.startsWith('[')) return domain;
  // A bare word is more likely a slip than a host of the intranet; `@host` says that it is meant.
  if (!domain.includes('.') && !plain.includes('@')) return null;
  const { isIcann, domain: registrable } = parse(domain, { allowPrivateDomains: false });
  return isIcann && registrable === null ? null : (DOTLESS_DOMAINS.get(domain) ?? domain);
}

/**
 * Every key under which a rule would hit this canonical address, most specific first: the address, the address without
 * its plus tag, its domain, the domains above. A store answers by looking these few keys up; cost does not grow with the list.
 */
export function ruleKeysFor(address: string): string[] {
  const full = keyOfAddress(address);
  const local = full.slice(0, full.lastIndexOf('@'));
  const tags = local.startsWith('"') ? [] : [...local.matchAll(/\+/g)].map((mark) => mark.index).reverse();
  const untagged = tags.filter((at) => at > 0).map((at) => `${local.slice(0, at)}@${domainOf(full)}`);
  return [full, ...untagged, ...domainsAbove(domainOf(full))];
}

/** The rule to name among those found under an address's keys: the most specific; everyone's before mine. */
export function chooseRule<T extends RuleHit>(keys: readonly string[], found: readonly T[]): T | null {
  for (const key of keys) {
    const hits = found.filter((rule) => rule.key === key);
    const hit = hits.find((rule) => rule.scope === 'everyone') ?? hits[0];
    if (hit) return hit;
  }
  return null;
}

/** Rules in memory, for whoever has no database at hand. Keys must come from `parseRuleKey`. */
export function makeRuleBook<T extends RuleHit>(rules: Iterable<T>): (address: string) => T | null {
  const byKey = new Map<string, T>();
  for (const rule of rules) if (byKey.get(rule.key)?.scope !== 'everyone') byKey.set(rule.key, rule);
  return (address) => {
    for (const key of ruleKeysFor(address)) {
      const rule = byKey.get(key);
      if (rule) return rule;
    }
    return null;
  };
}
