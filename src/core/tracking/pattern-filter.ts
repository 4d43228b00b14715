import { wordsOf } from './pattern-words';

interface Node {
  next: Map<string, Node>;
  /** Where the search goes on when no letter fits: the longest end of what was read that is the beginning of a word too. */
  back: Node | null;
  /** Patterns of which a word ends here. */
  patterns: Set<number>;
}

const makeNode = (): Node => ({ next: new Map(), back: null, patterns: new Set() });

/**
 * Tells by one walk through a text which of many patterns may fit: those of which it has a word (Aho and Corasick, 1975). The answer has a
 * 1 for each that has to be tried, and is good until the next text.
 */
export function makePatternFilter(patterns: readonly RegExp[]): (text: string) => Uint8Array {
  const root = makeNode();
  const always = new Uint8Array(patterns.length);
  for (const [index, { source }] of patterns.entries()) {
    const words = wordsOf(source);
    if (!words || words.includes('')) always[index] = 1;
    else for (const word of words) plant(root, word, index);
  }
  linkBack(root);
  const { table, letters, ends, lists } = flatten(root);
  const answer = new Uint8Array(patterns.length);
  return (text) => {
    answer.set(always);
    const lower = text.toLowerCase();
    let state = 0;
    for (let at = 0; at < lower.length; at++) {
      state = table[state + (letters[lower.charCodeAt(at)] ?? 0)] as number;
      const list = table[state + ends] as number;
      if (list > 0) for (const index of lists[list] ?? []) answer[index] = 1;
    }
    return answer;
  };
}

function plant(root: Node, word: string, pattern: number): void {
  let node = root;
  for (const letter of word) {
    const next = node.next.get(letter) ?? makeNode();
    node.next.set(letter, next);
    node = next;
  }
  node.patterns.add(pattern);
}

/** Breadth first: what is shorter is linked before. */
function linkBack(root: Node): void {
  for (const node of walk(root))
    for (const [letter, next] of node.next) {
      let back = node.back;
      while (back && !back.next.has(letter)) back = back.back;
      next.back = back?.next.get(letter) ?? root;
      for (const pattern of next.back.patterns) next.patterns.add(pattern);
    }
}

function* walk(root: Node): Generator<Node> {
  const nodes = [root];
  for (const node of nodes) {
    yield node;
    nodes.push(...node.next.values());
  }
}

/** As one table, a row for each node: its place plus a letter's number is where the place of the next stands; plus `ends`, its list. */
function flatten(root: Node) {
  const nodes = [...walk(root)];
  const known = [...new Set(nodes.flatMap(({ next }) => [...next.keys()]))];
  const ends = known.length + 1;
  const width = ends + 1;
  const letters = new Uint8Array(128);
  for (const [index, letter] of known.entries()) letters[letter.charCodeAt(0)] = index + 1;
  const places = new Map(nodes.map((node, index) => [node, index * width]));
  const table = new Uint32Array(nodes.length * width);
  const lists: number[][] = [[]];
  for (const [node, place] of places) {
    const back = node.back ? (places.get(node.back) ?? 0) : 0;
    for (const [index, letter] of known.entries())
      table[place + index + 1] = places.get(node.next.get(letter) ?? root) || (node.back ? (table[back + index + 1] as number) : 0);
    if (node.patterns.size > 0) table[place + ends] = lists.push([...node.patterns]) - 1;
  }
  return { table, letters, ends, lists };
}
