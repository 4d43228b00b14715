import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../testing-database';
import { Trouble } from '../trouble';
import { KEY_FILE } from '../vault';
import { readCrmConfig } from './config';
import { openHub } from './start';

test('K8: the key has its place where no database has made the folder, or says that it has none', async () => {
  const db = await openTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'threadline-key-'));
  const open = (place: string) => openHub(db, place, readCrmConfig(undefined, {}), () => undefined);
  const sealed = open(join(folder, 'data')).vault.seal('secret', 'here');
  expect(existsSync(join(folder, 'data', KEY_FILE))).toBe(true);
  expect(open(join(folder, 'data')).vault.open(sealed, 'here')).toBe('secret');
  expect(() => open('/proc/threadline')).toThrow(Trouble);
  rmSync(folder, { recursive: true });
  await db.close();
});
