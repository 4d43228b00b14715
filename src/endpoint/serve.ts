import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { User } from '../core/endpoint-api';
import { buildApp } from './app';
import type { Config } from './config';
import type { Hub } from './crm/hub';
import { connectAtStart, openHub } from './crm/start';
import { unusable } from './database-config';
import { fillWithDemo } from './demo/demo';
import type { App } from './http/context';
import type { Log } from './http/problem';
import type { Operations } from './http/routes/operations';
import { makeMetrics } from './operations/metrics';
import { observed } from './operations/observed-store';
import { issuePairingCode, issueSignInLink } from './store/credentials';
import type { Database } from './store/database';
import { openDatabase } from './store/open-database';
import { reseal } from './store/resealing';
import { addTenant, addUser, listUsers } from './store/users';
import { isKeyOf } from './store/vault-check';
import { Trouble } from './trouble';

const OTHER_KEY =
  'This node has another key than those before it: give all nodes the same THREADLINE_KEY. If that is lost, docs/operating.md says what to do.';
/** Whose turn is taken where there is no organisation yet. */
const FOUNDING = 'founding';
/** Open requests get so long to end. */
const CLOSE_MS = 5000;

/** What `ready` says, as one line of JSON: how to sign in and pair, for each user; the first user's stand at the top. */
interface Ready extends Access {
  url: string;
  users: (User & Access)[];
}
interface Access {
  signInUrl: string;
  pairingCode: string;
}

/** What is said to the operator when it is ready, and what goes wrong later. */
export interface Voice {
  say(line: string): void;
  log: Log;
}

/** Runs the endpoint until it is told to end. Throws `Trouble` when it cannot start. */
export async function serve(config: Config, { say, log }: Voice): Promise<void> {
  const metrics = makeMetrics({ ofProcess: true });
  const db = observed(await open(config), metrics);
  let isDraining = false;
  try {
    await found(db, config);
    const hub = openHub(db, config.dataFolder, config.crm, log);
    if (db.isShared && !(await isKeyOf(db, hub.vault))) throw new Trouble(OTHER_KEY);
    if (config.crm.keyBefore) await reseal(db, hub.vault);
    await connectAtStart(db, hub, config.crm);
    const { app, url } = await listen(db, hub, { metrics, isDraining: () => isDraining, ...config.operations }, config, log);
    onSignalToEnd(async () => {
      isDraining = true;
      await wait(config.operations.drainMs);
      await end(app, db);
    });
    say(announcement(await readyNews(db, url)));
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function open({ database }: Config): Promise<Database> {
  try {
    return await openDatabase(database);
  } catch (error) {
    throw new Trouble(`${unusable(database)}: ${(error as Error).message || (error as NodeJS.ErrnoException).code}`);
  }
}

/** Sees to it that there is somebody to sign in. */
async function found(db: Database, { demo, founding }: Config): Promise<void> {
  if ((await listUsers(db.read)).length > 0) return;
  if (demo) await fillWithDemo(db, Date.now());
  else if (founding) {
    const { organisation, admin } = founding;
    const now = Date.now();
    await db.write(async (tx) => {
      // Another node may have started with the same words.
      if ((await listUsers(tx)).length > 0) return;
      const tenant = await addTenant(tx, organisation, now);
      await addUser(tx, tenant, { name: admin.name, role: 'admin', addresses: [admin.address] }, now);
    }, FOUNDING);
  } else throw new Trouble('The database is empty: start once with --demo, or with --organisation "Name" and --admin "Name <address>".');
}

async function listen(db: Database, hub: Hub, operations: Operations, config: Config, log: Log): Promise<{ app: App; url: string }> {
  const { host, port, webFolder, requestsPerMinute, language } = config;
  if (webFolder !== null && !existsSync(join(webFolder, 'index.html')))
    throw new Trouble(`There is no timeline page in ${webFolder}: build it first.`);
  const isSecure = config.publicUrl?.startsWith('https:') ?? false;
  let publicUrl = config.publicUrl ?? '';
  const app = await buildApp({
    ...{ db, hub, clock: Date.now, publicUrl: () => publicUrl, isSecure, webFolder, requestsPerMinute, language, log, operations },
    ...{ limits: config.operations.limits, isTrusted: config.operations.isTrusted },
  });
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw troubleListening(error as NodeJS.ErrnoException, config);
  }
  publicUrl ||= addressOf(app, config);
  return { app, url: publicUrl };
}

function troubleListening(error: NodeJS.ErrnoException, { host, port }: Config): Error {
  if (error.code === 'EADDRINUSE')
    return new Trouble(`Port ${port} is taken by another program: end that, or choose another port with THREADLINE_PORT.`);
  if (error.code === 'EACCES') return new Trouble(`Port ${port} may not be used by this user: choose one above 1023 with THREADLINE_PORT.`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new Trouble(`This machine has no address ${host}: see THREADLINE_HOST.`);
  return error;
}

const hostInUrl = (host: string) => (host.includes(':') ? `[${host}]` : host);

function addressOf(app: App, { host }: Config): string {
  const address = app.server.address();
  return `http://${hostInUrl(host)}:${typeof address === 'object' && address ? address.port : 0}`;
}

async function readyNews(db: Database, url: string): Promise<Ready> {
  const users: Ready['users'] = [];
  for (const { tenant, ...user } of await listUsers(db.read)) {
    const link = await issueSignInLink(db, tenant, user.id, Date.now());
    const { code } = await issuePairingCode(db, tenant, user.id, Date.now());
    users.push({ ...user, signInUrl: `${url}/sign-in?link=${link}`, pairingCode: code });
  }
  return { url, signInUrl: users[0]?.signInUrl ?? '', pairingCode: users[0]?.pairingCode ?? '', users };
}

function announcement(ready: Ready): string {
  const lines = ready.users.map(
    ({ name, address, role, signInUrl, pairingCode }) =>
      `${name} <${address}>, ${role}\n  timeline (once, within the hour)  ${signInUrl}\n  pairing code (ten minutes)        ${pairingCode}`,
  );
  return `Threadline endpoint at ${ready.url}\n\n${lines.join('\n\n')}\n\nready ${JSON.stringify(ready)}`;
}

async function end(app: App, db: Database): Promise<void> {
  setTimeout(() => app.server.closeAllConnections(), CLOSE_MS).unref();
  await app.close();
  await db.close();
}

function onSignalToEnd(end: () => Promise<void>): void {
  let ending = false;
  const once = () => {
    if (!ending) end();
    ending = true;
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, once);
}
