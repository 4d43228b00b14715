import { randomUUID } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { parsePeople } from '../../core/address';
import type { Engagement } from '../../core/engagement';
import { makeUrlOf } from '../http/context';
import { ingest } from '../ingest/ingest';
import type { Database, Queries } from '../store/database';
import { addRules } from '../store/rules';
import { searchText } from '../store/search-text';
import { addTenant, addUser } from '../store/users';
import { COMPANIES, CONTACTS, DEALS, EVERYONES_RULE, LEADS, MAILS, ORGANISATION, USERS } from './demo-data';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Fills an empty database with an invented organisation; all of it or nothing, but for its mails. */
export async function fillWithDemo(db: Database, now: number): Promise<void> {
  const { tenant, users } = await db.write(async (tx) => {
    const tenant = await addTenant(tx, ORGANISATION, now);
    const users = { anna: await addUser(tx, tenant, USERS.anna, now), tom: await addUser(tx, tenant, USERS.tom, now) };
    const companies = await addCompanies(tx, tenant, now);
    const contacts = await addContacts(tx, tenant, users, companies, now);
    await addDeals(tx, tenant, companies, contacts, now);
    await addLeads(tx, tenant, now);
    return { tenant, users };
  });
  await addRules(db, { tenant, userId: users.tom }, [{ key: EVERYONES_RULE, scope: 'everyone', neverTrack: false }], now);
  for (const mail of MAILS) {
    const at = now - mail.hoursAgo * HOUR;
    const [result] = await ingest(
      db,
      { tenant, userId: users[mail.by], connectionId: null },
      [engagementOf(mail, at)],
      at,
      makeUrlOf(() => ''),
    );
    if (result?.result !== 'created') throw new Error('A mail of the demo was not logged.');
  }
}

type Ids<K extends string = string> = Record<K, string>;

async function addCompanies(tx: Queries, tenant: string, now: number): Promise<Ids> {
  const ids: Ids = {};
  for (const [key, { name, domain }] of Object.entries(COMPANIES)) {
    ids[key] = uuid();
    const row = { tenant, id: ids[key], name, domain, search: searchText(name, domain), created_at: now - 300 * DAY };
    await tx.insertInto('companies').values(row).execute();
  }
  return ids;
}

async function addContacts(tx: Queries, tenant: string, users: Ids, companies: Ids, now: number): Promise<Ids> {
  const ids: Ids = {};
  for (const { name, addresses, company, owner } of CONTACTS) {
    const id = uuid();
    const links = { owner_id: users[owner] ?? null, company_id: company && (companies[company] ?? null) };
    const row = { tenant, id, name, ...links, search: searchText(name, ...addresses), created_at: now - 250 * DAY };
    await tx.insertInto('contacts').values(row).execute();
    for (const [index, address] of addresses.entries()) {
      ids[address] = id;
      await tx
        .insertInto('contact_addresses')
        .values({ tenant, address, contact_id: id, is_primary: index === 0 ? 1 : 0 })
        .execute();
    }
  }
  return ids;
}

async function addDeals(tx: Queries, tenant: string, companies: Ids, contacts: Ids, now: number): Promise<void> {
  for (const { name, stage, open, amount, currency, company, contacts: addresses, daysAgo } of DEALS) {
    const id = uuid();
    const company_id = company && (companies[company] ?? null);
    const row = { tenant, id, name, stage, is_open: open ? 1 : 0, amount, currency, company_id, search: searchText(name) };
    await tx
      .insertInto('deals')
      .values({ ...row, created_at: now - daysAgo * DAY })
      .execute();
    for (const [index, address] of addresses.entries()) {
      const contact_id = contacts[address];
      if (contact_id === undefined) throw new Error('A deal of the demo names nobody.');
      await tx
        .insertInto('deal_contacts')
        .values({ tenant, contact_id, deal_id: id, is_primary: index === 0 ? 1 : 0 })
        .execute();
    }
  }
}

async function addLeads(tx: Queries, tenant: string, now: number): Promise<void> {
  for (const { name, addresses } of LEADS) {
    const id = uuid();
    await tx
      .insertInto('leads')
      .values({ tenant, id, name, search: searchText(name, ...addresses), created_at: now - 30 * DAY })
      .execute();
    await tx
      .insertInto('lead_addresses')
      .values(addresses.map((address) => ({ tenant, address, lead_id: id })))
      .execute();
  }
}

/** As the extension sends it when it could not look anything up: the endpoint adds the records by its own policy. */
function engagementOf(mail: (typeof MAILS)[number], at: number): Engagement {
  const { name, addresses } = USERS[mail.by];
  const me = { name, address: addresses[0] ?? '' };
  const others = parsePeople(mail.with.join(', '));
  const cc = parsePeople((mail.cc ?? []).join(', '));
  return {
    id: uuid({ msecs: at }),
    kind: 'email',
    direction: mail.received ? 'received' : 'sent',
    account: me.address,
    thread: `demo:${randomUUID()}`,
    messageId: `<${randomUUID()}@northwind.example>`,
    at,
    from: mail.received ? (others[0] ?? me) : me,
    to: mail.received ? [me] : others,
    cc,
    bcc: [],
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    attachments: [],
    associations: [...others, ...cc].map(({ address, name }) => ({ kind: 'contact', recordId: null, name, address, create: false })),
    associationsComplete: false,
    excluded: [],
    via: 'extension',
  };
}
