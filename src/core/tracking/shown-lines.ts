import type { Elements } from './elements';
import type { Line } from './letter-head';

const BREAKING = new Set(
  'address article aside blockquote body br center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead title tr ul'.split(
    ' ',
  ),
);
const CELLS = new Set(['td', 'th']);
/** How far to either side the word goes that a link stands in. */
const WORD_REACH = 300;

const newLine = () => ({ text: '', start: 0, isBold: false, hasWords: false, isQuoted: false });

/** Follows what a reader sees of a mail, line by line. `read` is told of each line when it ends. */
export function followLines(elements: Elements, read: (line: Line) => void) {
  const shown: string[] = [];
  let length = 0;
  let line = newLine();
  /** Where the block begins that nothing was shown of yet. */
  let block = -1;

  function show(text: string): void {
    shown.push(text);
    length += text.length;
    line.text += text;
  }
  function end(): void {
    read(line);
    line = newLine();
    block = -1;
    shown.push('\n');
    length++;
  }

  return {
    open(name: string, start: number): void {
      if (BREAKING.has(name)) end();
      if (CELLS.has(name)) show(' ');
      if (block < 0) block = elements.placeAt(start);
    },
    close(name: string): void {
      if (BREAKING.has(name)) end();
      block = -1;
    },
    text(text: string, start: number): void {
      if (!line.hasWords && text.trim() !== '') {
        const isQuoted = text.trimStart().startsWith('>');
        line = { ...line, start: block < 0 ? elements.placeAt(start) : block, isBold: elements.isBold(), hasWords: true, isQuoted };
      }
      show(text);
    },
    end,
    /** How much was shown so far. */
    length: (): number => length,
    /** The line was quoted with a sign before it, as in plain text. */
    isQuoted: (): boolean => line.isQuoted,
    all: (): string => shown.join(''),
  };
}

/** What was shown from one length to the other, with the words that it begins and ends in. */
export function wordsAround(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start > 0 && from - start < WORD_REACH && isWord(text, start - 1)) start--;
  while (end < text.length && end - to < WORD_REACH && isWord(text, end)) end++;
  return text.slice(start, end);
}

const isWord = (text: string, at: number) => (text[at] ?? '').trim() !== '';
