import type { CrmName, PracticeCrm } from './practice.mjs';

// What every trial asks of a practice CRM in the end: one record of the mail, and nothing else touched.

/** Ada's deals, open, as each CRM is seeded. */
const DEALS: Record<CrmName, string[]> = {
  hubspot: ['Acme: forty seats', 'Acme: onboarding package'],
  activecampaign: ['Acme 40 seats', 'Acme compiler', 'Acme renewal'],
  'zendesk-sell': ['Acme: forty seats', 'Acme: onboarding package'],
};

/** What the CRM holds: mails of ours, the first so many who are in it, the addresses of all, files, and all that is none of these. */
export function readCrm({ server, ...crm }: Pick<PracticeCrm, 'server' | 'mails' | 'contacts'>, most = Number.POSITIVE_INFINITY) {
  const { emails: _, notes: __, files = [], contacts: people = [], ...rest } = server.state() as Record<string, unknown[]>;
  const addresses = crm.contacts().toSorted();
  return structuredClone({ mails: crm.mails(), addresses, people: people.slice(0, most), files: files.length, rest });
}
export type CrmHoldings = ReturnType<typeof readCrm>;

/** The same once a mail with a file to Ada and to `newcomer` is in it. Of `people` those who were there before. */
export const withMail = (before: CrmHoldings, crm: CrmName, subject: string, newcomer: { name: string; address: string }): CrmHoldings => ({
  ...before,
  mails: [...before.mails, { subject, contact: ['Ada Lovelace', newcomer.name], company: ['Acme'], deal: DEALS[crm], lead: [], times: 1 }],
  addresses: [...before.addresses, newcomer.address].toSorted(),
  files: before.files + (crm === 'hubspot' ? 1 : 0),
});

/** Of what was wanted as much as is there of it: one mail all the same. */
export function asFarAsAllowed(wanted: CrmHoldings, now: CrmHoldings): CrmHoldings {
  const [mail, there] = [wanted.mails.at(-1), now.mails.at(-1)];
  if (!mail || !there) return wanted;
  const both = (kind: 'contact' | 'company' | 'deal') => mail[kind].filter((name) => there[kind].includes(name));
  return {
    ...wanted,
    mails: [...wanted.mails.slice(0, -1), { ...mail, contact: both('contact'), company: both('company'), deal: both('deal') }],
    addresses: wanted.addresses.filter((address) => now.addresses.includes(address)),
    files: Math.min(wanted.files, now.files),
  };
}
