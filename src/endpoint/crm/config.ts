import { connectorKinds } from '../../connectors/registry';
import { Trouble } from '../trouble';
import { parseKey } from '../vault';
import { OAUTH_HOMES, type OAuthClient } from './oauth/provider';

export interface CrmConfig {
  /** Seals secrets; null: the key file's. */
  key: Buffer | null;
  /** The one before it, that still opens what it sealed. */
  keyBefore: Buffer | null;
  /** Where a CRM is reached, if not at its own address; by connector. */
  urls: Record<string, string>;
  clients: Record<string, OAuthClient & { consentUrl?: string }>;
  /** The CRM to be connected to at the start. */
  connect: { connector: string; token: string } | null;
}

export const CRM_USAGE = `  --crm CRM                 pass everything on to hubspot, activecampaign or zendesk-sell, with the key in THREADLINE_CRM_TOKEN

From the environment, for a CRM: THREADLINE_KEY (32 bytes, base64 or hex, that seal its secrets; else a key file in the data
folder), THREADLINE_KEY_BEFORE (the key before it: what that sealed is sealed anew), THREADLINE_ACTIVECAMPAIGN_URL (your account’s API address), and for OAuth THREADLINE_HUBSPOT_CLIENT_ID and _CLIENT_SECRET,
THREADLINE_ZENDESK_SELL_CLIENT_ID and _CLIENT_SECRET.`;

type Environment = Record<string, string | undefined>;

/** Where each CRM's settings begin in the environment: `THREADLINE_ZENDESK_SELL_`. */
const prefixOf = (connector: string) => `THREADLINE_${connector.toUpperCase().replaceAll('-', '_')}_`;
const CRMS = connectorKinds.map(({ id }) => id).filter((id) => id !== 'endpoint');

function readKey(name: string, environment: Environment): Buffer | null {
  const text = environment[name];
  const key = text ? parseKey(text) : null;
  if (text && !key) throw new Trouble(`${name} must be 32 bytes in base64 or hexadecimal.`);
  return key;
}

/** Throws `Trouble` for what it does not understand; never with a secret in its words. */
export function readCrmConfig(crm: string | undefined, environment: Environment): CrmConfig {
  const { THREADLINE_CRM_TOKEN: token } = environment;
  const key = readKey('THREADLINE_KEY', environment);
  const keyBefore = readKey('THREADLINE_KEY_BEFORE', environment);
  if (crm !== undefined && !CRMS.includes(crm)) throw new Trouble(`--crm must be one of ${CRMS.join(', ')}, not “${crm}”.`);
  if (crm !== undefined && !token) throw new Trouble('Put the CRM’s key into THREADLINE_CRM_TOKEN to connect with --crm.');
  const urls: CrmConfig['urls'] = {};
  const clients: CrmConfig['clients'] = {};
  for (const connector of CRMS) {
    const url = readUrl(connector, environment);
    if (url) urls[connector] = url;
    const client = OAUTH_HOMES[connector] ? readClient(connector, environment) : null;
    if (client) clients[connector] = { ...client, ...(url ? { consentUrl: url } : {}) };
  }
  if (crm === 'activecampaign' && !urls.activecampaign) throw new Trouble('Put your account’s address into THREADLINE_ACTIVECAMPAIGN_URL.');
  return { key, keyBefore, urls, clients, connect: crm === undefined || !token ? null : { connector: crm, token } };
}

function readUrl(connector: string, environment: Environment): string | null {
  const name = `${prefixOf(connector)}URL`;
  const text = environment[name];
  if (!text) return null;
  if (!/^https?:/i.test(text) || !URL.canParse(text)) throw new Trouble(`${name} must be a web address such as https://crm.example.`);
  return text.replace(/\/+$/, '');
}

function readClient(connector: string, environment: Environment): OAuthClient | null {
  const prefix = prefixOf(connector);
  const [clientId, clientSecret] = [environment[`${prefix}CLIENT_ID`], environment[`${prefix}CLIENT_SECRET`]];
  if (!clientId && !clientSecret) return null;
  if (!clientId || !clientSecret) throw new Trouble(`Set both ${prefix}CLIENT_ID and ${prefix}CLIENT_SECRET, or neither.`);
  return { clientId, clientSecret };
}
