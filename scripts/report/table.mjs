/**
 * Columns as wide as their longest cell; a cell may hold several lines.
 * @param {string[]} head
 * @param {string[][]} rows
 * @returns {string}
 */
export function table(head, rows) {
  const linesOf = (cell) => cell.split('\n');
  const widths = head.map((_, column) => Math.max(...[head, ...rows].flatMap((row) => linesOf(row[column]).map(widthOf))));
  const draw = (row) => {
    const cells = row.map(linesOf);
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, column) => pad(lines[line] ?? '', widths[column]))
        .join('  ')
        .trimEnd(),
    ).join('\n');
  };
  return [draw(head), draw(widths.map((width) => '─'.repeat(width))), ...rows.map(draw)].join('\n');
}

const segments = new Intl.Segmenter('en');
const widthOf = (text) => [...segments.segment(text)].length;
const pad = (text, width) => text + ' '.repeat(Math.max(0, width - widthOf(text)));
