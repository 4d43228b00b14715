import type { Association, Engagement } from '../../core/engagement';
import type { CrmRef, Outcome } from '../../core/outcome';
import type { ConnectorContext, DeliveryItem } from '../crm-connector';
import { unlessStopped } from '../stop';
import { findOwner, readAccount } from './account';
import { sendFiles } from './attachments';
import { contactName, createContact, findContacts } from './contacts';
import { ownerAddresses, type Tie, type Tied, tiedType } from './fields';
import { readSurroundings, type Surroundings } from './surroundings';
import { writeEmail } from './writing';
import { findWritten, isAsPlanned, removeMail, writingStep } from './written';

/** What was found in the CRM for contacts that nobody had looked up, as it is kept with the entry. */
interface Found {
  /** By address. */
  contacts: Record<string, { id: string; name: string }>;
  /** Addresses of several contacts, among which nobody guesses. */
  several: string[];
  /** By address: the company and the deals that came with its contact. */
  around: Record<string, Tie[]>;
}

/**
 * One mail, as one record with all its ties: people first (found, or made), then files, then the mail in one request. Each
 * of them is kept as it is done. After a lost answer the mail is looked for before it is written again.
 */
export async function deliverMail(context: ConnectorContext, item: DeliveryItem): Promise<Outcome> {
  const { engagement, saga, ambiguous } = item;
  const answer = await unlessStopped(async (): Promise<Outcome> => {
    const found = await findUnknown(context, item);
    const ties = await withMade(context, item, found, tiesOf(engagement, found));
    const [earlier] = ambiguous ? await findWritten(context, engagement, idsOf(ties)) : [];
    if (idsOf(ties).length === 0) {
      if (earlier) await removeMail(context, earlier);
      return { kind: 'blocked', code: 'nobody_left' };
    }
    if (earlier && (await isAsPlanned(context, engagement, ties, earlier)))
      return { kind: 'delivered', ref: await refOf(context, earlier, ties), repeated: true };
    // The rep or a rule changed it between that try and this one.
    if (earlier) await removeMail(context, earlier);
    const fileIds = await sendFiles(context, item);
    const written = await saga.step(writingStep(earlier), async () =>
      writeEmail(context, engagement, { ties, fileIds, owner: await ownerOf(context, engagement) }),
    );
    return { kind: 'delivered', ref: await refOf(context, written.id, written.ties), repeated: false };
  });
  return answer.ok ? answer.value : answer.outcome;
}

const isUnknown = ({ kind, recordId, address }: Association): boolean => kind === 'contact' && recordId === null && Boolean(address);
const idsOf = (ties: readonly Tie[]) => ties.filter(({ type }) => type === 'contacts').map(({ id }) => id);

/** Contacts that are known by their address only; where nobody had looked, with their company and open deals. */
async function findUnknown(context: ConnectorContext, { engagement, saga }: DeliveryItem): Promise<Found> {
  const addresses = engagement.associations.filter(isUnknown).map(({ address }) => address as string);
  if (addresses.length === 0) return { contacts: {}, several: [], around: {} };
  // By the addresses, as the rep may change them between two tries.
  return saga.step(`found ${addresses.join(' ')}`, async (): Promise<Found> => {
    const rows = [...(await findContacts(context, addresses))];
    const single = rows.flatMap(([address, [row, ...more]]) => (row && more.length === 0 ? [{ address, row, id: String(row.id) }] : []));
    const ids = engagement.associationsComplete ? [] : [...new Set(single.map(({ id }) => id))];
    const surroundings = await readSurroundings(context, ids);
    return {
      contacts: Object.fromEntries(single.map(({ address, row, id }) => [address, { id, name: contactName(row) }])),
      several: rows.flatMap(([address, all]) => (all.length > 1 ? [address] : [])),
      around: Object.fromEntries(single.map(({ address, id }) => [address, tiesAround(surroundings.get(id))])),
    };
  });
}

function tiesAround({ companyId, deals }: Surroundings = { companyId: null, deals: [] }): Tie[] {
  const company: Tie[] = companyId ? [{ type: 'companies', id: companyId, name: '' }] : [];
  return [...company, ...deals.map((row): Tie => ({ type: 'deals', id: String(row.id), name: row.properties.dealname ?? '' }))];
}

/** Every record that is there already, each once. */
function tiesOf({ associations }: Engagement, { contacts, around }: Found): Tie[] {
  const ties = associations.flatMap((association): Tie[] => {
    const type = tiedType(association);
    const { recordId, name, address = '' } = association;
    if (type && recordId !== null) return [{ type, id: recordId, name }];
    const contact = contacts[address];
    return contact ? [{ type: 'contacts', ...contact }, ...(around[address] ?? [])] : [];
  });
  return unique(ties);
}

const unique = (ties: readonly Tie[]): Tie[] => [...new Map(ties.map((tie) => [`${tie.type} ${tie.id}`, tie])).values()];

/** With the contacts that had to be made, one after the other, each once. */
async function withMade(context: ConnectorContext, { engagement, saga }: DeliveryItem, found: Found, ties: readonly Tie[]): Promise<Tie[]> {
  const made: Tie[] = [];
  for (const { name, address = '', create } of engagement.associations.filter(isUnknown)) {
    if (!create || found.contacts[address] || found.several.includes(address)) continue;
    const contact = await saga.step(`contact ${address}`, async () => {
      const row = await createContact(context, { address, name });
      return { id: String(row.id), name: contactName(row) };
    });
    made.push({ type: 'contacts', ...contact });
  }
  return unique([...ties, ...made]);
}

async function ownerOf(context: ConnectorContext, engagement: Engagement): Promise<string | null> {
  for (const address of ownerAddresses(engagement)) {
    const owner = await findOwner(context, address);
    if (owner) return owner;
  }
  return null;
}

const KIND: Record<Tied, string> = { contacts: 'contact', companies: 'company', deals: 'deal' };

export async function refOf(context: ConnectorContext, id: string, ties: readonly Tie[]): Promise<CrmRef> {
  const [contact = ''] = idsOf(ties);
  // Without a memory each link would cost a request.
  const account = context.memory && (await readAccount(context));
  const page = account?.linkTo('contacts', contact);
  return { id, url: page ? `${page}?engagement=${id}` : null, records: ties.map(({ type, id, name }) => ({ kind: KIND[type], id, name })) };
}
