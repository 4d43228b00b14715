import { setTimeout } from 'node:timers/promises';
import { findConnectorKind } from '../../connectors/registry';
import type { Log } from '../http/problem';
import { makeFolder } from '../make-folder';
import type { Database } from '../store/database';
import { listUsers } from '../store/users';
import { Trouble } from '../trouble';
import { KEY_FILE, makeVault, readKeyFile } from '../vault';
import type { CrmConfig } from './config';
import { type Hub, makeHub } from './hub';

/** Shorter than a client's own patience, so that it hears of a slow CRM from us. */
const PATIENCE_MS = 8000;

export function openHub(db: Database, folder: string, { key, keyBefore, urls, clients }: CrmConfig, log: Log): Hub {
  return makeHub({
    ...{ db, vault: makeVault(key ?? readKey(folder), keyBefore), urls, clients, log },
    ...{ fetch: globalThis.fetch, clock: Date.now, random: Math.random, patienceMs: PATIENCE_MS },
    sleep: (ms) => setTimeout(ms),
  });
}

function readKey(folder: string): Buffer {
  const key = keyIn(folder);
  if (!key) throw new Trouble(`The file ${KEY_FILE} in ${folder} holds no key: put the one back that was there.`);
  return key;
}

/** With PostgreSQL nothing else needs the folder. */
function keyIn(folder: string): Buffer | null {
  try {
    makeFolder(folder);
    return readKeyFile(folder);
  } catch (error) {
    throw new Trouble(`The folder ${folder} cannot be used for the key (${(error as Error).message}): give it in THREADLINE_KEY.`);
  }
}

/** What `--crm` asks for. A CRM that is away is connected all the same; one that refuses the key ends the program. */
export async function connectAtStart(db: Database, hub: Hub, { connect, urls }: CrmConfig): Promise<void> {
  if (!connect) return;
  const tenants = new Set((await listUsers(db.read)).map(({ tenant }) => tenant));
  const [tenant, another] = tenants;
  if (tenant === undefined || another !== undefined) throw new Trouble('--crm is for an endpoint with one organisation.');
  const { connector, token } = connect;
  const values = findConnectorKind(connector)?.readValues({ baseUrl: urls[connector] ? 'https://crm.invalid' : undefined, token });
  if (!values?.ok) throw new Trouble(`The key in THREADLINE_CRM_TOKEN has not the form of a key of ${connector}.`);
  const known = await hub.connections.read(tenant);
  const secret = (await hub.connections.readSecret(tenant))?.secret;
  if (known?.connector === connector && secret?.kind === 'token' && secret.token === values.secret) return;
  const wish = { connector, baseUrl: values.baseUrl, secret: { kind: 'token', token: values.secret }, connectedBy: null } as const;
  const connected = await hub.connect(tenant, wish, true);
  if (!connected.ok) throw new Trouble(`${connector} does not take the key in THREADLINE_CRM_TOKEN.`);
}
