/**
 * What is wrong with what is there after all that happened.
 * @typedef {{ lost: number, twice: number, gaps: number }} Verdict
 */

/**
 * What somebody who follows a feed has seen. One who has come to its end has seen everything once: what he missed he never gets.
 */
export function makeReader(name) {
  const seen = new Map();
  return { name, seen, see: (id) => seen.set(id, (seen.get(id) ?? 0) + 1) };
}

/**
 * @param {import('./load.mjs').Ledger} ledger
 * @param {{ engagements: string[], hits: string[] }} stored ids of engagements, and of each hit its message's
 * @param {{ name: string, seen: Map<string, number> }[]} readers of engagements
 * @param {{ name: string, seen: Map<string, number> }[]} watchers of hits, by message
 */
export function judge(ledger, stored, readers, watchers) {
  const kept = countOf(stored.engagements);
  const opened = countOf(stored.hits);
  return {
    engagements: {
      acknowledged: ledger.engagements.size,
      lost: [...ledger.engagements].filter((id) => !kept.has(id)).length,
      twice: [...kept.values()].filter((count) => count > 1).length,
      // Written and never acknowledged is as good as not: the client asks again. Never sent is not.
      unknown: [...kept.keys()].filter((id) => !ledger.sent.has(id)).length,
    },
    hits: {
      acknowledged: sum(ledger.hits),
      lost: sumOf(ledger.hits, (count, id) => Math.max(0, count - (opened.get(id) ?? 0))),
      twice: sumOf(opened, (count, id) => Math.max(0, count - (ledger.hits.get(id) ?? 0))),
    },
    feeds: [...readers.map((reader) => judgeFeed(reader, kept)), ...watchers.map((watcher) => judgeFeed(watcher, opened))],
  };
}

const judgeFeed = ({ name, seen }, stored) => ({
  name,
  seen: sum(seen),
  missed: sumOf(stored, (count, id) => Math.max(0, count - (seen.get(id) ?? 0))),
  twice: sumOf(seen, (count, id) => Math.max(0, count - (stored.get(id) ?? 0))),
});

/** Nothing lost, nothing twice, nothing missed. */
export const isRight = ({ engagements, hits, feeds }) =>
  engagements.lost + engagements.twice + engagements.unknown + hits.lost + hits.twice === 0 &&
  engagements.acknowledged > 0 &&
  hits.acknowledged > 0 &&
  feeds.every(({ missed, twice }) => missed + twice === 0);

function countOf(ids) {
  const counts = new Map();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

const sum = (counts) => sumOf(counts, (count) => count);
const sumOf = (counts, measure) => [...counts].reduce((total, [id, count]) => total + measure(count, id), 0);
