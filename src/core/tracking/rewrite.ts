import { decodeHTMLAttribute } from 'entities/decode';
import { mayHoldOurs } from './our-hosts';
import { isOurPixel, linkUrl, readOurUrl, targetOf, urlOf } from './our-urls';
import { type OwnLink, readOwnText } from './own-text';
import { readTags, type Span, spanOf, type Tag } from './tags';
import { hostOf, isPersonal } from './targets';
import { MAX_LINKS } from './token';
import { isLeaving, namesPlace } from './visible-text';

/** T4. A link that may be tracked. */
export interface FoundLink extends Span {
  /** Exactly as the token's HMAC is to cover it. */
  target: string;
}

/** What goes into one mail; tokens are made for the links in the order in which `findLinks` finds them, from 1 on. */
export interface Minted {
  /** The endpoint's public base URL. */
  baseUrl: string;
  pixel: string;
  links: readonly { target: string; token: string }[];
  /** A link that nobody sees, to a page of ours: only machines follow it. Goes along with links only. */
  trap: { target: string; token: string } | null;
  /** The line at the foot of the mail that leads to the page to opt out. */
  footer: { text: string; token: string } | null;
}

interface Change extends Span {
  text: string;
}

/** T4. The links in the sender's own words that may lead through us, at most 255. None in HTML that is broken off. */
export const findLinks = (html: string, bases: readonly string[]): FoundLink[] => choose(html, readOwnText(html)?.links ?? [], bases);

function choose(html: string, links: readonly OwnLink[], bases: readonly string[]): FoundLink[] {
  const found: FoundLink[] = [];
  for (const { href, text: read, isVisible } of links) {
    const raw = html.slice(href.start, href.end);
    const target = targetOf(raw);
    const host = target && hostOf(target);
    if (!target || !host || !isVisible || bases.some((base) => target.toLowerCase().startsWith(base.toLowerCase()))) continue;
    const text = read();
    if (isPersonal(target) || namesPlace(text, host) || isLeaving(text)) continue;
    if (found.push({ ...href, target }) === MAX_LINKS) break;
  }
  return found;
}

/**
 * T4. The mail with pixel and links. Nothing else of it changes, and `restore` gives it back to the letter; what was in it of ours
 * before is taken out first, so that doing it twice does it once. HTML that is broken off comes back as it is.
 */
export function track(html: string, minted: Minted, bases: readonly string[] = [minted.baseUrl]): string {
  const clean = restore(html, bases);
  const own = readOwnText(clean);
  if (!own) return html;
  const { baseUrl, pixel, trap, footer } = minted;
  const links = choose(clean, own.links, bases).flatMap(({ start, end, target }, place): Change[] => {
    const link = minted.links[place];
    return link?.target === target ? [{ start, end, text: linkUrl(baseUrl, 'click', link.token, clean.slice(start, end)) }] : [];
  });
  const inserted = [
    footer ? footerHtml(baseUrl, footer) : '',
    trap && links.length > 0 ? trapHtml(baseUrl, trap) : '',
    `<img src="${urlOf(baseUrl, 'open', pixel)}" alt="" width="1" height="1">`,
  ];
  return applyChanges(clean, [...links, { start: own.end, end: own.end, text: inserted.join('') }]);
}

const trapHtml = (baseUrl: string, { token, target }: NonNullable<Minted['trap']>) =>
  `<a href="${linkUrl(baseUrl, 'trap', token, escapeHtml(target))}" tabindex="-1" aria-hidden="true"></a>`;

/** All of its words are the link, so that they go with it. */
const footerHtml = (baseUrl: string, { token, text }: NonNullable<Minted['footer']>) =>
  `<div><a href="${urlOf(baseUrl, 'opt-out', token)}" style="color:#6b6b6b;font-size:12px">${escapeHtml(text)}</a></div>`;

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Taking something out can bring two halves of a tag together; a mail made for that is not worth more rounds. */
const MOST_ROUNDS = 5;

/**
 * T4. The mail as it was: without our pixels, traps and footers, with its links as they were written; in drafts, after an undo, and in
 * what a reply quotes. Ours is what stands under one of the base URLs with the shape of a token; nothing else is touched.
 */
export function restore(html: string, bases: readonly string[]): string {
  if (!mayHoldOurs(html, bases)) return html;
  let clean = html;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const changes = findOurs(clean, bases);
    if (changes.length === 0) break;
    clean = applyChanges(clean, changes);
  }
  return clean;
}

function findOurs(html: string, bases: readonly string[]): Change[] {
  const changes: Change[] = [];
  const attributeOf = (tag: Tag, name: string): Span & { text: string } => {
    const span = spanOf(html, tag, name) ?? { start: tag.end, end: tag.end };
    return { ...span, text: html.slice(span.start, span.end) };
  };
  const isWhole = readTags(html, {
    open(tag) {
      if (tag.name === 'img' && isOurPixel(attributeOf(tag, 'src').text, bases)) changes.push({ start: tag.start, end: tag.end, text: '' });
      if (tag.name !== 'a' && tag.name !== 'area') return;
      const href = attributeOf(tag, 'href');
      const ours = readOurUrl(href.text, bases) ?? readOurUrl(decodeHTMLAttribute(href.text), bases);
      if (!ours) return;
      const whole = ours.token.kind === 'click' ? null : wholeLink(html, tag, ours.token.kind === 'opt-out');
      if (whole) changes.push({ ...whole, text: '' });
      else if (ours.raw !== null) changes.push({ start: href.start, end: href.end, text: ours.raw });
    },
    close: () => {},
    text: () => {},
  });
  return isWhole ? changes : [];
}

/** The link with its words; a footer with the block that holds nothing else. Null: there is more in it than we put there. */
function wholeLink(html: string, tag: Tag, isFooter: boolean): Span | null {
  const close = /^([^<]*)<\/a\s*>/i.exec(html.slice(tag.end, tag.end + 1_000));
  if (!close || (!isFooter && close[1]?.trim() !== '')) return null;
  const span = { start: tag.start, end: tag.end + close[0].length };
  const before = isFooter ? /<div(?:\s[^<>]*)?>$/i.exec(html.slice(Math.max(0, span.start - 300), span.start)) : null;
  const after = /^<\/div\s*>/i.exec(html.slice(span.end, span.end + 10));
  return before && after ? { start: span.start - before[0].length, end: span.end + after[0].length } : span;
}

/** Changes may not overlap. */
function applyChanges(html: string, changes: readonly Change[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, text } of [...changes].sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    pieces.push(html.slice(at, start), text);
    at = end;
  }
  return pieces.join('') + html.slice(at);
}
