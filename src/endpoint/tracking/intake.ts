import type { Log } from '../http/problem';
import { StoreAway, StoreFull } from '../store/trouble';

/** Taken in together by one write. */
const BATCH = 500;
/** So long they wait for others to share their sync of the disk: nobody waits for an answer, and a batch costs little more than one. */
const LINGER_MS = 50;
/** Between two tries while the store is away. */
const RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** After which it is taken for a fault of what is written, where nothing says that it is the store’s. */
const MOST_TRIES = 5;

interface IntakeSetting<H> {
  /** Resolves when they are on the disk. May be given the same again. */
  write(tenant: string, hits: readonly H[]): Promise<void>;
  log: Log;
  /** What the memory holds while the store is behind or away; of all, and of one tenant. */
  most: number;
  mostPerTenant: number;
  /** `overload`: there was no room for it. `refused`: the store does not take it, and never will. `ended`: the store was away until the end. */
  onDropped(why: 'overload' | 'refused' | 'ended', count: number): void;
}

interface Line<H> {
  hits: H[];
  running: Promise<void>;
}

/**
 * Hits on their way into the store. Whoever asked has his answer; here they wait in memory, each tenant in a line of its own that holds
 * up no other, and are written in batches, again and again until they are stored. Past the bounds the newest is dropped, and counted.
 */
export function makeIntake<H>({ write, log, most, mostPerTenant, onDropped }: IntakeSetting<H>) {
  const lines = new Map<string, Line<H>>();
  const lingering = new Set<() => void>();
  let isHurried = false;
  let waiting = 0;

  function take(tenant: string, hit: H): void {
    const line = lines.get(tenant);
    if (waiting >= most || (line && line.hits.length >= mostPerTenant)) {
      onDropped('overload', 1);
      return;
    }
    waiting++;
    if (line) line.hits.push(hit);
    else {
      const hits = [hit];
      lines.set(tenant, { hits, running: work(tenant, hits) });
    }
  }

  async function work(tenant: string, hits: H[]): Promise<void> {
    for (let tries = 0; hits.length > 0; ) {
      if (hits.length < BATCH && tries === 0) await linger();
      const batch = hits.slice(0, BATCH);
      try {
        await write(tenant, batch);
      } catch (error) {
        if (tries === 0) log({ event: 'hits_not_stored', name: error instanceof Error ? error.name : '' });
        const isItsFault = error instanceof StoreAway || error instanceof StoreFull;
        if (isItsFault || tries < MOST_TRIES) {
          await pause(Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** tries++));
          continue;
        }
        await writeSingly(tenant, batch);
      }
      tries = 0;
      hits.splice(0, batch.length);
      waiting -= batch.length;
    }
    lines.delete(tenant);
  }

  /** One among them may be what the store does not take. */
  async function writeSingly(tenant: string, batch: readonly H[]): Promise<void> {
    for (const hit of batch) await write(tenant, [hit]).catch(() => onDropped('refused', 1));
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, ms);
    });

  const linger = () =>
    new Promise<void>((resolve) => {
      if (isHurried) return resolve();
      const end = () => {
        clearTimeout(timer);
        lingering.delete(end);
        resolve();
      };
      const timer = setTimeout(end, LINGER_MS);
      lingering.add(end);
    });

  return {
    take,
    /** How many are not stored yet. */
    waiting: () => waiting,
    /** Resolves when all that was taken is stored; false: the store has been away for so long. */
    async drain(longestMs = 20_000): Promise<boolean> {
      isHurried = true;
      for (const end of lingering) end();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), longestMs);
      });
      const done = async () => {
        while (lines.size > 0) await Promise.all([...lines.values()].map(({ running }) => running));
        return true;
      };
      const isDrained = await Promise.race([done(), late]);
      clearTimeout(timer);
      isHurried = false;
      return isDrained;
    },
    /** Drains, and gives up what cannot be stored by then. */
    async close(longestMs?: number): Promise<void> {
      if (!(await this.drain(longestMs))) onDropped('ended', waiting);
    },
  };
}
