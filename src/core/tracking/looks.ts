import type { Hit, MailHits } from '../tracking-api';
import { isByPeople, isDoubtful } from './by-people';

/** So soon after the last of its kind it is the same look: a click twice, a page drawn again [?]. */
const SAME_LOOK_MS = 10_000;

type Seen = Pick<Hit, 'kind' | 'class' | 'confidence' | 'at' | 'target'>;

/** Oldest first: of what people did within seconds only the first, and everything else as it came. */
export function looksOf<H extends Seen>(hits: readonly H[]): H[] {
  const last = new Map<string, number>();
  return [...hits]
    .sort((a, b) => a.at - b.at)
    .filter((hit) => {
      if (!isByPeople(hit)) return true;
      const look = `${hit.kind} ${hit.class} ${hit.target ?? ''}`;
      const isSame = hit.at - (last.get(look) ?? Number.NEGATIVE_INFINITY) < SAME_LOOK_MS;
      last.set(look, hit.at);
      return !isSame;
    });
}

export interface HitCounts {
  opens: number;
  clicks: number;
  /** So many of both are doubtful. */
  uncertain?: number;
  /** Everybody else's: prefetches, scanners, previews. Not the sender's own. */
  machines: number;
  /** By people too, but so old that they are only counted: what of them was one look nobody can tell any more. */
  earlier?: number;
}

/** How often a mail was opened and clicked by people, as far as anybody can tell. */
export function countHits(hits: readonly Seen[]): HitCounts {
  const looks = looksOf(hits);
  const byPeople = looks.filter(isByPeople);
  const opens = byPeople.filter(({ kind }) => kind === 'open').length;
  const machines = looks.filter((hit) => !isByPeople(hit) && hit.class !== 'self').length;
  const uncertain = byPeople.filter(isDoubtful).length;
  return { opens, clicks: byPeople.length - opens, machines, ...(uncertain > 0 ? { uncertain } : {}) };
}

/** …with what single hits are no longer kept of. */
export function countMail({ hits, counts }: Pick<MailHits, 'hits' | 'counts'>): HitCounts {
  const all = counts.filter(isByPeople).reduce((sum, count) => sum + count.hits, 0);
  const earlier = all - hits.filter(isByPeople).length;
  return { ...countHits(hits), ...(earlier > 0 ? { earlier } : {}) };
}
