import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../../core/endpoint-api';
import { StoreAway, StoreFull } from '../store/trouble';

/** Thrown by a route: what the caller is told. `detail` is one sentence for people and holds nothing of a mail. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly faults?: Problem['faults'],
  ) {
    super(detail);
  }
}

/** Tells the operator; never given a subject, an address or a body. */
export type Log = (entry: { event: string; [field: string]: string | number }) => void;

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  413: 'Too large',
  415: 'Wrong content type',
  422: 'Not accepted',
  429: 'Too many requests',
  409: 'Not yet',
  500: 'Server error',
  502: 'The CRM did not answer',
  503: 'Not now',
  507: 'Storage full',
};

type Told = Pick<Refusal, 'status' | 'code' | 'detail' | 'faults'>;

/** A new leader is chosen within some seconds. */
const AWAY_S = 3;

function sendProblem(reply: FastifyReply, { status, code, detail, faults }: Told) {
  const problem: Problem = { type: 'about:blank', title: TITLES[status] ?? 'Error', status, code, detail, ...(faults && { faults }) };
  // Already text: the route's own serialiser knows nothing of problems.
  return reply.code(status).header('cache-control', 'no-store').type('application/problem+json').send(JSON.stringify(problem));
}

export const notFound = (_request: FastifyRequest, reply: FastifyReply) =>
  sendProblem(reply, { status: 404, code: 'not_found', detail: 'There is nothing at this address.' });

export type Judge = (error: FastifyError | Refusal, request: FastifyRequest) => Told;

/** Turns whatever was thrown into a `Problem`, as it is judged. */
export const makeErrorHandler = (judge: Judge) => (error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply) => {
  if (error instanceof StoreAway) reply.header('retry-after', AWAY_S);
  return sendProblem(reply, judge(error, request));
};

/** What is told of whatever was thrown. What we did not foresee is logged by its name and place, without its words. */
export const makeJudge =
  (log: Log): Judge =>
  (error, request) => {
    const refusal = error instanceof Refusal ? error : foreseen(error);
    if (refusal) return refusal;
    log({
      event: 'error',
      method: request.method,
      route: request.routeOptions.url ?? '',
      name: error.name,
      code: error.code ?? '',
      at: placeOf(error),
    });
    return { status: 500, code: 'server_error', detail: 'Something went wrong at the endpoint; its log says where.' };
  };

function foreseen(error: FastifyError): Told | null {
  if (error.validation) {
    const { instancePath = '', message = '' } = error.validation[0] ?? {};
    const detail = `The request is not as documented: ${error.validationContext ?? 'body'}${instancePath} ${message}.`;
    return { status: 400, code: 'invalid_request', detail: detail.slice(0, 500) };
  }
  if (error instanceof StoreAway)
    return { status: 503, code: 'store_away', detail: 'The database of the endpoint is away; try again after the time in Retry-After.' };
  if (error instanceof StoreFull) return { status: 507, code: 'storage_full', detail: 'The disk of the endpoint is full.' };
  switch (error.statusCode) {
    case 413:
      return { status: 413, code: 'too_large', detail: 'The request is larger than the endpoint takes.' };
    case 415:
      return { status: 415, code: 'wrong_content_type', detail: 'The endpoint does not take this content type here.' };
    case 429:
      return { status: 429, code: 'rate_limited', detail: 'Too many requests; try again after the time in Retry-After.' };
  }
  const isTheirs = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  // Not the parser's own message: it quotes the body.
  return isTheirs ? { status: 400, code: 'invalid_request', detail: 'The request could not be read.' } : null;
}

/** The first line of the stack that names a place; the message above it may hold anything. */
const placeOf = (error: Error) => /^\s+at .*$/m.exec(error.stack ?? '')?.[0].trim() ?? '';
