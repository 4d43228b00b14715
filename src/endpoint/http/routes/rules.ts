import Type from 'typebox';
import {
  ChangesAnswerSchema,
  CursorQuerySchema,
  RuleQuerySchema,
  RulesAnswerSchema,
  RulesRequestSchema,
  RulesResultSchema,
} from '../../../core/endpoint-api';
import type { Identity } from '../../store/credentials';
import { addRules, removeRule, rulesSince } from '../../store/rules';
import { changesSince } from '../../store/timeline';
import { whoOf } from '../access';
import type { App, Context } from '../context';
import { readNumber } from '../cursor';
import { Refusal } from '../problem';

export function addRuleRoutes(app: App, { db, clock }: Context): void {
  app.get(
    '/rules',
    {
      schema: {
        summary: 'Never-log rules that changed since the cursor',
        tags: ['Never log'],
        querystring: CursorQuerySchema,
        response: { 200: RulesAnswerSchema },
      },
    },
    async (request) => withTextCursor(await rulesSince(db.read, whoOf(request), readNumber(request.query.cursor))),
  );

  app.post(
    '/rules',
    {
      schema: {
        summary: 'Add or change never-log rules',
        tags: ['Never log'],
        body: RulesRequestSchema,
        response: { 200: RulesResultSchema },
      },
    },
    async (request) => {
      const me = whoOf(request);
      if (request.body.rules.some(({ scope }) => scope === 'everyone')) requireAdmin(me);
      return addRules(db, me, request.body.rules, clock());
    },
  );

  app.delete(
    '/rules',
    { schema: { summary: 'Remove a never-log rule', tags: ['Never log'], querystring: RuleQuerySchema, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const me = whoOf(request);
      if (request.query.scope === 'everyone') requireAdmin(me);
      await removeRule(db, me, request.query.key, request.query.scope);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/changes',
    {
      schema: {
        summary: 'One’s own engagements logged or removed since the cursor',
        tags: ['Engagements'],
        querystring: CursorQuerySchema,
        response: { 200: ChangesAnswerSchema },
      },
    },
    async (request) => withTextCursor(await changesSince(db.read, whoOf(request), readNumber(request.query.cursor))),
  );
}

const withTextCursor = <T extends { cursor: number }>(page: T) => ({ ...page, cursor: String(page.cursor) });

function requireAdmin({ user }: Identity): void {
  if (user.role !== 'admin') throw new Refusal(403, 'admin_only', 'Only an admin can change the rules for everyone.');
}
