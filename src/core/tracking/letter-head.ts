/** A line of a mail as its reader sees it. */
export interface Line {
  text: string;
  /** Where in the HTML its block begins. */
  start: number;
  isBold: boolean;
}

interface Block {
  start: number;
  lines: number;
  isBold: boolean;
  isBounded: boolean;
  hasAddress: boolean;
  hasDate: boolean;
  beginsWithDate: boolean;
}

/** "From: …" in any language: a word or a few, a colon, a value. Plain-text mails have stars for bold. */
const LABEL = /^\*?\p{L}[\p{L}\p{M} .'’-]{0,24}\s?[:：](?!\/\/)/u;
const DATE = /\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d\s?年/;
const ADDRESS = /\S@\S+\.\S/;
/** A rule drawn with signs, or a title between two. */
const RULE = /^[_=*\u2010-\u2015-]{10,}$|^-{3,}\s*\S.*\S\s*-{3,}$/;
/** What is longer is no head; the beginning of it tells. */
const LONGEST = 300;
/** RFC 3676, 4.3, with or without the space that mail pages lose. */
const SIGNATURE = '--';

/**
 * Watches the lines of a mail for what begins a quotation or a signature without any mark of the program that wrote it: the head of an
 * older mail, known by its shape in whatever language it is, and the two dashes.
 */
export function watchLines() {
  let block: Block | null = null;
  let boundary: number | null = null;
  const found: { quote: number | null; signature: number | null } = { quote: null, signature: null };

  function extend({ text, start, isBold }: Line): void {
    const hasDate = DATE.test(text);
    block ??= {
      ...{ start: boundary ?? start, lines: 0, isBold: true, isBounded: boundary !== null },
      ...{ hasAddress: false, hasDate: false, beginsWithDate: hasDate },
    };
    block.lines++;
    block.isBold &&= isBold;
    block.hasAddress ||= ADDRESS.test(text);
    block.hasDate ||= hasDate;
    if (isHead(block)) found.quote ??= block.start;
  }

  return {
    found,
    /** Something parts what stands above from what stands below. */
    bound(start: number): void {
      block = null;
      boundary = start;
    },
    read(line: Line): void {
      const text = line.text.trim().slice(0, LONGEST);
      if (text === '') return;
      if (RULE.test(text)) this.bound(line.start);
      else if (LABEL.test(text)) extend({ ...line, text });
      else {
        block = null;
        boundary = null;
        if (text === SIGNATURE) found.signature ??= line.start;
      }
    },
  };
}

/** [?] Four lines are a head if there is a date below the first of them, and it is not only somebody's list of when and where. */
function isHead({ lines, isBold, isBounded, hasAddress, hasDate, beginsWithDate }: Block): boolean {
  if (!hasDate || beginsWithDate) return false;
  return lines >= 4 ? isBounded || isBold || hasAddress : lines === 3 && isBounded && hasAddress;
}
