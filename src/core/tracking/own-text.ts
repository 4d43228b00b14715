import { decodeHTML, decodeHTMLAttribute } from 'entities/decode';
import { watchLines } from './letter-head';
import { type Part, partOf, TELLING_ATTRIBUTES } from './letter-parts';
import { readTags, type Span, spanOf, type Tag } from './tags';

/** A link in what the sender wrote herself: neither in a quotation nor in a signature. */
export interface OwnLink {
  /** Its `href`, without the space around it. */
  href: Span;
  /** What its reader sees of it: its words up to the next space on either side, and what images say. */
  text(): string;
  /** It has words or an image. */
  isVisible: boolean;
}

export interface OwnText {
  links: OwnLink[];
  /** Where the sender's own text ends, and something may be put in. */
  end: number;
}

interface Link {
  href: Span;
  start: number;
  isOwn: boolean;
  from: number;
  to: number;
  spoken: string;
  isVisible: boolean;
}

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const BREAKING = new Set(
  'address article aside blockquote body br center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tfoot thead title tr ul'.split(
    ' ',
  ),
);
const CELLS = new Set(['td', 'th']);
const BOLD = new Set(['b', 'strong']);
/** Browsers move what is put straight into these out of them. */
const NO_PLACE = new Set(['table', 'tbody', 'thead', 'tfoot', 'tr', 'colgroup', 'select', 'optgroup', 'option']);
const LINE_ABOVE = /border-top\s*:\s*(?!none|0|medium\s+none)\S/i;
const TELLING: ReadonlySet<string> = new Set(TELLING_ATTRIBUTES);
/** How far to either side the word goes that a link stands in. */
const WORD_REACH = 300;

const newLine = () => ({ text: '', start: 0, isBold: false, hasWords: false, isQuoted: false });

/** Null: the HTML is broken off somewhere, and nobody knows what is text. */
export function readOwnText(html: string): OwnText | null {
  const stack: { name: string; start: number; part: Part | null }[] = [];
  const open = new Map<string, number>();
  const watch = watchLines();
  const shown: string[] = [];
  const links: Link[] = [];
  let [length, depth, bold] = [0, 0, 0];
  let line = newLine();
  let place = -1;
  let link: Link | null = null;
  let [quote, cut, bodyEnd] = [-1, Number.POSITIVE_INFINITY, -1];

  /** The nearest place before this one where an image may stand. */
  const placeAt = (start: number): number => {
    let top = stack.length - 1;
    while (top >= 0 && NO_PLACE.has(stack[top]?.name ?? '')) top--;
    return stack[top + 1]?.start ?? start;
  };
  const show = (text: string) => {
    shown.push(text);
    length += text.length;
    line.text += text;
  };
  const breakLine = () => {
    watch.read(line);
    line = newLine();
    place = -1;
    shown.push('\n');
    length++;
  };
  const endLink = () => {
    if (link) links.push({ ...link, to: length });
    link = null;
  };
  const enter = (part: Part, start: number) => {
    if (part.startsWith('quote') && quote < 0) quote = placeAt(start);
    if (part.endsWith('from-here')) cut = Math.min(cut, start);
    else depth++;
  };
  const startLink = (tag: Tag, href: Span, spoken: string): Link => ({
    ...{
      href,
      start: tag.start,
      isOwn: depth === 0 && !line.isQuoted,
      from: length,
      to: length,
      spoken,
      isVisible: spoken !== '',
    },
  });
  const pop = () => {
    const { name, part } = stack.pop() as (typeof stack)[number];
    open.set(name, (open.get(name) ?? 1) - 1);
    if (part && !part.endsWith('from-here')) depth--;
    if (BOLD.has(name)) bold--;
  };

  const isWhole = readTags(html, {
    open(tag) {
      const { name, start } = tag;
      if (BREAKING.has(name)) breakLine();
      if (CELLS.has(name)) show(' ');
      if (place < 0) place = placeAt(start);
      const part = partOf(name, calledIn(html, tag));
      if (part) enter(part, start);
      if (name === 'hr' || LINE_ABOVE.test(attributeOf(html, tag, 'style'))) watch.bound(placeAt(start));
      const href = spanOf(html, tag, 'href');
      if (name === 'a') {
        endLink();
        if (href) link = startLink(tag, href, '');
      }
      if (name === 'area' && href) links.push({ ...startLink(tag, href, attributeOf(html, tag, 'alt')), isVisible: true });
      if (name === 'img' && link) link = { ...link, spoken: `${link.spoken} ${attributeOf(html, tag, 'alt')}`, isVisible: true };
      if (VOID.has(name)) {
        if (part && !part.endsWith('from-here')) depth--;
        return;
      }
      stack.push({ name, start, part });
      open.set(name, (open.get(name) ?? 0) + 1);
      if (BOLD.has(name)) bold++;
    },
    close(name, span) {
      if (name === 'a') endLink();
      if (name === 'body') bodyEnd = span.start;
      if (BREAKING.has(name)) breakLine();
      place = -1;
      if (!open.get(name)) return;
      while (stack.at(-1)?.name !== name) pop();
      pop();
    },
    text(span) {
      const written = html.slice(span.start, span.end);
      const text = written.includes('&') ? decodeHTML(written) : written;
      const isBlank = text.trim() === '';
      if (!isBlank && !line.hasWords) {
        const start = place < 0 ? placeAt(span.start) : place;
        line = { ...line, start, isBold: bold > 0, hasWords: true, isQuoted: text.trimStart().startsWith('>') };
      }
      show(text);
      if (link && !isBlank) link.isVisible = true;
    },
  });
  if (!isWhole) return null;
  endLink();
  breakLine();

  const starts = [watch.found.quote, watch.found.signature].filter((start) => start !== null);
  const last = Math.min(cut, ...starts);
  const all = shown.join('');
  const quotes = [quote < 0 ? null : quote, watch.found.quote].filter((start) => start !== null);
  return {
    links: links
      .filter(({ isOwn, start }) => isOwn && start < last)
      .map(({ href, from, to, spoken, isVisible }) => ({ href, text: () => `${wordsAround(all, from, to)} ${spoken}`, isVisible })),
    end: Math.min(bodyEnd < 0 ? html.length : bodyEnd, ...quotes),
  };
}

const attributeOf = (html: string, tag: Tag, name: string): string => {
  const span = spanOf(html, tag, name);
  return span ? decodeAttribute(html.slice(span.start, span.end)) : '';
};

const decodeAttribute = (written: string) => (written.includes('&') ? decodeHTMLAttribute(written) : written);

const NOT_CALLED = {};

function calledIn(html: string, tag: Tag): Parameters<typeof partOf>[1] {
  if (!tag.attributes.some(({ name }) => TELLING.has(name))) return NOT_CALLED;
  const telling = TELLING_ATTRIBUTES.filter((name) => tag.attributes.some((attribute) => attribute.name === name));
  return Object.fromEntries(telling.map((name) => [name, attributeOf(html, tag, name)]));
}

const isWord = (text: string, at: number) => (text[at] ?? '').trim() !== '';

function wordsAround(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start > 0 && from - start < WORD_REACH && isWord(text, start - 1)) start--;
  while (end < text.length && end - to < WORD_REACH && isWord(text, end)) end++;
  return text.slice(start, end);
}
