/** A page may send anything; what is larger or deeper than this is no mail. */
const MAX_NODES = 200_000;
const MAX_DEPTH = 24;

export type Node = Record<string, unknown>;

/** Null: no object or list in JSON. To find that out by its error would cost the page more than to look. */
export function parseJson(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The objects that `isWanted` takes, outer ones first; what is inside of one is not looked at. */
export function findAll(root: unknown, isWanted: (node: Node) => boolean): Node[] {
  const found: Node[] = [];
  let level: unknown[] = [root];
  let left = MAX_NODES;
  for (let depth = 0; level.length > 0 && depth < MAX_DEPTH; depth++) {
    const next: unknown[] = [];
    for (const node of level) {
      if (typeof node !== 'object' || node === null) continue;
      if (--left < 0) return found;
      if (!Array.isArray(node) && isWanted(node as Node)) found.push(node as Node);
      else for (const value of Object.values(node)) if (typeof value === 'object') next.push(value);
    }
    level = next;
  }
  return found;
}

export const nodeAt = (node: Node | null | undefined, key: string): Node | null => {
  const value = node?.[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : null;
};
export const listAt = (node: Node, key: string): Node[] => {
  const value = node[key];
  return Array.isArray(value) ? value.filter((one): one is Node => typeof one === 'object' && one !== null) : [];
};
export const textAt = (node: Node | null | undefined, key: string): string => {
  const value = node?.[key];
  return typeof value === 'string' ? value : '';
};
/** The first text under this key, wherever it stands. */
export const textUnder = (root: unknown, key: string): string => textAt(findAll(root, (node) => typeof node[key] === 'string')[0], key);
/** `{ Id: … }`, as Exchange writes ids. */
export const idAt = (node: Node | null | undefined, key: string): string => textAt(nodeAt(node, key), 'Id');
