import { createServer } from 'node:http';

/**
 * What can befall a request. `before`: the service never sees it; `after`: it does its work, and the answer is lost or
 * replaced. `silent`: no answer at all, until the server is closed. `echo`: a proxy’s page, or a refusal in the words of any of
 * these services, that repeats the headers of the request. A number is answered with the service's own body.
 * @typedef {'500-before' | '500-after' | 'drop-before' | 'drop-after' | 'html-before' | 'html-after' | 'silent-before' |
 *   'silent-after' | 'echo-page' | 'echo-words' | 'slow' | 401 | 403 | 423 | 429 | 477 | 502 | 503} FaultKind
 *
 * @typedef {object} Fault
 * @property {FaultKind} kind
 * @property {RegExp | ((request: Request) => boolean)} [when] A RegExp is tested on `METHOD /path?query`; left out: every request.
 * @property {number} [skip] So many matching requests get through first. 0 unless told.
 * @property {number} [times] How many it befalls; 1 unless told.
 * @property {number | string} [retryAfter] The header's value; left out: no header.
 * @property {number} [ms] How long `slow` takes.
 *
 * @typedef {object} Request As it came.
 * @property {string} method
 * @property {URL} url
 * @property {string} path Without the query.
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {Buffer} bytes
 * @property {unknown} json Undefined: no body, or none that parses.
 * @property {() => Promise<FormData>} form Multipart or URL-encoded.
 * @property {number} now Epoch ms by the server's clock.
 *
 * @typedef {{ status: number, json?: unknown, text?: string, type?: string, headers?: Record<string, string> }} Answer
 *
 * @typedef {object} Service A CRM in memory: all that it knows of HTTP is a request and its answer.
 * @property {(request: Request) => Answer | Promise<Answer>} answer
 * @property {(status: number, fault: Fault) => Answer} refuse The service's own words for a refusal that is not about the request.
 *
 * @typedef {{ method: string, path: string, query: string, json: unknown, at: number, status: number | null, fault: FaultKind | null }} Asked
 *   One request and what it got; `status` null: no answer. Headers are left out on purpose: a token is nobody's to keep.
 */

const HTML_PAGE = '<!DOCTYPE html><html><head><title>Sorry</title></head><body><h1>We are down for maintenance</h1></body></html>';

/**
 * Serves one fake CRM on loopback, with the faults that a test orders. Every request is in `asked`.
 *
 * @param {Service} service
 * @param {{ port?: number, clock?: () => number }} [options]
 */
export async function startFaultServer(service, { port = 0, clock = Date.now } = {}) {
  /** @type {Asked[]} */
  const asked = [];
  /** @type {(Fault & { passed: number, struck: number })[]} */
  let faults = [];

  /** @param {Request} request @returns {Promise<Answer | 'drop' | 'silent'>} */
  async function hear(request) {
    const fault = strike(faults, request);
    /** @type {Asked} */
    const line = {
      method: request.method,
      path: request.path,
      query: request.url.search,
      json: request.json,
      at: request.now,
      status: null,
      fault: fault?.kind ?? null,
    };
    asked.push(line);
    const answer = await suffer(service, request, fault);
    if (typeof answer !== 'string') line.status = answer.status;
    return answer;
  }

  const server = createServer(async (incoming, outgoing) => {
    if (incoming.method === 'OPTIONS') return outgoing.writeHead(204, preflight(incoming)).end();
    const answer = await hear(await readRequest(incoming, clock));
    if (answer === 'silent') return;
    if (answer === 'drop') return void incoming.socket.destroy();
    send(outgoing, answer);
  });
  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done(undefined));
  });
  const address = server.address();
  const listening = typeof address === 'object' && address ? address.port : port;

  return {
    url: `http://127.0.0.1:${listening}`,
    port: listening,
    asked,
    /** The same server without a socket, for a thousand requests in a test. @type {typeof fetch} */
    async fetch(input, init) {
      const answer = await hear(await readFetched(new Request(input, init), clock));
      if (answer === 'silent') return new Promise(() => {});
      if (answer === 'drop') throw new TypeError('fetch failed');
      const { body, headers } = render(answer);
      return new Response(body, { status: answer.status, headers });
    },
    /** @param {Fault} fault Faults ordered first strike first; several may wait at a time. */
    order: (fault) => void faults.push({ ...fault, passed: 0, struck: 0 }),
    /** Forgets the faults that have not struck. */
    calm() {
      faults = [];
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done(undefined));
      }),
  };
}

