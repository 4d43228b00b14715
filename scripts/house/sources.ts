import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ParseResult, parseSync } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One of our files, parsed. Paths are relative to the project, with `/`. */
export interface Source {
  path: string;
  lines: number;
  code: string;
  parsed: ParseResult;
}

export const isTest = (path: string) => /\.(test|contract)\.tsx?$/.test(path);

/** Every TypeScript and JavaScript file under a folder of the project. */
export function sourcesUnder(folder: string): Source[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
    posix.join(folder, path.replaceAll('\\', '/')),
  );
  return files
    .filter((path) => /\.(ts|tsx|mjs|js)$/.test(path) && statSync(join(root, path)).isFile())
    .sort()
    .map(parse);
}

function parse(path: string): Source {
  const code = read(path);
  const parsed = parseSync(path, code);
  if (parsed.errors.length > 0) throw new Error(`${path}: ${parsed.errors[0]?.message}`);
  return { path, code, lines: code.split('\n').length - 1, parsed };
}

export const read = (path: string) => readFileSync(join(root, path), 'utf8');
export const exists = (path: string) => existsSync(join(root, path));

/** Files that git has, or would take. */
export function trackedFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  return list.split('\0').filter((path) => path !== '' && exists(path));
}

export const lineOf = (source: Source, offset: number) => `${source.path}:${source.code.slice(0, offset).split('\n').length}`;

/** What a file imports, types too: our own files by their path, packages as they are written. */
export function importsOf(source: Source): string[] {
  const { staticImports, staticExports, dynamicImports } = source.parsed.module;
  const written = [
    ...staticImports.map((entry) => entry.moduleRequest.value),
    ...staticExports.flatMap((statement) => statement.entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
    ...dynamicImports.map((entry) => source.code.slice(entry.moduleRequest.start, entry.moduleRequest.end).replace(/^['"`]|['"`]$/g, '')),
  ];
  return [...new Set(written)].map((name) => (name.startsWith('.') ? resolve(source.path, name) : name));
}

function resolve(from: string, name: string): string {
  const base = relative(root, join(root, dirname(from), name.replace(/\?.*$/, ''))).replaceAll('\\', '/');
  return (
    [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find((path) => exists(path) && statSync(join(root, path)).isFile()) ?? base
  );
}
