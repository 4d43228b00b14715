/** So many values go into one statement; SQLite takes 32,766 parameters, PostgreSQL 65,535. */
const MAX_LIST = 256;
/** Rows of one insert. Few sizes, so that few statements are prepared. */
const ROW_SIZES = [100, 20, 4, 1];

/**
 * Answers of a query over a list of any length, piece by piece. Each piece is filled up to a power of two by repeating its last
 * value, so that the statement is one of nine and stays prepared.
 */
export async function overList<V extends string, R>(values: Iterable<V>, query: (piece: V[]) => Promise<R[]>): Promise<R[]> {
  const distinct = [...new Set(values)];
  const rows: R[] = [];
  for (let start = 0; start < distinct.length; start += MAX_LIST) {
    const piece = distinct.slice(start, start + MAX_LIST);
    const last = piece.at(-1) as V;
    let size = 1;
    while (size < piece.length) size *= 2;
    while (piece.length < size) piece.push(last);
    rows.push(...(await query(piece)));
  }
  return rows;
}

/** Hands rows to an insert in pieces of a few fixed sizes. */
export async function insertRows<R>(rows: readonly R[], insert: (piece: R[]) => Promise<unknown>): Promise<void> {
  let start = 0;
  for (const size of ROW_SIZES) {
    for (; rows.length - start >= size; start += size) await insert(rows.slice(start, start + size));
  }
}

/** Rows by the value of one column. */
export function groupBy<R, K>(rows: readonly R[], key: (row: R) => K): Map<K, R[]> {
  const groups = new Map<K, R[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
