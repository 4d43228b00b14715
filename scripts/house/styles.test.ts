import { expect, test } from 'vitest';
import { isTest, read, sourcesUnder, trackedFiles } from './sources';

test('every class that is drawn has a style: one that was renamed on one side only shows', () => {
  const styles = trackedFiles().filter((path) => path.startsWith('src/') && path.endsWith('.css'));
  const styled = new Set(styles.flatMap((path) => [...read(path).matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name)));
  const drawn = sourcesUnder('src')
    .filter(({ path }) => path.endsWith('.tsx') && !isTest(path))
    .flatMap(({ path, code }) =>
      [...code.matchAll(/\sclass="([\w -]+)"/g)].flatMap(([, names = '']) => names.split(' ').map((name) => `${path}: ${name}`)),
    );
  expect(drawn.length).toBeGreaterThan(100);
  expect(drawn.filter((one) => !styled.has(one.split(': ')[1] ?? ''))).toEqual([]);
});
