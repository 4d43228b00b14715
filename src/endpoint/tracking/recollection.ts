import { randomBytes } from 'node:crypto';
import { MEMORY_MS } from '../../core/tracking/weigh';

/** Own views are recognised by their network for as long as somebody may read on in a mail. */
const OWN_MS = 10 * 60_000;
/** Beyond twice as many the oldest are forgotten sooner: what lives long costs more than it tells. */
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
  const hits = makeMemory<Marks>(clock, MEMORY_MS);
  const opens = makeMemory<string>(clock, OWN_MS);
  const markOf = (text: string) => mark(text, one, other);

  return {
    marksOf: (address: string, userAgent: string): Marks => ({
      client: markOf(`${address} ${userAgent}`),
      network: markOf(address),
    }),
    keepHit: (id: string, marks: Marks): void => hits.keep(id, marks),
    hit: (id: string): Marks => hits.find(id) ?? { client: null, network: null },
    keepOpen: (place: string, at: number, address: string): void => opens.keep(`${place} ${at}`, markOf(address)),
    openedFrom: (place: string, at: number): string | null => opens.find(`${place} ${at}`) ?? null,
  };
}

/** The newer and the older apart, and the older forgotten at once: to take the first from a Map again and again is slow. */
function makeMemory<T>(clock: () => number, ms: number) {
  type Kept = Map<string, { what: T; until: number }>;
  let [newer, older, began]: [Kept, Kept, number] = [new Map(), new Map(), clock()];
  return {
    keep(key: string, what: T): void {
      const now = clock();
      if (now - began >= ms || newer.size >= MOST) [newer, older, began] = [new Map(), newer, now];
      newer.set(key, { what, until: now + ms });
    },
    find(key: string): T | undefined {
      const kept = newer.get(key) ?? older.get(key);
      return kept && kept.until > clock() ? kept.what : undefined;
    },
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
