import { expect, test } from 'vitest';
import { openTestDatabase } from '../testing-database';
import { FEEDS } from './feed-samples';
import { openDatabase } from './open-database';

const ROUNDS = 15;
const AT_ONCE = 4;

test.each(Object.entries(FEEDS))('two nodes write at once: a reader of %s sees each thing once', async (_name, feed) => {
  const one = await openTestDatabase();
  const [other, reader] = [await openDatabase(one.place), await openDatabase(one.place)];
  const written: string[] = [];
  const seen: string[] = [];
  let isWriting = true;
  let cursor = 0;
  async function read(): Promise<number> {
    const page = await feed.read(reader.read, cursor);
    seen.push(...page.seen);
    cursor = page.cursor;
    return page.seen.length;
  }
  const reading = (async () => {
    while (isWriting) await read();
    while ((await read()) > 0);
  })();
  for (let round = 0; round < ROUNDS; round++) {
    const writing = Array.from({ length: AT_ONCE }, () => [feed.write(one), feed.write(other)]).flat();
    written.push(...(await Promise.all(writing)).flat());
  }
  isWriting = false;
  await reading;
  expect(written).toHaveLength(ROUNDS * AT_ONCE * 4);
  expect(seen.sort()).toEqual(written.sort());
  await Promise.all([reader.close(), other.close()]);
  await one.close();
});
