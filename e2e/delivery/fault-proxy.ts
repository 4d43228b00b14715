import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong between the extension and the endpoint. "before": the endpoint never saw it; "after": it did its work. */
export type Fault =
  | 'error-before'
  | 'error-after'
  | 'drop-before'
  | 'drop-after'
  | 'token-refused'
  | 'rate-limited'
  | 'rate-limited-retry-after'
  | 'captive-portal'
  | 'duplicate';

/** A request passes `match` by method and path, as `POST /api/v1/engagements`. */
type Match = (call: string) => boolean;

export interface FaultProxy {
  readonly url: string;
  /** Every request that came, in order, as `METHOD /path`. */
  readonly calls: string[];
  /** The next request that matches meets this fault; those after it pass. */
  failNext(match: Match, fault: Fault): void;
  /** Every request meets the fault until `heal`. */
  failAll(fault: Fault): void;
  heal(): void;
  /** Stops the next matching request before or after the endpoint has done its work; resolves when it is there. */
  holdNext(match: Match, when: 'before' | 'after'): Promise<{ release(): void }>;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}
interface Hold {
  match: Match;
  when: 'before' | 'after';
  reached(hold: { release(): void }): void;
}

/** Stands between the extension and a real endpoint, and does what networks and proxies do. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const calls: string[] = [];
  const once: { match: Match; fault: Fault }[] = [];
  const holds: Hold[] = [];
  let always: Fault | null = null;

  const pass = async (call: string, when: Hold['when']): Promise<void> => {
    const index = holds.findIndex((hold) => hold.when === when && hold.match(call));
    const [hold] = index < 0 ? [] : holds.splice(index, 1);
    if (hold) await new Promise<void>((release) => hold.reached({ release }));
  };
  const takeFault = (call: string): Fault | null => {
    const index = once.findIndex(({ match }) => match(call));
    return index < 0 ? always : (once.splice(index, 1)[0]?.fault ?? null);
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await readAll(incoming);
    // A preflight is the browser's own; faults are for what the extension asked.
    if (incoming.method === 'OPTIONS') return write(outgoing, await forward(target, incoming, body));
    const call = `${incoming.method} ${incoming.url}`;
    calls.push(call);
    const fault = takeFault(call);
    await pass(call, 'before');
    const early = fault && answerBefore(fault, incoming);
    if (early === 'drop') return void incoming.socket.destroy();
    if (early) return write(outgoing, early);
    const answer = await forward(target, incoming, body);
    if (fault === 'duplicate') await forward(target, incoming, body);
    await pass(call, 'after');
    if (fault === 'drop-after') return void incoming.socket.destroy();
    write(outgoing, fault === 'error-after' ? withCors(500, incoming, 'oops') : answer);
  };

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    failNext: (match, fault) => once.push({ match, fault }),
    failAll: (fault) => {
      always = fault;
    },
    heal: () => {
      always = null;
    },
    holdNext: (match, when) => new Promise((reached) => holds.push({ match, when, reached })),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

function answerBefore(fault: Fault, incoming: IncomingMessage): Answer | 'drop' | null {
  switch (fault) {
    case 'error-before':
      return withCors(500, incoming, 'oops');
    case 'drop-before':
      return 'drop';
    case 'token-refused':
      return problem(401, 'token_refused', incoming);
    case 'rate-limited':
      return problem(429, 'rate_limited', incoming);
    case 'rate-limited-retry-after':
      return problem(429, 'rate_limited', incoming, { 'retry-after': '1' });
    case 'captive-portal':
      return withCors(200, incoming, '<!doctype html><title>Welcome to the hotel</title>', { 'content-type': 'text/html' });
    default:
      return null;
  }
}

/** As the endpoint itself words a refusal. */
function problem(status: number, code: string, incoming: IncomingMessage, headers: Record<string, string> = {}): Answer {
  const body = { type: 'about:blank', title: code, status, code, detail: code };
  return withCors(status, incoming, JSON.stringify(body), { 'content-type': 'application/problem+json', ...headers });
}

function withCors(status: number, incoming: IncomingMessage, text: string, headers: Record<string, string> = {}): Answer {
  const cors = { 'access-control-allow-origin': incoming.headers.origin ?? '*', 'access-control-expose-headers': 'retry-after' };
  return { status, headers: { ...cors, ...headers }, body: Buffer.from(text) };
}

function write(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  outgoing.writeHead(status, headers);
  outgoing.end(body);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** 502 when the endpoint is down, as a reverse proxy answers. */
function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve) => {
    const call = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: { ...incoming.headers, host: new URL(target).host } },
      (answer) => {
        readAll(answer).then(
          (content) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: content }),
          () => resolve(withCors(502, incoming, 'bad gateway')),
        );
      },
    );
    call.on('error', () => resolve(withCors(502, incoming, 'bad gateway')));
    call.end(body);
  });
}
