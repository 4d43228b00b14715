import { Tokenizer } from 'htmlparser2';

/** Where something stands in the HTML: from its first to behind its last character. */
export interface Span {
  start: number;
  end: number;
}

/** A start tag. Attribute values are spans of what stands between the quotes, as it is written. */
export interface Tag extends Span {
  name: string;
  attributes: readonly (Span & { name: string })[];
}

export interface TagVisitor {
  open(tag: Tag): void;
  /** `</name>`. */
  close(name: string, span: Span): void;
  /** Of what is shown: not of scripts, styles, comments. */
  text(span: Span): void;
}

/** Their content is no HTML. */
const RAW = new Set(['script', 'style', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext']);
/** Nothing in them is shown, and no mail has them. */
const UNSHOWN = new Set(['template', 'frameset']);
/** Whatever it follows, it is read as a tag, unless something before it is unfinished. */
const SENTINEL = '<i>';

/**
 * Reads HTML from left to right as browsers do, without making anything of it. False: it ends inside of a tag, a comment or a text
 * that never closes, so that nobody knows what was meant, or it is no mail.
 */
export function readTags(html: string, visitor: TagVisitor): boolean {
  let [name, start, raw] = ['', 0, ''];
  let attributes: (Span & { name: string })[] = [];
  let attribute = '';
  let value = { start: -1, end: -1 };
  let isShown = true;
  let isWhole = false;
  const finish = (at: number) => {
    if (start >= html.length) isWhole = true;
    else visitor.open({ name, start, end: at + 1, attributes });
    if (RAW.has(name)) raw = name;
    if (UNSHOWN.has(name)) isShown = false;
  };
  const ignore = () => {};
  const tokenizer = new Tokenizer(
    { decodeEntities: false },
    {
      onopentagname(from, to) {
        name = html.slice(from, to).toLowerCase();
        start = from - 1;
        attributes = [];
      },
      onattribname(from, to) {
        attribute = html.slice(from, to).toLowerCase();
        value = { start: -1, end: -1 };
      },
      onattribdata(from, to) {
        value = { start: value.start < 0 ? from : value.start, end: to };
      },
      onattribend(_quote, end) {
        attributes.push({ name: attribute, ...(value.start < 0 ? { start: end, end } : value) });
      },
      onopentagend: finish,
      onselfclosingtag: finish,
      onclosetag(from, to) {
        const closed = html.slice(from, to).toLowerCase();
        if (closed === raw) raw = '';
        const end = html.indexOf('>', to) + 1;
        if (end > 0) visitor.close(closed, { start: from - 2, end });
      },
      ontext(from, to) {
        if (raw === '' && from < html.length) visitor.text({ start: from, end: Math.min(to, html.length) });
      },
      onattribentity: ignore,
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onend: ignore,
      onprocessinginstruction: ignore,
      ontextentity: ignore,
    },
  );
  tokenizer.write(html + SENTINEL);
  tokenizer.end();
  return isWhole && isShown;
}

/** The span of the first attribute of this name, which is the one that counts; without the space around what it says. */
export function spanOf(html: string, tag: Tag, name: string): Span | null {
  const found = tag.attributes.find((attribute) => attribute.name === name);
  if (!found) return null;
  const value = html.slice(found.start, found.end);
  const leading = value.length - value.trimStart().length;
  return { start: found.start + leading, end: found.start + leading + value.trim().length };
}
