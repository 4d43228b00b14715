import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { cutInboxSdk } from './inboxsdk.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('@inboxsdk/core/inboxsdk.js'), 'utf8');

test('E3: the built SDK names none of its makers’ hosts', () => {
  expect(source).toMatch(/api\.inboxsdk\.com/);
  expect(cutInboxSdk(source)).not.toMatch(/api\.inboxsdk\.com|pubsub\.googleapis\.com/);
});

test('E3: the build stops when the place that phones home is not where it was', () => {
  expect(() => cutInboxSdk(source.replace('const sendError = rateLimit', 'const report = rateLimit'))).toThrow(/error reports/);
  expect(() => cutInboxSdk(cutInboxSdk(source))).toThrow(/found 0/);
});
