import { expect, test } from 'vitest';
import { exists, importsOf, isTest, sourcesUnder } from './sources';

// Imports point down only. A world may import itself and what stands here.
const WORLDS: Record<string, readonly string[]> = {
  'src/core': [],
  'src/connectors': ['src/core'],
  'src/mail': ['src/core'],
  'src/ui': ['src/core'],
  'src/endpoint/web': ['src/core', 'src/ui'],
  'src/endpoint': ['src/core', 'src/connectors'],
  'src/extension': ['src/core', 'src/connectors', 'src/mail', 'src/ui'],
};

// Who may use a package. A new one gets a line here, with as few places as it needs.
const PACKAGES: Record<string, readonly string[]> = {
  typebox: ['src/core', 'src/connectors', 'src/endpoint'],
  tldts: ['src/core'],
  'email-providers': ['src/core'],
  htmlparser2: ['src/core/tracking'],
  entities: ['src/core/tracking'],
  uuid: ['src/core', 'src/extension/background', 'src/endpoint'],
  'postal-mime': ['src/core', 'src/endpoint'],
  '@inboxsdk/core': ['src/mail/gmail', 'src/extension/background/index.ts'],
  'webextension-polyfill': ['src/extension/browser-api.ts'],
  dexie: ['src/extension/background'],
  preact: ['src/ui', 'src/extension/ui', 'src/extension/content', 'src/extension/popup', 'src/extension/options', 'src/endpoint/web'],
  '@tanstack/virtual-core': ['src/ui', 'src/extension/popup', 'src/extension/options', 'src/endpoint/web'],
  papaparse: ['src/extension/options', 'src/extension/background'],
  dompurify: ['src/endpoint/web'],
  uplot: ['src/endpoint/web'],
  fastify: ['src/endpoint'],
  '@fastify': ['src/endpoint'],
  kysely: ['src/endpoint'],
  libsql: ['src/endpoint'],
  pg: ['src/endpoint'],
  'prom-client': ['src/endpoint/operations'],
  node: ['src/endpoint'],
};

const sources = sourcesUnder('src');
const worldOf = (path: string) =>
  Object.keys(WORLDS)
    .filter((world) => isUnder(path, world))
    .sort((a, b) => b.length - a.length)[0];
const isUnder = (path: string, place: string) => path === place || path.startsWith(`${place}/`);
const isOurs = (name: string) => exists(name) || name.startsWith('src/');

test('a world imports only itself and what lies below it', () => {
  const wrong: string[] = [];
  for (const source of sources) {
    const world = worldOf(source.path);
    expect(world, `${source.path} belongs to no world`).toBeDefined();
    for (const imported of importsOf(source).filter(isOurs)) {
      const target = worldOf(imported);
      const allowed = target === world || WORLDS[world as string]?.includes(target ?? '');
      if (!allowed && !(isTest(source.path) && !target)) wrong.push(`${source.path} imports ${imported}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('every import of our own leads to a file', () => {
  const lost = sources.flatMap((source) =>
    importsOf(source)
      .filter((name) => name.startsWith('src/') && !exists(name))
      .map((name) => `${source.path} imports ${name}`),
  );
  expect(lost).toEqual([]);
});

test('a package is used only where it may be', () => {
  const wrong: string[] = [];
  for (const source of sources.filter(({ path }) => !isTest(path))) {
    for (const imported of importsOf(source).filter((name) => !isOurs(name) && !name.startsWith('virtual:'))) {
      const places = PACKAGES[packageOf(imported)] ?? PACKAGES[imported.split('/')[0] ?? ''];
      if (!places) wrong.push(`${source.path} imports ${imported}, which has no line in PACKAGES`);
      else if (
        !places.some((place) => isUnder(source.path, place)) ||
        (packageOf(imported) === 'node' && isUnder(source.path, 'src/endpoint/web'))
      ) {
        wrong.push(`${source.path} imports ${imported}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

function packageOf(imported: string): string {
  if (imported.startsWith('node:')) return 'node';
  return imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/');
}

test('no file imports itself by a detour', () => {
  const graph = new Map(sources.map((source) => [source.path, importsOf(source).filter((name) => name.startsWith('src/'))]));
  expect(findCycle(graph)).toEqual([]);
});

test('the search for detours finds one', () => {
  expect(
    findCycle(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual(['b', 'c', 'b']);
});

function findCycle(graph: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const walk = (node: string, way: string[]): string[] => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const cycle = walk(next, [...way, node]);
      if (cycle.length > 0) return cycle;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const cycle = walk(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
