import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TokenKind } from '../../core/tracking/token';
import { type Asked, checkToken, type Verified } from '../tracking/checking';
import { locationOf, targetIn } from '../tracking/target';
import type { TrackingDesk } from '../tracking/tracking';
import type { App } from './context';
import { networkOf } from './server-limits';

/** 1×1, transparent. */
const GIF = atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7');
/** The same for everybody and every time: nothing of it is worth keeping, nor is it anybody's cookie. */
const COMMON = {
  'cache-control': 'no-store, private, max-age=0',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'x-content-type-options': 'nosniff',
} as const;
const PIXEL = { ...COMMON, 'content-type': 'image/gif', 'content-length': GIF.length, 'cross-origin-resource-policy': 'cross-origin' };
const NOTHING = 'Not found\n';
const MISSING = { ...COMMON, 'content-type': 'text/plain; charset=utf-8', 'content-length': NOTHING.length };

const PIXEL_KINDS: readonly TokenKind[] = ['open'];
const LINK_KINDS: readonly TokenKind[] = ['click', 'trap'];
const METHODS = ['GET', 'HEAD'];

/**
 * T1. Pixels and links. They are answered first, always in the same way, and recorded after; a range or a condition that was asked for
 * changes nothing. Whatever does not verify is not there. To stand beside the rest and not
 * below its hooks: nobody signs in, no limit of requests counts, no header of a page is due.
 */
export function addHitRoutes(app: App, desk: TrackingDesk): void {
  app.route<{ Params: { file: string } }>({
    ...{ method: METHODS, url: '/o/:file', exposeHeadRoute: false, schema: { hide: true } },
    handler(request, reply) {
      const { file } = request.params;
      const asked: Asked = { text: file.endsWith('.gif') ? file.slice(0, -4) : '', kinds: PIXEL_KINDS, target: null };
      reply.hijack();
      // The store is away, and this key was never seen: whoever looks at the mail gets his picture.
      const whatever = () => {
        answer(reply, 200, PIXEL, GIF);
        desk.miss();
      };
      settle(desk, asked, request, whatever, (token) => {
        if (!token) return answer(reply, 404, MISSING, NOTHING);
        answer(reply, 200, PIXEL, GIF);
        record(desk, token, asked, request);
      });
    },
  });

  app.route<{ Params: { token: string } }>({
    ...{ method: METHODS, url: '/c/:token', exposeHeadRoute: false, schema: { hide: true } },
    handler(request, reply) {
      const target = targetIn(request.raw.url ?? '');
      const location = target === null ? null : locationOf(target);
      const asked: Asked = { text: location === null ? '' : request.params.token, kinds: LINK_KINDS, target };
      reply.hijack();
      const later = () => answer(reply, 503, { ...MISSING, 'retry-after': 5 }, NOTHING);
      settle(desk, asked, request, later, (token) => {
        if (!token || location === null) return answer(reply, 404, MISSING, NOTHING);
        answer(reply, 302, { ...COMMON, location, 'content-length': 0 }, '');
        record(desk, token, asked, request);
      });
    },
  });
}

type Reply = Pick<FastifyReply, 'raw'>;
type Request = Pick<FastifyRequest, 'raw' | 'ip'>;

function answer({ raw }: Reply, status: number, headers: Record<string, string | number>, body: string): void {
  raw.writeHead(status, headers);
  if (raw.req.method === 'HEAD') raw.end();
  // A byte for each letter, and as text: it goes out in one piece with its head.
  else raw.end(body, 'latin1');
}

/** Hands on the verified token, or null; `away`: nobody can tell just now. At once, where the key is at hand. */
function settle(desk: TrackingDesk, asked: Asked, { ip }: Request, away: () => void, done: (token: Verified | null) => void): void {
  const checked = checkToken(desk.ring, asked, () => !desk.floods.isGuessing(networkOf(ip)));
  if (checked instanceof Promise)
    checked.then((token) => {
      if (!token) desk.floods.missed(networkOf(ip));
      done(token);
    }, away);
  else done(checked);
}

function record(desk: TrackingDesk, token: Verified, { text }: Asked, { raw, ip }: Request): void {
  const { method = '', headers } = raw;
  // Whoever asks for the head alone has not looked at anything.
  if (method === 'HEAD' || desk.floods.isRepeat(networkOf(ip), text)) return;
  const purpose = first(headers['sec-purpose']) || first(headers.purpose) || first(headers['x-purpose']) || first(headers['x-moz']);
  desk.hear(token, { address: ip, method, userAgent: first(headers['user-agent']), purpose });
}

const first = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''));
