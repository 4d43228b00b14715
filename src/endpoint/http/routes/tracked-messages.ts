import Type from 'typebox';
import { parseAddress } from '../../../core/address';
import { CursorQuerySchema } from '../../../core/endpoint-api';
import { messageRefOf } from '../../../core/tracking/token';
import {
  HitsAnswerSchema,
  MailHitsSchema,
  OwnOpenSchema,
  type TrackedMail,
  type TrackedMailResult,
  TrackedMailsAnswerSchema,
  TrackedMailsRequestSchema,
} from '../../../core/tracking-api';
import { readFeed, readMailHits } from '../../store/hit-feed';
import { judgeAgain, noteOwnOpen, refsOpened } from '../../store/hits';
import { joinOptOuts } from '../../store/opt-outs';
import { eraseMessage, findMessage, registerMessages } from '../../store/tracked-messages';
import { listOwnAddresses } from '../../store/users';
import { makePermission } from '../../tracking/permission';
import { whoOf } from '../access';
import type { App, Context } from '../context';
import { readNumber } from '../cursor';
import { Refusal } from '../problem';
import { EngagementParamsSchema } from './params';

const TAGS = ['Tracking'];
const NOTHING = { 204: Type.Null() };

/** Mails that went out with pixel and links, and what became of them. */
export function addTrackedMessageRoutes(app: App, context: Context): void {
  addRegistration(app, context);
  addReading(app, context);
}

function addRegistration(app: App, { db, clock, desk }: Context): void {
  app.post(
    '/tracked-messages',
    {
      schema: {
        ...{ summary: 'Mails that went out with pixel and links: insert or ignore, an answer per item', tags: TAGS },
        ...{ body: TrackedMailsRequestSchema, response: { 200: TrackedMailsAnswerSchema } },
      },
    },
    async (request) => {
      const me = whoOf(request);
      const own = await listOwnAddresses(db.read, me.tenant, me.userId);
      const mails = request.body.messages.map((mail) => asKept(mail, own, clock()));
      const results = await db.write(async (tx) => {
        const permission = await makePermission(tx, me, mails);
        const { results, added, moved } = await registerMessages(tx, me, mails, permission, clock());
        const optedOut = await joinOptOuts(tx, me.tenant, added, clock());
        // Hits that were there before it: seen from now on, or, of a mail that must not be tracked, deleted.
        await judgeAgain(tx, me.tenant, added, desk.judge, clock(), true);
        await judgeAgain(tx, me.tenant, moved, desk.judge, clock());
        return results.map((one): TrackedMailResult => {
          return optedOut.has(messageRefOf(one.id)) ? { id: one.id, result: 'silenced', code: 'opted_out' } : one;
        });
      }, me.tenant);
      return { results };
    },
  );

  app.delete(
    '/tracked-messages/:id',
    {
      schema: {
        ...{ summary: 'Stop tracking a mail and erase what is known', tags: TAGS },
        ...{ params: EngagementParamsSchema, response: NOTHING },
      },
    },
    async (request, reply) => {
      const me = whoOf(request);
      const { id } = request.params;
      const known = await findMessage(db.read, me.tenant, id);
      if (known && known.user_id !== me.userId && me.user.role !== 'admin')
        throw new Refusal(403, 'not_yours', 'Only whoever sent this, or an admin, can erase it.');
      await db.write((tx) => eraseMessage(tx, me, id, clock()), me.tenant);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/own-opens',
    { schema: { summary: 'The caller has a mail, or a thread, open now', tags: TAGS, body: OwnOpenSchema, response: NOTHING } },
    async (request, reply) => {
      const me = whoOf(request);
      const { account, thread = null, messageId } = request.body;
      const open = { account: parseAddress(account) ?? account, thread, ref: messageId === undefined ? null : messageRefOf(messageId) };
      const noted = await db.write((tx) => noteOwnOpen(tx, me.tenant, open, clock()), me.tenant);
      for (const { place, at } of noted) desk.recollection.keepOpen(place, at, request.ip);
      await db.write(async (tx) => judgeAgain(tx, me.tenant, await refsOpened(tx, me.tenant, open), desk.judge, clock()), me.tenant);
      return reply.code(204).send(null);
    },
  );
}

/** In canonical addresses, each once, and without the sender; a clock that runs ahead sends nothing in the future. */
function asKept(mail: TrackedMail, own: readonly string[], now: number): TrackedMail {
  const account = parseAddress(mail.account) ?? mail.account;
  const recipients = mail.recipients.map((person) => ({ ...person, address: parseAddress(person.address) ?? person.address }));
  const others = recipients.filter(({ address }) => address !== account && !own.includes(address));
  const at = mail.scheduled ? mail.at : Math.min(mail.at, now);
  return { ...mail, at, account, recipients: [...new Map(others.map((person) => [person.address, person])).values()] };
}

function addReading(app: App, { db }: Context): void {
  app.get(
    '/hits',
    {
      schema: {
        ...{ summary: 'Opens and clicks of one’s own mails that came or changed since the cursor', tags: TAGS },
        ...{ querystring: CursorQuerySchema, response: { 200: HitsAnswerSchema } },
      },
    },
    async (request) => {
      const { cursor } = request.query;
      const page = await readFeed(db.read, whoOf(request), cursor === undefined || cursor === '' ? null : readNumber(cursor));
      return { ...page, cursor: String(page.cursor) };
    },
  );

  app.get(
    '/tracked-messages/:id/hits',
    {
      schema: {
        ...{ summary: 'Opens and clicks of one mail over time', tags: TAGS },
        ...{ params: EngagementParamsSchema, response: { 200: MailHitsSchema } },
      },
    },
    async (request) => {
      const { tenant } = whoOf(request);
      const message = await findMessage(db.read, tenant, request.params.id);
      if (!message || message.silenced === 'erased') throw new Refusal(404, 'not_found', 'There is no such mail that is tracked.');
      return readMailHits(db.read, tenant, message);
    },
  );
}