/** @param {(Fault & { passed: number, struck: number })[]} faults @param {Request} request */
function strike(faults, request) {
  const line = `${request.method} ${request.path}${request.url.search}`;
  for (const fault of faults) {
    const { when, skip = 0, times = 1 } = fault;
    const isMeant = when === undefined || (when instanceof RegExp ? when.test(line) : when(request));
    if (!isMeant || fault.struck >= times) continue;
    if (fault.passed++ < skip) continue;
    fault.struck++;
    return fault;
  }
  return null;
}

/** @param {Service} service @param {Request} request @param {Fault | null} fault @returns {Promise<Answer | 'drop' | 'silent'>} */
async function suffer(service, request, fault) {
  if (!fault) return service.answer(request);
  const { kind, retryAfter } = fault;
  const headers = retryAfter === undefined ? undefined : { 'retry-after': String(retryAfter) };
  if (typeof kind === 'number') {
    const refusal = service.refuse(kind, fault);
    return { ...refusal, headers: { ...refusal.headers, ...headers } };
  }
  if (kind === 'slow') {
    await new Promise((done) => setTimeout(done, fault.ms ?? 50));
    return service.answer(request);
  }
  if (kind.startsWith('echo')) return echo(request, kind === 'echo-page');
  if (kind.endsWith('-after')) await service.answer(request);
  if (kind.startsWith('500')) return { ...service.refuse(500, fault), ...(headers ? { headers } : {}) };
  if (kind.startsWith('html')) return { status: 500, text: HTML_PAGE, type: 'text/html; charset=utf-8', headers };
  return kind.startsWith('drop') ? 'drop' : 'silent';
}

/** @param {Request} request @param {boolean} isPage @returns {Answer} */
function echo({ headers }, isPage) {
  const message = `Bad request: ${Object.values(headers).join(' ')}`;
  if (isPage) return { status: 500, text: `<!DOCTYPE html><h1>${message}</h1>`, type: 'text/html; charset=utf-8' };
  const error = { message, details: message, code: 'invalid_param', field: message, resource: message };
  return {
    status: 400,
    json: { status: 'error', category: 'VALIDATION_ERROR', message, errors: [{ title: message, detail: message, error }] },
  };
}

/** @param {import('node:http').IncomingMessage} incoming @param {() => number} clock @returns {Promise<Request>} */
async function readRequest(incoming, clock) {
  /** @type {Buffer[]} */
  const pieces = [];
  for await (const piece of incoming) pieces.push(piece);
  return describe(incoming.method ?? '', incoming.url ?? '/', incoming.headers, Buffer.concat(pieces), clock());
}

/** @param {globalThis.Request} request @param {() => number} clock */
const readFetched = async (request, clock) =>
  describe(request.method, request.url, Object.fromEntries(request.headers), Buffer.from(await request.arrayBuffer()), clock());

/** @param {string} method @param {string} target @param {import('node:http').IncomingHttpHeaders} headers @param {Buffer} bytes @param {number} now @returns {Request} */
function describe(method, target, headers, bytes, now) {
  const url = new URL(target, 'http://crm.invalid');
  const form = () => new Response(bytes, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
  return { method, url, path: url.pathname, headers, bytes, json: parseJson(bytes), form, now };
}

/** @param {Buffer} bytes */
function parseJson(bytes) {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** @param {import('node:http').ServerResponse} outgoing @param {Answer} answer */
function send(outgoing, answer) {
  const { body, headers } = render(answer);
  outgoing.writeHead(answer.status, headers).end(body);
}

/** @param {Answer} answer */
function render({ json, text, type, headers }) {
  const body = json === undefined ? text : JSON.stringify(json);
  const contentType = type ?? (json === undefined ? 'text/plain; charset=utf-8' : 'application/json;charset=utf-8');
  return {
    body,
    headers: { ...(body === undefined ? {} : { 'content-type': contentType }), 'access-control-allow-origin': '*', ...headers },
  };
}

/** @param {import('node:http').IncomingMessage} incoming */
const preflight = ({ headers }) => ({
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': String(headers['access-control-request-headers'] ?? ''),
});
