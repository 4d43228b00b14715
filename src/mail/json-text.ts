export type JsonPath = readonly (string | number)[];

/** A text of a JSON document and what is to stand in its place. */
export interface TextChange {
  path: JsonPath;
  text: string;
}

/**
 * The document with other texts at these places, and every other letter as it was: parsed and written again, numbers would
 * lose digits and escapes change. Null: one of the places does not exist or holds no text. Throws for what is no JSON.
 */
export function replaceTexts(json: string, changes: readonly TextChange[]): string | null {
  const wanted = new Map(changes.map(({ path, text }) => [keyOf(path), text]));
  const pieces: string[] = [];
  let end = 0;
  let found = 0;
  walkTexts(json, (path, from, to) => {
    const text = wanted.get(keyOf(path));
    if (text === undefined) return;
    pieces.push(json.slice(end, from), JSON.stringify(text));
    end = to;
    found++;
  });
  return found === wanted.size ? pieces.join('') + json.slice(end) : null;
}

const keyOf = (path: JsonPath) => JSON.stringify(path);

const SPACE = /[\s]*/y;
const TEXT = /"(?:[^"\\]|\\.)*"/y;
const OTHER = /(?:-?\d[\d.eE+-]*|true|false|null)/y;

/** Tells of each text that is a value: its place, and where its quotes begin and end. */
function walkTexts(json: string, visit: (path: JsonPath, from: number, to: number) => void): void {
  let at = 0;
  const take = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    if (!pattern.test(json)) throw new SyntaxError(`No JSON at ${at}`);
    at = pattern.lastIndex;
    return at;
  };
  /** Up to the next sign that is no space, and past it if it is this one. */
  const passes = (sign: string): boolean => {
    take(SPACE);
    if (json[at] !== sign) return false;
    at++;
    return true;
  };
  const value = (path: JsonPath): void => {
    take(SPACE);
    const from = at;
    if (json[at] === '"') visit(path, from, take(TEXT));
    else if (passes('[')) members(']', (index) => value([...path, index]));
    else if (passes('{'))
      members('}', () => {
        take(SPACE);
        const start = at;
        const key: string = JSON.parse(json.slice(start, take(TEXT)));
        if (!passes(':')) throw new SyntaxError(`No JSON at ${at}`);
        value([...path, key]);
      });
    else take(OTHER);
  };
  const members = (end: string, member: (index: number) => void): void => {
    if (passes(end)) return;
    for (let index = 0; ; index++) {
      member(index);
      if (passes(end)) return;
      if (!passes(',')) throw new SyntaxError(`No JSON at ${at}`);
    }
  };
  value([]);
  take(SPACE);
  if (at < json.length) throw new SyntaxError(`No JSON at ${at}`);
}

/** Where a list or an object stands in parsed JSON, found by identity; null: nowhere. */
export function pathTo(root: unknown, wanted: object): JsonPath | null {
  if (root === wanted) return [];
  if (typeof root !== 'object' || root === null) return null;
  for (const [key, value] of Object.entries(root)) {
    const rest = typeof value === 'object' ? pathTo(value, wanted) : null;
    if (rest) return [Array.isArray(root) ? Number(key) : key, ...rest];
  }
  return null;
}
