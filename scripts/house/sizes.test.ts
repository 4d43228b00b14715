import { type ESTree, Visitor } from 'vite';
import { expect, test } from 'vitest';
import { isTest, lineOf, type Source, sourcesUnder } from './sources';

const P90_LINES = 150;
const MOST_LINES = 350;
const MOST_LINES_OF_A_FUNCTION = 90;

const all = ['src', 'scripts', 'e2e', 'bench'].flatMap(sourcesUnder);
const product = all.filter(({ path }) => path.startsWith('src/') && !isTest(path));

test(`nine files in ten have at most ${P90_LINES} lines`, () => {
  const lengths = product.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length * 0.9)] ?? 0).toBeLessThanOrEqual(P90_LINES);
});

test(`no file has more than ${MOST_LINES} lines`, () => {
  expect(all.filter(({ lines }) => lines > MOST_LINES).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
});

test(`no function has more than ${MOST_LINES_OF_A_FUNCTION} lines`, () => {
  expect(product.flatMap(longFunctions)).toEqual([]);
});

function longFunctions(source: Source): string[] {
  const long: string[] = [];
  const measure = (node: ESTree.Node) => {
    const lines = source.code.slice(node.start, node.end).split('\n').length;
    if (lines > MOST_LINES_OF_A_FUNCTION) long.push(`${lineOf(source, node.start)}: ${lines}`);
  };
  new Visitor({ FunctionDeclaration: measure, FunctionExpression: measure, ArrowFunctionExpression: measure }).visit(source.parsed.program);
  return long;
}
