import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { CrmAnswer, CrmCheck, CrmRefusal, RecordDetail, TimelineItem, User } from '../../src/core/endpoint-api';
import type { RecordKind } from '../../src/core/engagement';
import type { FoundRecord } from '../../src/core/records';
import type { MailHits } from '../../src/core/tracking-api';

const RECORDS_PAGE = 250;
const TIMELINE_PAGE = 30;
const REFUSALS_PAGE = 50;
const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };

/** What the fake endpoint knows; a test changes it as it goes. */
export interface World {
  signedIn: boolean;
  /** Answers with this status wherever the path contains the text. */
  failing: { path: string; status: number } | null;
  records: FoundRecord[];
  details: Map<string, RecordDetail>;
  timelines: Map<string, TimelineItem[]>;
  bodies: Map<string, { html: string; text: string }>;
  /** Opens and clicks by the mail's id. */
  hits: Map<string, MailHits>;
  role: User['role'];
  crm: CrmAnswer;
  check: CrmCheck;
  refusals: CrmRefusal[];
  /** What `PUT /crm-connection` answers; null: it connects. */
  refuses: { status: number; answer: object } | null;
  /** Everything that was to be changed, as `PUT crm-connection`, with its body. */
  changes: { line: string; json: unknown }[];
}

export interface FakeEndpoint {
  url: string;
  world: World;
  close(): Promise<void>;
}

/** Serves the built timeline page and the reading API over what is in `world`. */
export async function startFakeEndpoint(world: World): Promise<FakeEndpoint> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://endpoint');
    if (!url.pathname.startsWith('/api/v1/')) return void sendFile(url.pathname, response);
    const { failing } = world;
    if (!world.signedIn) return send(response, 401, {});
    if (failing && url.pathname.includes(failing.path)) return send(response, failing.status, {});
    const path = url.pathname.split('/').slice(3).map(decodeURIComponent);
    if (path[0] === 'tracked-messages' && request.method === 'DELETE') {
      world.hits.delete(path[1] ?? '');
      return void response.writeHead(204).end();
    }
    if (path[0]?.startsWith('crm-') && request.method !== 'GET') {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const json = pieces.length > 0 ? JSON.parse(Buffer.concat(pieces).toString()) : undefined;
      const { status, answer } = changeCrm(world, `${request.method} ${path.join('/')}`, json);
      return send(response, status, answer);
    }
    const answer = answerTo(world, path, url.searchParams);
    send(response, answer ? 200 : 404, answer ?? {});
  });
  return { url: await listen(server), world, close: () => closed(server) };
}

/** As the endpoint does it for an admin. */
function changeCrm(world: World, line: string, json: unknown): { status: number; answer: object } {
  world.changes.push({ line, json });
  const { crm, refuses } = world;
  if (line === 'POST crm-connection/check') return { status: 200, answer: world.check };
  if (line === 'PUT crm-connection') {
    if (refuses) return refuses;
    const { connector } = json as { connector: string };
    const made = {
      connector,
      baseUrl: 'https://crm.example',
      account: 'Northwind 4711',
      connectedAt: Date.now(),
      connectedBy: 'Tom Keller',
    };
    crm.connection = { ...made, failure: null };
    return { status: 200, answer: crm };
  }
  if (line === 'DELETE crm-connection') crm.connection = null;
  if (line === 'POST crm-retries') {
    const { ids } = json as { ids: string[] };
    world.refusals = world.refusals.filter(({ id }) => !ids.includes(id));
  }
  return { status: 204, answer: {} };
}

function answerTo(world: World, [head, kind = '', id, rest]: string[], query: URLSearchParams): object | undefined {
  if (head === 'me')
    return {
      id: 'u1',
      name: 'Anna Berger',
      address: 'anna@northwind.example',
      role: world.role,
      organisation: 'Northwind Sales',
      ...crmOf(world),
    };
  if (head === 'crm-connection') return world.crm;
  if (head === 'crm-refusals') return pageOf(world.refusals, REFUSALS_PAGE, query);
  if (head === 'pairing-codes') return { code: 'K7QF-3MZP', expiresAt: Date.now() + 600_000 };
  if (head === 'engagements') return mailOf(world, kind);
  if (head === 'tracked-messages') return world.hits.get(kind);
  if (head !== 'records') return undefined;
  if (id === undefined) {
    const wanted = query.get('kind') as RecordKind;
    const q = (query.get('q') ?? '').toLowerCase();
    const found = world.records.filter((record) => record.kind === wanted && record.name.toLowerCase().includes(q));
    const { items, cursor } = pageOf(found, RECORDS_PAGE, query);
    return { records: items, cursor };
  }
  if (rest === 'timeline') return pageOf(world.timelines.get(`${kind}/${id}`) ?? [], TIMELINE_PAGE, query);
  return world.details.get(`${kind}/${id}`);
}

const crmOf = ({ crm: { connection } }: World) =>
  connection ? { crm: { connector: connection.connector, account: connection.account, failure: connection.failure } } : {};

function mailOf(world: World, id: string) {
  const item = [...world.timelines.values()].flat().find((one) => one.id === id);
  return item && { item, ...(world.bodies.get(id) ?? { html: '', text: '' }) };
}

function pageOf<T>(all: T[], size: number, query: URLSearchParams): { items: T[]; cursor: string | null } {
  const from = Number(query.get('cursor') ?? 0);
  const next = from + size;
  return { items: all.slice(from, next), cursor: next < all.length ? String(next) : null };
}

async function sendFile(path: string, response: ServerResponse) {
  const inside = normalize(path.replace(/^\/timeline\//, '') || 'index.html');
  const content = await readFile(join(process.env.TIMELINE_DIR ?? 'dist-timeline', inside)).catch(() => null);
  response.writeHead(content ? 200 : 404, { 'content-type': TYPES[extname(inside)] ?? 'text/plain' }).end(content);
}

function send(response: ServerResponse, status: number, answer: object) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(status === 204 ? undefined : JSON.stringify(answer));
}

/** Stands for every other host there is: nobody should ever knock. */
export interface Elsewhere {
  port: number;
  /** The hosts that were asked for. Only test hosts (`.example`) are told: a browser makes calls of its own. */
  asked: string[];
  close(): Promise<void>;
}

export async function startElsewhere(): Promise<Elsewhere> {
  const asked: string[] = [];
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    // The host's name stands readable in the first bytes of a request, and of a TLS greeting too.
    socket.once('data', (bytes) => {
      asked.push(...(bytes.toString('latin1').match(/[\w.-]+\.example/g) ?? []));
      socket.destroy();
    });
  });
  const url = await listen(server);
  return { port: Number(new URL(url).port), asked, close: () => closed(server) };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const closed = (server: { close(done: () => void): unknown; closeAllConnections?(): void }) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections?.();
  });
