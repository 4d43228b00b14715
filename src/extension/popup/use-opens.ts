import { useCallback, useRef, useState } from 'preact/hooks';
import { useLoaded } from '../../ui/use-loaded';
import type { HitMail, HitMails } from '../tracking-protocol';
import { useChanges } from '../ui/use-changes';
import type { WorkerPort } from '../ui/worker-port';

const PAGE = 100;

export interface Opens {
  found: HitMails | undefined;
  failed: boolean;
  machines: boolean;
  setMachines(machines: boolean): void;
  loadMore(): void;
  reload(): void;
  /** The rep looks at them. */
  see(): void;
  /** It was new when the popup was opened, or is since. */
  isNew(mail: HitMail): boolean;
}

/** Opens and clicks as the popup shows them, kept up to date. */
export function useOpens(worker: WorkerPort): Opens {
  const [machines, setMachines] = useState(false);
  const [limit, setLimit] = useState(PAGE);
  const loaded = useLoaded(() => worker.ask.listHitMails(limit, machines), [limit, machines]);
  const fresh = useRef(new Set<string>());
  useChanges(worker, (what) => {
    if (what === 'opens') loaded.reload();
  });
  const { value } = loaded;
  for (const { id, unseen } of value?.mails ?? []) if (unseen > 0) fresh.current.add(id);
  return {
    found: value,
    failed: loaded.failed,
    machines,
    setMachines,
    loadMore: () => setLimit((now) => now + PAGE),
    reload: loaded.reload,
    // Not told, they are news again the next time, which does no harm.
    see: useCallback(() => void worker.ask.markHitsSeen().catch(() => undefined), [worker]),
    isNew: ({ id }) => fresh.current.has(id),
  };
}
