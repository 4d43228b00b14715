import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEY_FILE, makeVault, parseKey, readKeyFile } from './vault';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'threadline-vault-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('K8: what is sealed opens with its key, at its place, and nowhere else', () => {
  const vault = makeVault(randomBytes(32));
  const sealed = vault.seal('secret ✓', 'here');
  expect(sealed).not.toContain('secret');
  expect(vault.open(sealed, 'here')).toBe('secret ✓');
  expect(vault.open(sealed, 'there')).toBeNull();
  expect(makeVault(randomBytes(32)).open(sealed, 'here')).toBeNull();
  expect(vault.seal('secret ✓', 'here')).not.toBe(sealed);
  const changed = sealed.slice(0, -3) + (sealed.at(-3) === 'A' ? 'B' : 'A') + sealed.slice(-2);
  for (const broken of [changed, sealed.slice(0, 20), '', 'v1.', 'secret']) expect(vault.open(broken, 'here')).toBeNull();
});

test('K8: the key file is made once, for its owner only', () => {
  const key = readKeyFile(folder);
  expect(key).toHaveLength(32);
  expect(statSync(join(folder, KEY_FILE)).mode & 0o777).toBe(0o600);
  expect(readKeyFile(folder)).toEqual(key);
  writeFileSync(join(folder, KEY_FILE), 'short');
  expect(readKeyFile(folder)).toBeNull();
  expect(readFileSync(join(folder, KEY_FILE), 'utf8')).toBe('short');
});

test('a key from the environment comes in base64 or hexadecimal, and whole', () => {
  const key = randomBytes(32);
  for (const form of ['hex', 'base64', 'base64url'] as const) expect(parseKey(` ${key.toString(form)}\n`)).toEqual(key);
  for (const bad of ['', 'abc', key.toString('hex').slice(1), randomBytes(31).toString('base64')]) expect(parseKey(bad)).toBeNull();
});
