import { type ESTree, Visitor } from 'vite';
import { expect, test } from 'vitest';
import { isTest, lineOf, type Source, sourcesUnder } from './sources';

const P90_LINES = 150;
const MOST_LINES = 350;
const MOST_LINES_OF_A_TEST = 500;
const MOST_LINES_OF_A_FUNCTION = 70;

const all = ['src', 'scripts', 'e2e', 'bench'].flatMap(sourcesUnder);
const product = all.filter(({ path }) => path.startsWith('src/') && !isTest(path));

test(`nine files in ten have at most ${P90_LINES} lines`, () => {
  const lengths = product.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length * 0.9)] ?? 0).toBeLessThanOrEqual(P90_LINES);
});

test(`no file has more than ${MOST_LINES} lines, no test more than ${MOST_LINES_OF_A_TEST}`, () => {
  const most = (path: string) => (/\.(test|contract|spec)\./.test(path) ? MOST_LINES_OF_A_TEST : MOST_LINES);
  expect(all.filter(({ path, lines }) => lines > most(path)).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
});

test(`no function has more than ${MOST_LINES_OF_A_FUNCTION} lines of its own`, () => {
  expect(product.flatMap(longFunctions)).toEqual([]);
});

/** Functions inside a function count for themselves: a factory is as long as what it makes, and still easy to read. */
function longFunctions(source: Source): string[] {
  const long: string[] = [];
  const inner: number[] = [0];
  const enter = () => void inner.push(0);
  const exit = (node: ESTree.Node) => {
    const lines = source.code.slice(node.start, node.end).split('\n').length;
    const own = lines - (inner.pop() ?? 0);
    if (own > MOST_LINES_OF_A_FUNCTION) long.push(`${lineOf(source, node.start)}: ${own}`);
    // One that stands on a single line is part of that line.
    if (lines > 1) inner[inner.length - 1] = (inner.at(-1) ?? 0) + lines;
  };
  new Visitor({
    FunctionDeclaration: enter,
    FunctionExpression: enter,
    ArrowFunctionExpression: enter,
    'FunctionDeclaration:exit': exit,
    'FunctionExpression:exit': exit,
    'ArrowFunctionExpression:exit': exit,
  }).visit(source.parsed.program);
  return long;
}
