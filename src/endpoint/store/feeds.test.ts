import { expect, test } from 'vitest';
import { openTestDatabase } from '../testing-database';
import type { Queries } from './database';
import { FEEDS } from './feed-samples';

/** A reader to whom `meanwhile` happens between two of its queries. */
function interrupted(read: Queries, after: number, meanwhile: () => Promise<unknown>): Queries {
  let answered = 0;
  return read.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      answered += 1;
      if (answered === after) await meanwhile();
      return result;
    },
  });
}

test.each(Object.entries(FEEDS))('what comes while a page of %s is put together is on it, or on the next', async (_name, feed) => {
  const db = await openTestDatabase();
  for (const after of [1, 2, 3, 4]) {
    const start = (await feed.read(db.read, 0)).cursor;
    const written = await feed.write(db);
    const page = await feed.read(
      interrupted(db.read, after, async () => written.push(...(await feed.write(db)))),
      start,
    );
    const next = await feed.read(db.read, page.cursor);
    expect([after, [...page.seen, ...next.seen].sort()]).toEqual([after, written.sort()]);
  }
  await db.close();
});
