import { randomBytes } from 'node:crypto';
import { MEMORY_MS } from '../../core/tracking/weigh';

/** Own views are recognised by their network for as long as somebody may read on in a mail. */
const OWN_MS = 10 * 60_000;
/** Beyond, the oldest are forgotten sooner: what lives long costs more than it tells. */
const MOST = 20_000;

export interface Marks {
  client: string | null;
  network: string | null;
}

export type Recollection = ReturnType<typeof makeRecollection>;

/**
 * Which hits came from the same place, for as long as that says something: in memory only, and as numbers that are made with a secret of
 * this run, so that neither an address nor a program can be read from them.
 */
export function makeRecollection(clock: () => number) {
  const [one, other] = [randomBytes(4).readUInt32LE(), randomBytes(4).readUInt32LE()];
  const hits = new Map<string, Marks & { until: number }>();
  const opens = new Map<string, { network: string; until: number }>();
  const markOf = (text: string) => mark(text, one, other);

  return {
    marksOf: (address: string, userAgent: string): Marks => ({
      client: markOf(`${address} ${userAgent}`),
      network: markOf(address),
    }),
    keepHit(id: string, { client, network }: Marks): void {
      sweep(hits, clock());
      hits.set(id, { client, network, until: clock() + MEMORY_MS });
    },
    hit: (id: string): Marks => fresh(hits.get(id), clock()) ?? { client: null, network: null },
    keepOpen(place: string, at: number, address: string): void {
      sweep(opens, clock());
      opens.set(`${place} ${at}`, { network: markOf(address), until: clock() + OWN_MS });
    },
    openedFrom: (place: string, at: number): string | null => fresh(opens.get(`${place} ${at}`), clock())?.network ?? null,
  };
}

/** A number of 53 bits (cyrb53). It need not withstand anybody who reads our memory: he would read the secret too. */
function mark(text: string, one: number, other: number): string {
  let [high, low] = [0xdeadbeef ^ one, 0x41c6ce57 ^ other];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36);
}

const fresh = <T extends { until: number }>(entry: T | undefined, now: number): T | undefined =>
  entry && entry.until > now ? entry : undefined;

/** They are in the order of their ends. */
function sweep(entries: Map<string, { until: number }>, now: number): void {
  for (const [key, { until }] of entries) {
    if (until > now && entries.size < MOST) break;
    entries.delete(key);
  }
}
