import { BlockList, isIP, isIPv4 } from 'node:net';
import { SERVER_LIMITS, type ServerLimits } from '../http/server-limits';
import { readNumber } from '../read-number';
import { Trouble } from '../trouble';

export interface OperationsConfig {
  /** Who knows it may read `/metrics`; null: nobody may. */
  metricsToken: string | null;
  /** Told to end, it says so at `/healthz` for so long before it takes no more. */
  drainMs: number;
  /** Of a network address: a proxy of ours, whose word for its clients' addresses counts. */
  isTrusted: (address: string) => boolean;
  limits: ServerLimits;
}

export const OPERATIONS_USAGE = `THREADLINE_TRUST_PROXY (addresses or networks of reverse proxies, as 127.0.0.1, 10.0.0.0/8),
THREADLINE_METRICS_TOKEN (who knows it may read /metrics), THREADLINE_DRAIN_SECONDS (0; told to end, /healthz says so for so long),
THREADLINE_CONNECTIONS (${SERVER_LIMITS.connections}), THREADLINE_CONNECTIONS_PER_ADDRESS (${SERVER_LIMITS.connectionsPerAddress}).`;

/** Throws `Trouble` for what it does not understand. */
export function readOperations(environment: Record<string, string | undefined>): OperationsConfig {
  const number = (name: string, otherwise: number, max: number) => readNumber(name, environment[name], otherwise, max);
  return {
    metricsToken: readToken(environment.THREADLINE_METRICS_TOKEN),
    drainMs: number('THREADLINE_DRAIN_SECONDS', 0, 3600) * 1000,
    isTrusted: readProxies(environment.THREADLINE_TRUST_PROXY ?? ''),
    limits: {
      ...SERVER_LIMITS,
      connections: number('THREADLINE_CONNECTIONS', SERVER_LIMITS.connections, 1e6),
      connectionsPerAddress: number('THREADLINE_CONNECTIONS_PER_ADDRESS', SERVER_LIMITS.connectionsPerAddress, 1e6),
    },
  };
}

function readToken(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (!/^[\x21-\x7e]{16,}$/.test(text))
    throw new Trouble('THREADLINE_METRICS_TOKEN must have at least 16 characters, without spaces: openssl rand -hex 24 makes one.');
  return text;
}

function readProxies(text: string): OperationsConfig['isTrusted'] {
  // Asked for every pixel: with nobody to trust there is nothing to look up.
  if (text.trim() === '') return () => false;
  const list = new BlockList();
  for (const proxy of text.split(/[\s,]+/).filter(Boolean)) addProxy(list, proxy);
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');

function addProxy(list: BlockList, proxy: string): void {
  const [address = '', bits, ...more] = proxy.split('/');
  const most = isIPv4(address) ? 32 : 128;
  const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  if (isIP(address) === 0 || !isRange || more.length > 0)
    throw new Trouble(`THREADLINE_TRUST_PROXY must name addresses or networks, such as 127.0.0.1 or 10.0.0.0/8, not “${proxy}”.`);
  if (bits === undefined) list.addAddress(address, familyOf(address));
  else list.addSubnet(address, Number(bits), familyOf(address));
}
