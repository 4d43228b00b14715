import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { EntryPage } from '../../core/outbox/outbox-store';
import type { FromUi, NotLogged, Unconfirmed } from '../protocol';
import { useChanges } from '../ui/use-changes';
import type { WorkerPort } from '../ui/worker-port';
import { SECTION_STATES, type Section, withFreshPage, withNextPage } from './pages';

const PAGE = 50;
const SECTIONS = Object.keys(SECTION_STATES) as Section[];

type Counts = ReturnType<FromUi['counts']>;

export interface Outbox {
  /** How many there are in each section, loaded or not. */
  counts: Record<Section, number>;
  pages: Record<Section, EntryPage>;
  unconfirmed: Unconfirmed[];
  notLogged: NotLogged[];
}

const countOf = (counts: Counts, section: Section): number => SECTION_STATES[section].reduce((sum, state) => sum + counts[state], 0);
const perSection = <T>(make: (section: Section) => T): Record<Section, T> =>
  Object.fromEntries(SECTIONS.map((section) => [section, make(section)])) as Record<Section, T>;

/** The outbox as the popup shows it, kept up to date. `refresh` reads again, one reading at a time. */
export function useOutbox(worker: WorkerPort) {
  const [outbox, setOutbox] = useState<Outbox | null>(null);
  const [failed, setFailed] = useState(false);
  const reading = useRef(false);
  const again = useRef(false);

  const read = useCallback(async () => {
    const [counts, unconfirmed, notLogged, ...fresh] = await Promise.all([
      worker.ask.counts(),
      worker.ask.listUnconfirmed(),
      worker.ask.listNotLogged(),
      ...SECTIONS.map((section) => worker.ask.listOutbox(SECTION_STATES[section], PAGE, null)),
    ]);
    setOutbox((shown) => ({
      counts: perSection((section) => countOf(counts, section)),
      unconfirmed,
      notLogged,
      pages: perSection((section) => {
        const page = fresh[SECTIONS.indexOf(section)] as EntryPage;
        return shown ? withFreshPage(shown.pages[section], page, countOf(counts, section)) : page;
      }),
    }));
  }, [worker]);

  const refresh = useCallback(async () => {
    again.current = true;
    if (reading.current) return;
    reading.current = true;
    while (again.current) {
      again.current = false;
      await read().then(
        () => setFailed(false),
        () => setFailed(true),
      );
    }
    reading.current = false;
  }, [read]);

  const more = useRef(new Set<Section>());
  const loadMore = useCallback(
    async (section: Section, cursor: string | null) => {
      if (cursor === null || more.current.has(section)) return;
      more.current.add(section);
      try {
        const next = await worker.ask.listOutbox(SECTION_STATES[section], PAGE, cursor);
        setOutbox((shown) => {
          // A refresh that began the list again makes this page the wrong one.
          if (shown?.pages[section].cursor !== cursor) return shown;
          return { ...shown, pages: { ...shown.pages, [section]: withNextPage(shown.pages[section], next) } };
        });
      } catch {
        setFailed(true);
      } finally {
        more.current.delete(section);
      }
    },
    [worker],
  );

  useEffect(() => void refresh(), [refresh]);
  useChanges(worker, (what) => {
    if (what === 'outbox' || what === 'sent') void refresh();
  });
  return { outbox, failed, refresh, loadMore };
}
