import type { FastifyError, FastifyReply } from 'fastify';
import Type from 'typebox';
import { parseAddress } from '../../core/address';
import { optOut, readOccasion } from '../store/opt-outs';
import { checkToken, type Verified } from '../tracking/checking';
import type { App, Context } from './context';
import { drawOptOut, OPT_OUT_POLICY, type OptOutView } from './opt-out-page';
import type { Judge } from './problem';
import { GUESSES } from './routes/pairings';
import { translateFor } from './texts';

const Params = Type.Object({ token: Type.String({ maxLength: 100 }) });
const FORM_BYTES = 4096;

/**
 * T5. The page that the foot of a tracked mail leads to. Looking at it does nothing: scanners look at everything. Only what is confirmed
 * counts, without a script and without signing in.
 */
export async function addOptOutPages(app: App, { db, clock, desk }: Context, judge: Judge): Promise<void> {
  // Whoever comes here reads pages, and no problems.
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status } = judge(error, request);
    const isForNow = status === 429 || status >= 500;
    return show(reply, request.headers['accept-language'], isForNow ? { shows: 'trouble', status } : { shows: 'unknown' });
  });
  const parser = { parseAs: 'string' as const, bodyLimit: FORM_BYTES };
  app.addContentTypeParser('application/x-www-form-urlencoded', parser, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  const find = async (text: string): Promise<Verified | null> => checkToken(desk.ring, { text, kinds: ['opt-out'], target: null });

  app.get('/p/:token', { config: { isAnonymous: true }, schema: { hide: true, params: Params } }, async (request, reply) => {
    const token = await find(request.params.token);
    const occasion = token && (await readOccasion(db.read, { tenant: token.tenant, ref: token.messageRef }));
    return show(
      reply,
      request.headers['accept-language'],
      occasion ? { shows: 'question', ...occasion, fault: false } : { shows: 'unknown' },
    );
  });

  app.post(
    '/p/:token',
    { config: { isAnonymous: true, rateLimit: GUESSES }, schema: { hide: true, params: Params } },
    async (request, reply) => {
      const language = request.headers['accept-language'];
      const token = await find(request.params.token);
      if (!token) return show(reply, language, { shows: 'unknown' });
      const message = { tenant: token.tenant, ref: token.messageRef };
      const { organisation, several } = await readOccasion(db.read, message);
      const typed = request.body instanceof URLSearchParams ? (request.body.get('address') ?? '') : '';
      const address = parseAddress(typed.trim());
      if (several && address === null) return show(reply, language, { shows: 'question', organisation, several, fault: true });
      await optOut(db, message, address, clock());
      // Whether it was one of theirs is not said: nobody learns here who else got the mail.
      return show(reply, language, several ? { shows: 'done-for', address: address ?? '' } : { shows: 'done', organisation });
    },
  );
}

function statusOf(view: OptOutView): number {
  if (view.shows === 'trouble') return view.status;
  return view.shows === 'unknown' ? 404 : 200;
}

function show(reply: FastifyReply, acceptLanguage: string | undefined, view: OptOutView) {
  const t = translateFor(acceptLanguage);
  return reply
    .code(statusOf(view))
    .headers({
      'content-security-policy': OPT_OUT_POLICY,
      'content-language': t.language,
      'cache-control': 'no-store, private',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      vary: 'accept-language',
    })
    .type('text/html; charset=utf-8')
    .send(drawOptOut(view, t));
}
