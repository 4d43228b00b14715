import Type from 'typebox';
import { parseAddress } from '../../../core/address';
import {
  ContactAnswerSchema,
  ContactRequestSchema,
  HistoryAnswerSchema,
  HistoryQuerySchema,
  LookUpAnswerSchema,
  LookUpRequestSchema,
  RecordDetailSchema,
  RecordsAnswerSchema,
  RecordsQuerySchema,
  SearchAnswerSchema,
  SearchQuerySchema,
} from '../../../core/endpoint-api';
import type { HistoryItem } from '../../../core/logged-mail';
import type { Known } from '../../../core/records';
import type { Line } from '../../crm/line';
import { readDetail } from '../../store/detail';
import { listRecords, searchRecords } from '../../store/listing';
import { createContacts, lookUp } from '../../store/records';
import { findRules } from '../../store/rules';
import { readEntries } from '../../store/sql-outbox';
import { readTimeline } from '../../store/timeline';
import { listOwnAddresses } from '../../store/users';
import { whoOf } from '../access';
import type { App, Context } from '../context';
import { orRefuse } from '../crm-refusal';
import { PlaceSchemas, readPlace, writePlace } from '../cursor';
import { Refusal } from '../problem';
import { RecordParamsSchema } from './params';

export function addLookUpRoutes(app: App, context: Context): void {
  const { db, urlOf, hub } = context;
  addContactRoute(app, context);
  addHistoryRoute(app, context);
  app.post(
    '/look-ups',
    {
      schema: {
        summary: 'What is known of addresses: contacts with company and five open deals, leads',
        tags: ['Records'],
        body: LookUpRequestSchema,
        response: { 200: LookUpAnswerSchema },
      },
    },
    async (request) => {
      const asked = request.body.addresses.map((address) => ({ address, canonical: parseAddress(address) ?? '' }));
      const { tenant } = whoOf(request);
      const canonicals = asked.map(({ canonical }) => canonical);
      const line = await hub.lineOf(tenant);
      const found = line ? await lookUpThere(line, canonicals) : await lookUp(db.read, tenant, canonicals, urlOf);
      return { known: found.map((known, index) => ({ ...known, address: asked[index]?.address ?? known.address })) };
    },
  );

  app.get(
    '/search',
    {
      schema: {
        summary: 'Records that contain a text',
        tags: ['Records'],
        querystring: SearchQuerySchema,
        response: { 200: SearchAnswerSchema },
      },
    },
    async (request) => {
      const { tenant } = whoOf(request);
      const line = await hub.lineOf(tenant);
      return { found: line ? orRefuse(await line.search(request.query.q)) : await searchRecords(db.read, tenant, request.query.q, urlOf) };
    },
  );

  app.get(
    '/records',
    {
      schema: {
        summary: 'Records of one kind by name',
        tags: ['Records'],
        querystring: RecordsQuerySchema,
        response: { 200: RecordsAnswerSchema },
      },
    },
    async (request) => {
      const { kind, q = '', cursor } = request.query;
      const after = readPlace(PlaceSchemas.records, cursor);
      const { records, next } = await listRecords(db.read, whoOf(request).tenant, kind, q, after, urlOf);
      return { records, cursor: writePlace(next) };
    },
  );

  app.get(
    '/records/:kind/:id',
    {
      schema: {
        summary: 'One record and what it is linked to',
        tags: ['Records'],
        params: RecordParamsSchema,
        response: { 200: RecordDetailSchema },
      },
    },
    async (request) => {
      const { kind, id } = request.params;
      const detail = await readDetail(db.read, whoOf(request).tenant, kind, id, urlOf);
      if (!detail) throw new Refusal(404, 'not_found', 'There is no such record.');
      return detail;
    },
  );
}

/** What is no address is nobody's. */
async function lookUpThere(line: Line, canonicals: readonly string[]): Promise<Known[]> {
  const found = orRefuse(await line.lookUp(canonicals.filter((address) => address !== '')));
  const byAddress = new Map(found.map((known) => [known.address, known]));
  return canonicals.map((address) => byAddress.get(address) ?? { address, contacts: [], leads: [] });
}

/** Of the first page of our own timeline: a side panel shows no more. */
function addHistoryRoute(app: App, { db, urlOf, hub }: Context): void {
  app.get(
    '/records/contact/:id/history',
    {
      schema: {
        summary: 'The last mails with a contact, ours and those that only the CRM has',
        tags: ['Records'],
        params: Type.Object({ id: RecordParamsSchema.properties.id }),
        querystring: HistoryQuerySchema,
        response: { 200: HistoryAnswerSchema },
      },
    },
    async (request) => {
      const { tenant } = whoOf(request);
      const { limit = 20 } = request.query;
      const { items } = await readTimeline(db.read, tenant, { kind: 'contact', id: request.params.id }, null);
      const entries = await readEntries(
        db.read,
        tenant,
        items.map(({ id }) => id),
      );
      const own = items.map(({ id, direction, at, subject, preview }): HistoryItem => {
        const url = entries.get(id)?.ref?.url ?? urlOf('engagement', id);
        return { id, direction, at, subject, preview, url };
      });
      const line = await hub.lineOf(tenant);
      const there = line ? orRefuse(await line.readHistory(request.params.id, limit)) : [];
      const all = new Map([...there, ...own].map((item) => [item.id, item]));
      return { items: [...all.values()].sort((a, b) => b.at - a.at).slice(0, limit) };
    },
  );
}

function addContactRoute(app: App, { db, clock, urlOf, hub }: Context): void {
  app.post(
    '/contacts',
    {
      schema: {
        summary: 'Find or create the contact of an address',
        tags: ['Records'],
        body: ContactRequestSchema,
        response: { 200: ContactAnswerSchema },
      },
    },
    async (request) => {
      const me = whoOf(request);
      const address = parseAddress(request.body.address);
      if (address === null) throw new Refusal(422, 'invalid', 'This is no address.');
      if ((await listOwnAddresses(db.read, me.tenant, me.userId)).includes(address))
        throw new Refusal(422, 'own_address', 'Your own address is nobody’s contact.');
      // N2: for somebody who is never logged no contact is made either.
      if ((await findRules(db.read, me, [address]))(address)) throw new Refusal(422, 'never_log', 'This address is on the never-log list.');
      const line = await hub.lineOf(me.tenant);
      if (line) return { known: orRefuse(await line.createContact({ address, name: request.body.name })) };
      const person = { address, name: request.body.name };
      await db.write((tx) => createContacts(tx, me.tenant, [person], me.userId, clock()), me.tenant);
      const [known] = await lookUp(db.read, me.tenant, [address], urlOf);
      if (!known) throw new Refusal(500, 'server_error', 'The contact could not be read.');
      return { known };
    },
  );
}
