import type { Checked, ConnectorContext, Identity } from '../crm-connector';
import { noMemory } from '../memory';
import { must, unlessStopped } from '../stop';
import { type Details, DetailsSchema, type Owner, OwnersSchema, PipelinesSchema, RowsSchema, scopesOf, TokenInfoSchema } from './answers';
import { type Answer, askHubSpot, type ObjectType, paths } from './api';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const OWNERS_AT_ONCE = 100;
const MOST_OWNER_PAGES = 10;

/** What the connector needs, and what each is for; as HubSpot names them in its forms. */
export const HUBSPOT_SCOPES = [
  ...['crm.objects.contacts.read', 'crm.objects.contacts.write', 'crm.objects.companies.read', 'crm.objects.deals.read'],
  ...['crm.objects.owners.read', 'sales-email-read', 'files'],
];

/** Null or undefined: HubSpot does not tell (a service key may not ask), or not now; then records have no links. */
const readDetails = (context: ConnectorContext): Promise<Details | null | undefined> =>
  (context.memory ?? noMemory).recall<Details | null>('hubspot account', DAY_MS, async () => {
    const answer = await askHubSpot(context, { method: 'GET', path: paths.account }, DetailsSchema);
    if (answer.ok) return answer.value;
    return answer.status === 403 ? null : undefined;
  });

/** What every record of an account is shown with. */
export interface AccountView {
  /** Null: unknown, or there are several. */
  currency: string | null;
  linkTo(type: ObjectType, id: string): string | null;
}

/** HubSpot's own numbers of its object types, as its pages have them in their addresses. */
const TYPE_NUMBER: Record<ObjectType, string> = { contacts: '0-1', companies: '0-2', deals: '0-3', emails: '0-49', notes: '0-46' };

export async function readAccount(context: ConnectorContext): Promise<AccountView> {
  const details = await readDetails(context);
  // It becomes a link that the rep clicks: only HubSpot's own hosts.
  const host = /^app[a-z0-9-]*\.hubspot\.com$/.test(details?.uiDomain ?? '') ? details?.uiDomain : 'app.hubspot.com';
  const oneCurrency = details?.companyCurrency && !details.additionalCurrencies?.length;
  return {
    currency: oneCurrency ? (details.companyCurrency ?? null) : null,
    linkTo: (type, id) => (details ? `https://${host}/contacts/${details.portalId}/record/${TYPE_NUMBER[type]}/${id}` : null),
  };
}

/** Labels of the deal stages by their ids. Without them a stage is shown by its id. */
export async function readStages(context: ConnectorContext): Promise<Map<string, string>> {
  const stages = await (context.memory ?? noMemory).recall('hubspot stages', HOUR_MS, async () => {
    const answer = await askHubSpot(context, { method: 'GET', path: paths.pipelines }, PipelinesSchema);
    return answer.ok
      ? answer.value.results.flatMap(({ stages }) => stages.map(({ id, label }): [string, string] => [String(id), label]))
      : undefined;
  });
  return new Map(stages);
}

/**
 * The owner's id of a HubSpot user's address; null: nobody's, or this connection may not read owners. Also remembered
 * when it is nobody's, so that a team address does not cost a request for each mail.
 */
export async function findOwner(context: ConnectorContext, address: string): Promise<string | null> {
  const found = await (context.memory ?? noMemory).recall(`hubspot owner ${address}`, HOUR_MS, async () => {
    const path = `${paths.owners}?email=${encodeURIComponent(address)}&limit=${OWNERS_AT_ONCE}&archived=false`;
    const answer = await askHubSpot(context, { method: 'GET', path }, OwnersSchema);
    if (!answer.ok && answer.status === 403) return { id: null };
    const { results } = must(answer);
    return { id: String(results.find(({ email }) => email?.toLowerCase() === address)?.id ?? '') || null };
  });
  return found?.id ?? null;
}

async function findUser(context: ConnectorContext, userId: string): Promise<Owner | undefined> {
  let after = '';
  for (let page = 0; page < MOST_OWNER_PAGES; page++) {
    const path = `${paths.owners}?limit=${OWNERS_AT_ONCE}&archived=false${after && `&after=${encodeURIComponent(after)}`}`;
    const answer = await askHubSpot(context, { method: 'GET', path }, OwnersSchema);
    const owner = answer.ok ? answer.value.results.find((one) => String(one.userId ?? '') === userId) : undefined;
    after = (answer.ok && answer.value.paging?.next?.after) || '';
    if (owner || after === '') return owner;
  }
  return undefined;
}

/** Who the token is, which account it writes to, and what it may not do. */
export async function checkConnection(context: ConnectorContext): Promise<Checked<Identity>> {
  return unlessStopped(async () => {
    const json = { tokenKey: context.token };
    const info = await askHubSpot(context, { method: 'POST', path: paths.tokenInfo, json }, TokenInfoSchema);
    const told = info.ok ? info.value : null;
    const probed = told
      ? { missing: HUBSPOT_SCOPES.filter((scope) => !told.scopes.includes(scope)), firstOwner: '' }
      : await probe(context);
    const userId = String(told?.userId ?? '');
    const user = userId ? await findUser(context, userId) : undefined;
    const details = await readDetails(context);
    const portal = String(details?.portalId ?? told?.hubId ?? '');
    return {
      // A key of no user and an account that does not say its number: its first owner tells it from other accounts.
      userId: userId || portal || probed.firstOwner,
      name: [user?.firstName, user?.lastName].filter(Boolean).join(' '),
      address: user?.email?.toLowerCase() ?? '',
      role: 'rep',
      organisation: portal ? `HubSpot ${portal}` : 'HubSpot',
      accountId: portal || (probed.firstOwner && `owner ${probed.firstOwner}`),
      missing: probed.missing,
    };
  });
}

const PROBED = {
  contacts: 'crm.objects.contacts.read',
  companies: 'crm.objects.companies.read',
  deals: 'crm.objects.deals.read',
  emails: 'sales-email-read',
};

/** For tokens that HubSpot tells nothing about: one small question for each kind of record. What may be written is not known before it is. */
async function probe(context: ConnectorContext): Promise<{ missing: string[]; firstOwner: string }> {
  const missing = new Set<string>();
  const note = (answer: Answer<unknown>, wanted: string) => {
    if (answer.ok) return;
    if (answer.status !== 403) must(answer);
    const told = answer.problem ? scopesOf(answer.problem) : [];
    for (const scope of told.length > 0 ? told : [wanted]) missing.add(scope);
  };
  const owners = await askHubSpot(context, { method: 'GET', path: `${paths.owners}?limit=1` }, OwnersSchema);
  note(owners, 'crm.objects.owners.read');
  const json = { filterGroups: [], properties: [], sorts: [], limit: 1, after: '0' };
  for (const [type, scope] of Object.entries(PROBED) as [ObjectType, string][])
    note(await askHubSpot(context, { method: 'POST', path: paths.objects(type, '/search'), json }, RowsSchema), scope);
  return { missing: [...missing], firstOwner: String((owners.ok && owners.value.results[0]?.id) || '') };
}
