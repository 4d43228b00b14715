import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isFresh, remember } from './stamp.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let name: string;
let target: { mode: string; outDir: string; sources: string[]; proof: string };

beforeEach(() => {
  folder = mkdtempSync(join(root, 'node_modules/.stamp-'));
  name = relative(join(root, 'node_modules'), folder);
  for (const part of ['sources', 'result']) mkdirSync(join(folder, part));
  const inProject = (part: string) => relative(root, join(folder, part));
  target = { mode: 'production', outDir: inProject('result'), sources: [inProject('sources')], proof: 'main.mjs' };
  put('sources/main.ts', 'export const one = 1;');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(root, 'node_modules/.cache/threadline', `build-${name}`), { force: true });
});

const put = (path: string, text: string) => writeFileSync(join(folder, path), text);

function buildIt() {
  const sources = remember(name, target);
  put('result/main.mjs', 'export const one=1');
  sources.keep();
}

test('what was never built is not fresh', () => {
  expect(isFresh(name, target)).toBe(false);
});

test('what was built stays fresh, also when a test changes', () => {
  buildIt();
  expect(isFresh(name, target)).toBe(true);
  put('sources/main.test.ts', 'test');
  expect(isFresh(name, target)).toBe(true);
});

test.each([
  ['a source changes', () => put('sources/main.ts', 'export const one = 2;')],
  ['a source is added', () => put('sources/more.ts', '')],
  ['the result is touched by somebody else', () => put('result/other.mjs', '')],
  ['the result is gone', () => rmSync(join(folder, 'result/main.mjs'))],
])('it is built again when %s', (_, change) => {
  buildIt();
  change();
  expect(isFresh(name, target)).toBe(false);
});

test('a source saved during the build makes it stale', () => {
  const sources = remember(name, target);
  put('sources/main.ts', 'export const one = 3;');
  sources.keep();
  expect(isFresh(name, target)).toBe(false);
});
