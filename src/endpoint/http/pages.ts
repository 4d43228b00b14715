import fastifyStatic from '@fastify/static';
import Type from 'typebox';
import { SESSION_MS, signIn } from '../store/credentials';
import { SESSION_COOKIE } from './access';
import type { App, Context } from './context';
import { GUESSES } from './routes/pairings';

const TIMELINE = '/timeline/';

/**
 * Nothing by default; the pages get what they are made of. Mails are shown in sandboxed frames that inherit the timeline's
 * policy: their inline styles count, nothing is fetched for them.
 */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

export const policyFor = (url: string) => (url.startsWith(TIMELINE) || url.startsWith('/docs') ? PAGE_POLICY : API_POLICY);

/** The timeline page and the way to sign in to it. `webFolder`: the built page; null: there is none. */
export async function addPages(app: App, { db, clock }: Context, options: { webFolder: string | null; isSecure: boolean }): Promise<void> {
  if (options.webFolder !== null) await app.register(fastifyStatic, { root: options.webFolder, prefix: TIMELINE });
  const toTimeline = { schema: { hide: true } };
  app.get('/', toTimeline, (_request, reply) => reply.redirect(TIMELINE));
  app.get('/timeline', toTimeline, (_request, reply) => reply.redirect(TIMELINE));
  app.get(
    '/sign-in',
    {
      // A HEAD would use the link up.
      exposeHeadRoute: false,
      config: { rateLimit: GUESSES },
      schema: { hide: true, querystring: Type.Object({ link: Type.String({ maxLength: 200 }) }) },
    },
    async (request, reply) => {
      const session = await signIn(db, request.query.link, clock());
      if (session !== null) {
        const cookie = { path: '/', httpOnly: true, sameSite: 'strict', secure: options.isSecure, maxAge: SESSION_MS / 1000 } as const;
        reply.setCookie(SESSION_COOKIE, session, cookie);
      }
      // With a link that is used up the page itself says that nobody is signed in, in the reader's language.
      return reply.header('cache-control', 'no-store').redirect(TIMELINE, 303);
    },
  );
}
