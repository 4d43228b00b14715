import { parseAddress } from '../../../core/address';
import {
  ContactAnswerSchema,
  ContactRequestSchema,
  LookUpAnswerSchema,
  LookUpRequestSchema,
  RecordDetailSchema,
  RecordsAnswerSchema,
  RecordsQuerySchema,
  SearchAnswerSchema,
  SearchQuerySchema,
} from '../../../core/endpoint-api';
import { readDetail } from '../../store/detail';
import { listRecords, searchRecords } from '../../store/listing';
import { createContacts, lookUp } from '../../store/records';
import { findRules } from '../../store/rules';
import { listOwnAddresses } from '../../store/users';
import { whoOf } from '../access';
import type { App, Context } from '../context';
import { PlaceSchemas, readPlace, writePlace } from '../cursor';
import { Refusal } from '../problem';
import { RecordParamsSchema } from './params';

export function addLookUpRoutes(app: App, context: Context): void {
  const { db, urlOf } = context;
  addContactRoute(app, context);
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
      const found = await lookUp(
        db.read,
        whoOf(request).tenant,
        asked.map(({ canonical }) => canonical),
        urlOf,
      );
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
    async (request) => ({ found: await searchRecords(db.read, whoOf(request).tenant, request.query.q, urlOf) }),
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

function addContactRoute(app: App, { db, clock, urlOf }: Context): void {
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
      await db.write((tx) => createContacts(tx, me.tenant, [{ address, name: request.body.name }], me.userId, clock()));
      const [known] = await lookUp(db.read, me.tenant, [address], urlOf);
      if (!known) throw new Refusal(500, 'server_error', 'The contact could not be read.');
      return { known };
    },
  );
}
