import { decodeHTML, decodeHTMLAttribute } from 'entities/decode';
import { followElements } from './elements';
import { watchLines } from './letter-head';
import { isElementsOwn, type Part, partOf, TELLING_ATTRIBUTES } from './letter-parts';
import { followLines, wordsAround } from './shown-lines';
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
  /** What was shown before it, and with it. */
  from: number;
  to: number;
  /** What its images say. */
  spoken: string;
  isVisible: boolean;
}

const LINE_ABOVE = /border-top\s*:\s*(?!none|0|medium\s+none)\S/i;
const NOWHERE = Number.POSITIVE_INFINITY;

/** Null: the HTML is broken off somewhere, and nobody knows what is text. */
export function readOwnText(html: string): OwnText | null {
  const watch = watchLines();
  const elements = followElements();
  const lines = followLines(elements, (line) => watch.read(line));
  const links: Link[] = [];
  let link: Link | null = null;
  /** Where the first quotation begins, where all own text ends, and the body. */
  let [quote, last, body] = [NOWHERE, NOWHERE, html.length];

  function enter(part: Part, start: number): void {
    if (part.startsWith('quote')) quote = Math.min(quote, elements.placeAt(start));
    if (!isElementsOwn(part)) last = Math.min(last, start);
  }
  function startLink(tag: Tag, href: Span): Link {
    const [from, isOwn] = [lines.length(), elements.isOwn() && !lines.isQuoted()];
    return { href, start: tag.start, isOwn, from, to: from, spoken: '', isVisible: false };
  }
  function endLink(): void {
    if (link) links.push({ ...link, to: lines.length() });
    link = null;
  }

  const isWhole = readTags(html, {
    open(tag) {
      const { name, start } = tag;
      lines.open(name, start);
      const part = partOf(name, calledIn(html, tag));
      if (part) enter(part, start);
      if (name === 'hr' || LINE_ABOVE.test(attributeOf(html, tag, 'style'))) watch.bound(elements.placeAt(start));
      const href = spanOf(html, tag, 'href');
      if (name === 'a') {
        endLink();
        if (href) link = startLink(tag, href);
      }
      if (name === 'area' && href) links.push({ ...startLink(tag, href), spoken: attributeOf(html, tag, 'alt'), isVisible: true });
      if (name === 'img' && link) link = { ...link, spoken: `${link.spoken} ${attributeOf(html, tag, 'alt')}`, isVisible: true };
      elements.open(tag, part && isElementsOwn(part) ? part : null);
    },
    close(name, { start }) {
      if (name === 'a') endLink();
      if (name === 'body') body = start;
      lines.close(name);
      elements.close(name);
    },
    text({ start, end }) {
      const text = decode(html.slice(start, end), decodeHTML);
      lines.text(text, start);
      if (link && text.trim() !== '') link.isVisible = true;
    },
  });
  if (!isWhole) return null;
  endLink();
  lines.end();

  const { found } = watch;
  const shown = lines.all();
  const end = Math.min(last, found.quote ?? NOWHERE, found.signature ?? NOWHERE);
  return {
    links: links
      .filter(({ isOwn, start }) => isOwn && start < end)
      .map(({ href, from, to, spoken, isVisible }) => ({ href, text: () => `${wordsAround(shown, from, to)} ${spoken}`, isVisible })),
    end: Math.min(body, quote, found.quote ?? NOWHERE),
  };
}

const decode = (written: string, by: (text: string) => string) => (written.includes('&') ? by(written) : written);

function attributeOf(html: string, tag: Tag, name: string): string {
  const span = spanOf(html, tag, name);
  return span ? decode(html.slice(span.start, span.end), decodeHTMLAttribute) : '';
}

const TELLING: ReadonlySet<string> = new Set(TELLING_ATTRIBUTES);
const NOT_CALLED = {};

function calledIn(html: string, tag: Tag): Parameters<typeof partOf>[1] {
  if (!tag.attributes.some(({ name }) => TELLING.has(name))) return NOT_CALLED;
  const telling = TELLING_ATTRIBUTES.filter((name) => tag.attributes.some((attribute) => attribute.name === name));
  return Object.fromEntries(telling.map((name) => [name, attributeOf(html, tag, name)]));
}
