import { isByPeople } from '../../core/tracking/by-people';
import { looksOf } from '../../core/tracking/looks';
import type { Hit, MailHits } from '../../core/tracking-api';

/** One look of somebody: it raises the line of its kind to `count`. */
export interface ChartPoint {
  /** Epoch s, as the chart wants it. */
  at: number;
  kind: Hit['kind'];
  isProxy: boolean;
  count: number;
}

export interface ChartData {
  /** Epoch s, rising; how many opens and clicks there were by then. */
  times: number[];
  opens: number[];
  clicks: number[];
  points: ChartPoint[];
  /** Epoch s. */
  machines: number[];
}

/** A chart of what happened within a minute would show noise. */
const SHORTEST_S = 3600;
const MARGIN = 0.04;

/** Opens and clicks added up from the moment the mail was sent until a little after the last of them. */
export function chartOf({ message, hits }: Pick<MailHits, 'hits'> & { message: Pick<MailHits['message'], 'at'> }): ChartData {
  const looks = looksOf(hits);
  const counts = { open: 0, click: 0 };
  const start = Math.min(message.at, looks[0]?.at ?? message.at) / 1000;
  const last = (looks.at(-1)?.at ?? message.at) / 1000;
  const data: ChartData = { times: [start], opens: [0], clicks: [0], points: [], machines: [] };
  const mark = (at: number) => {
    data.times.push(at);
    data.opens.push(counts.open);
    data.clicks.push(counts.click);
  };
  for (const hit of looks) {
    const at = hit.at / 1000;
    if (isByPeople(hit)) {
      counts[hit.kind]++;
      data.points.push({ at, kind: hit.kind, isProxy: hit.class === 'proxy', count: counts[hit.kind] });
      mark(at);
    } else if (hit.class !== 'self') data.machines.push(at);
  }
  mark(start + Math.max(SHORTEST_S, last - start) * (1 + MARGIN));
  return data;
}
