import publicMailDomains from 'email-providers/all.json' with { type: 'json' };
import { domainOf, domainsAbove } from './address';

let known: Set<string> | undefined;

/** Asked seldom, by a worker that starts often: the set is made when it is first needed. */
function isPublic(domain: string): boolean {
  known ??= new Set(publicMailDomains);
  return known.has(domain);
}

/** The domains whose people are colleagues of this address by default: its own, unless anybody can have an address there. */
export function defaultOwnDomains(address: string): string[] {
  const domain = domainOf(address);
  return isPublic(domain) ? [] : [domain];
}

/** Is the address at one of these domains, or below one. */
export function isAtDomain(address: string, domains: readonly string[]): boolean {
  return domains.length > 0 && domainsAbove(domainOf(address)).some((domain) => domains.includes(domain));
}
