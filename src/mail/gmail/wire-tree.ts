import type { JsonPath } from '../json-text';

/** A page may send anything; what is larger or deeper than this is no mail. */
const MAX_NODES = 400_000;
const MAX_DEPTH = 40;
const MAX_FIELD = 2_000;

/**
 * Until 2022 Gmail wrote each message as an object with its field numbers, counted from 1, and since then as a list
 * counted from 0. This makes the first into the second, so that everything after it knows one form.
 */
export function plain(value: unknown): unknown {
  let left = MAX_NODES;
  const convert = (node: unknown, depth: number): unknown => {
    if (node === null || typeof node !== 'object') return node;
    if (depth > MAX_DEPTH || --left < 0) return null;
    if (Array.isArray(node)) return node.map((item) => convert(item, depth + 1));
    const list: unknown[] = [];
    for (const [key, item] of Object.entries(node)) {
      const number = Number(key);
      if (Number.isInteger(number) && number >= 1 && number <= MAX_FIELD) list[number - 1] = convert(item, depth + 1);
    }
    return Array.from(list, (item) => item ?? null);
  };
  return convert(value, 0);
}

/** A place in what `plain` made, as a place in what it was made from. */
export function asWritten(path: JsonPath, written: unknown): JsonPath {
  let node = written;
  return path.map((step) => {
    const key = Array.isArray(node) ? step : String(Number(step) + 1);
    node = (node as Record<string | number, unknown>)[key];
    return key;
  });
}

/** Visits each list, outer ones first, with those around it, nearest first. `visit` answers whether to look inside. */
export function walk(root: unknown, visit: (node: unknown[], parents: unknown[][]) => boolean): void {
  const step = (node: unknown, parents: unknown[][]) => {
    if (!Array.isArray(node) || !visit(node, parents)) return;
    const around = [node, ...parents];
    for (const item of node) step(item, around);
  };
  step(root, []);
}

/** The strings that stand in a list itself. */
export const texts = (node: unknown[]) => node.filter((value): value is string => typeof value === 'string');
