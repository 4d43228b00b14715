import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Problem } from '../../core/endpoint-api';
import type { Turned } from '../operations/metrics';
import type { App } from './context';

/** Bytes of a request's head. */
const HEADERS_BYTES = 16 * 1024;
/** Between two connections from which nothing comes and nothing is read. */
const SILENCE_MS = 120_000;

export interface ServerLimits {
  /** For a request's head, ms. */
  headersMs: number;
  /** For a whole request: the largest batch over a slow line. */
  requestMs: number;
  /** Open at once. */
  connections: number;
  /** Of those from one network address; a proxy that is trusted may have all of them. */
  connectionsPerAddress: number;
}

export const SERVER_LIMITS: ServerLimits = { headersMs: 15_000, requestMs: 120_000, connections: 10_000, connectionsPerAddress: 1000 };

/** Node itself refuses two lengths, or a length and chunks: of such requests one end sees two where the other sees one. */
export const serverOptions = ({ headersMs, requestMs }: ServerLimits, turnedAway: (why: Turned) => void) => ({
  connectionTimeout: SILENCE_MS,
  requestTimeout: requestMs,
  // Longer than proxies keep theirs: whoever closes first must not be the one who is asked.
  keepAliveTimeout: 75_000,
  http: {
    maxHeaderSize: HEADERS_BYTES,
    headersTimeout: headersMs,
    connectionsCheckingInterval: Math.min(5000, headersMs),
    insecureHTTPParser: false,
    requireHostHeader: true,
  },
  clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const { status, why } = WHY[error.code ?? ''] ?? MALFORMED;
    // It was turned away already, and talks on.
    if (!socket.writable) return void socket.destroy();
    turnedAway(why);
    socket.end(answer(status, why));
  },
});

const MALFORMED = { status: 400, why: 'malformed' } as const;
const WHY: Record<string, { status: number; why: Turned }> = {
  HPE_HEADER_OVERFLOW: { status: 431, why: 'headers_too_large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, why: 'too_slow' },
};

/** There is no request yet that could be replied to. */
function answer(status: number, code: string): string {
  const title = STATUS_CODES[status] ?? 'Error';
  const problem: Problem = { type: 'about:blank', title, status, code, detail: 'The request could not be read.' };
  const body = JSON.stringify(problem);
  const head = [`HTTP/1.1 ${status} ${title}`, 'Content-Type: application/problem+json', `Content-Length: ${Buffer.byteLength(body)}`];
  return [...head, 'Cache-Control: no-store', 'Connection: close', '', body].join('\r\n');
}

/**
 * Nobody takes all connections for himself.
 * @param isTrusted of a proxy, behind which many are
 */
export function limitConnections(
  app: App,
  limits: ServerLimits,
  isTrusted: (address: string) => boolean,
  turnedAway: (why: Turned) => void,
) {
  const open = new Map<string, number>();
  app.server.maxConnections = limits.connections;
  app.server.on('drop', () => turnedAway('too_many'));
  app.server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (isTrusted(address)) return;
    const key = networkOf(address);
    const count = (open.get(key) ?? 0) + 1;
    if (count > limits.connectionsPerAddress) {
      turnedAway('too_many');
      socket.destroy();
      return;
    }
    open.set(key, count);
    socket.once('close', () => {
      const left = (open.get(key) ?? 1) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    });
  });
}

/** Whom a limit counts as one: an IPv4 address, or the /64 that every household has of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail?.split(':').filter(Boolean) ?? [];
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}
