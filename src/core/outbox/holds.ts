import type { FailureCode } from '../outcome';
import { backoffMs } from './backoff';

/** A connection that is not to be asked before `until` (epoch ms). `streak` counts its failures in a row. */
export interface Hold {
  until: number;
  streak: number;
  code: FailureCode;
}

/** Kept where it survives the worker: a CRM that said "in an hour" is not asked again by the next start. */
export interface HoldKeeper {
  load(): Promise<Record<string, Hold>>;
  save(connectionId: string, hold: Hold | null): Promise<void>;
}

export function makeHolds(keeper: HoldKeeper, clock: () => number, random: () => number) {
  let loaded: Promise<Map<string, Hold>> | undefined;
  const all = () => {
    loaded ??= keeper.load().then((holds) => new Map(Object.entries(holds)));
    return loaded;
  };

  return {
    /** Of the connections that are held now, until when. */
    async list(): Promise<Map<string, number>> {
      const held = [...(await all())].filter(([, { until }]) => until > clock());
      return new Map(held.map(([connectionId, { until }]) => [connectionId, until]));
    },
    async isHeld(connectionId: string): Promise<boolean> {
      return ((await all()).get(connectionId)?.until ?? 0) > clock();
    },
    /** After a failure of the whole connection: longer each time. */
    async hold(connectionId: string, code: FailureCode, floorMs?: number): Promise<void> {
      const streak = ((await all()).get(connectionId)?.streak ?? 0) + 1;
      const hold = { until: clock() + backoffMs(streak - 1, random, floorMs), streak, code };
      (await all()).set(connectionId, hold);
      await keeper.save(connectionId, hold);
    },
    /** For its rate: exactly as long as it takes, and no failure. */
    async pace(connectionId: string, ms: number): Promise<void> {
      const { streak = 0, code = 'rate_limited' as const } = (await all()).get(connectionId) ?? {};
      (await all()).set(connectionId, { until: clock() + ms, streak, code });
    },
    /** It answered, or somebody mended it. */
    async release(connectionId: string): Promise<void> {
      if ((await all()).delete(connectionId)) await keeper.save(connectionId, null);
    },
  };
}
export type Holds = ReturnType<typeof makeHolds>;
