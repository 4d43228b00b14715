import { deepEqual, doesNotMatch, match } from 'node:assert/strict';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { API_PREFIX, ProblemSchema } from '../core/endpoint-api';
import { type AppOptions, buildApp } from './app';
import { type HubSetting, makeHub } from './crm/hub';
import { fillWithDemo } from './demo/demo';
import { SERVER_LIMITS } from './http/server-limits';
import { makeMetrics } from './operations/metrics';
import { issuePairingCode, issueSignInLink, pair } from './store/credentials';
import type { Database } from './store/database';
import { listUsers } from './store/users';
import { openTestDatabase } from './testing-database';
import { START } from './testing-mails';
import { makeVault } from './vault';

export const ORIGIN = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';

interface Call {
  token?: string;
  body?: unknown;
  raw?: { type: string; bytes: Buffer };
  headers?: Record<string, string>;
}
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked into by each test, and checked by `as`
  json: any;
  headers: Record<string, string | string[] | number | undefined>;
}

type TestOptions = Partial<AppOptions> & { crm?: Partial<HubSetting>; openStore?: () => Promise<Database> };

/** The endpoint with the demo's organisation, without a socket, at a time that stands still until it is moved. */
export async function startTestEndpoint({ crm = {}, openStore = openTestDatabase, ...options }: TestOptions = {}) {
  const db = await openStore();
  const time = { now: START };
  const logged: unknown[] = [];
  await fillWithDemo(db, START);
  const clock = () => time.now;
  /** Time passes as long as somebody waits for his turn. */
  const sleep = async (ms: number) => {
    await new Promise((begun) => setImmediate(begun));
    time.now += ms;
  };
  const log = (entry: unknown) => void logged.push(entry);
  const vault = makeVault(Buffer.alloc(32, 7));
  const hub = makeHub({
    ...{ db, vault, fetch: (...args) => fetch(...args), clock, sleep, random: () => 0.5, log },
    ...{ urls: {}, clients: {}, patienceMs: 5000 },
    ...crm,
  });
  const app = await buildApp({
    db,
    clock,
    hub,
    publicUrl: () => 'http://endpoint.example',
    isSecure: false,
    webFolder: null,
    requestsPerMinute: 100_000,
    log,
    operations: { metrics: makeMetrics(), metricsToken: null, isDraining: () => false },
    limits: SERVER_LIMITS,
    isTrusted: () => false,
    ...options,
  });
  await app.ready();
  const users = await listUsers(db.read);
  const userAt = (address: string) => {
    const user = users.find((one) => one.address === address);
    if (!user) throw new Error(`no user ${address}`);
    return user;
  };
  const anna = userAt('anna@northwind.example');
  const tom = userAt('tom@northwind.example');

  async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS', path: string, call: Call = {}): Promise<Answer> {
    const response = await app.inject({
      method,
      url: path.startsWith('/') ? path : `${API_PREFIX}/${path}`,
      headers: {
        ...(call.token ? { authorization: `Bearer ${call.token}` } : {}),
        ...(call.raw ? { 'content-type': call.raw.type } : {}),
        ...call.headers,
      },
      ...(call.raw ? { payload: call.raw.bytes } : call.body === undefined ? {} : { payload: call.body as object }),
    });
    const isJson = String(response.headers['content-type']).includes('json');
    return { status: response.statusCode, json: isJson ? response.json() : response.body, headers: response.headers };
  }

  const newCode = async (user = anna) => (await issuePairingCode(db, user.tenant, user.id, time.now)).code;
  const newToken = async (user = anna) => {
    const paired = await pair(db, { code: await newCode(user), device: 'test', origin: ORIGIN }, time.now);
    if (!paired) throw new Error('not paired');
    return paired.token;
  };
  const newLink = (user = anna) => issueSignInLink(db, user.tenant, user.id, time.now);
  const tokens = { anna: await newToken(anna), tom: await newToken(tom) };

  return {
    app,
    db,
    hub,
    vault,
    time,
    logged,
    anna,
    tom,
    tokens,
    call,
    newCode,
    newToken,
    newLink,
    /** Logs one engagement as Anna and answers its result. */
    async log(engagement: unknown, token = tokens.anna) {
      return (await call('POST', 'engagements', { token, body: { engagements: [engagement] } })).json.results[0];
    },
    async stop() {
      await app.close();
      await db.close();
    },
  };
}
export type TestEndpoint = Awaited<ReturnType<typeof startTestEndpoint>>;

/** The answer is the documented one. */
export function expectShape(schema: TSchema, json: unknown): void {
  deepEqual([...Value.Errors(schema, json)], []);
}

export function expectProblem(answer: Answer, status: number, code: string): void {
  deepEqual({ status: answer.status, code: answer.json.code }, { status, code });
  expectShape(ProblemSchema, answer.json);
  deepEqual(answer.json.status, status);
  match(String(answer.headers['content-type']), /^application\/problem\+json/);
  doesNotMatch(JSON.stringify(answer.json), /node_modules|\bat .*:\d+:\d+/);
}
