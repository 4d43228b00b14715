import createDOMPurify from 'dompurify';

/** A mail's body that asks nobody for anything and runs nothing, and what had to be taken from it to make it so. */
export interface SafeBody {
  html: string;
  /** Images that would have been fetched from somewhere: a request would tell its owner that somebody looked. */
  blockedImages: number;
  hasLinks: boolean;
  /** The mail chose colours itself, so it is shown on the white that they were chosen for. */
  ownColours: boolean;
}

const PLACEHOLDER =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='24' height='24'%3E%3Crect x='.5' y='.5' width='23' height='23' rx='3' fill='none' stroke='%238a92a0' stroke-dasharray='3 3'/%3E%3C/svg%3E";

/** Whatever can fetch, in CSS: by name, or hidden behind an escape. */
const FETCHING_STYLE = /url|image|src|import|expression|\\|var\(|attr\(/i;

/** Attributes that fetch or leave; `style` is looked at apart. */
const FORBIDDEN_ATTRIBUTES = [
  'srcset',
  'background',
  'poster',
  'ping',
  'action',
  'formaction',
  'cite',
  'longdesc',
  'lowsrc',
  'dynsrc',
  'id',
  'name',
];
const FORBIDDEN_TAGS = [
  ...['style', 'form', 'input', 'button', 'select', 'option', 'textarea', 'dialog', 'template', 'slot'],
  ...['picture', 'source', 'video', 'audio', 'track', 'map', 'area'],
];

const OPTIONS = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: FORBIDDEN_TAGS,
  FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

/**
 * Cleans a mail's HTML. The sandboxed frame and its policy are the second wall; they do not replace this one, as no policy
 * keeps Chromium from connecting ahead, for `<link rel=preconnect>` or on the way to a frame that is then refused.
 */
export function makeSafe(html: string): SafeBody {
  const found = { blockedImages: 0, hasLinks: false, ownColours: false };
  const purify = createDOMPurify(window);
  purify.addHook('afterSanitizeAttributes', (element) => {
    if (element.nodeName === 'IMG' && blockImage(element)) found.blockedImages += 1;
    if (element.nodeName === 'A' && disarmLink(element)) found.hasLinks = true;
    if (FETCHING_STYLE.test(element.getAttribute('style') ?? '')) element.removeAttribute('style');
    if (coloursItself(element)) found.ownColours = true;
  });
  return { html: purify.sanitize(html, OPTIONS), ...found };
}

/** True if it would have been fetched from afar; an image attached to the mail (`cid:`) is only out of reach. */
function blockImage(image: Element): boolean {
  const source = image.getAttribute('src') ?? '';
  if (/^data:image\//i.test(source)) return false;
  image.setAttribute('src', PLACEHOLDER);
  const words = image.getAttribute('alt');
  if (words) image.setAttribute('title', words);
  return source !== '' && !/^cid:/i.test(source);
}

/** A link would lead the frame itself away, so only its address is left, to be read: its host beside it, all of it in the tooltip. */
function disarmLink(link: Element): boolean {
  const address = link.getAttribute('href');
  if (address === null) return false;
  link.removeAttribute('href');
  link.removeAttribute('target');
  link.setAttribute('title', address);
  const place = placeOf(address);
  if (place && !link.textContent?.includes(place)) link.setAttribute('data-place', place);
  return true;
}

/** `acme.example` of a web address, `ada@acme.example` of a mail address. */
function placeOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url?.hostname || url?.pathname || '';
}

const coloursItself = (element: Element) =>
  /color|background/i.test(element.getAttribute('style') ?? '') || element.hasAttribute('bgcolor') || element.hasAttribute('color');

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
const LOOK = `
:root{color-scheme:light}
body{margin:0;padding:12px 16px;font:14px/1.5 system-ui,sans-serif;color:#1c2027;background:#fff;overflow-wrap:anywhere}
body>:first-child,body>div:first-child>:first-child{margin-top:0}
body>:last-child,body>div:last-child>:last-child{margin-bottom:0}
a[title]{color:#0b63ce;text-decoration:underline;cursor:help}
a[data-place]::after{content:" (" attr(data-place) ")";opacity:.75}
img{max-width:100%;height:auto}
pre{white-space:pre-wrap}
blockquote{margin:8px 0;padding-left:12px;border-left:2px solid #c3c8d1}`;
const LOOK_IN_THE_DARK = `
@media (prefers-color-scheme:dark){:root{color-scheme:dark}body{color:#e9ebef;background:#1b1d22}a[title]{color:#82b4ff}blockquote{border-color:#525863}}`;

/** The document for `srcdoc`: with a policy of its own that lets nothing in and nothing out. */
export function frameDocument(body: SafeBody): string {
  const look = body.ownColours ? LOOK : LOOK + LOOK_IN_THE_DARK;
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer"><style>${look}</style></head><body dir="auto">${body.html}</body></html>`;
}

/** The plain text of a mail without HTML, as HTML. */
export function fromText(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
  return `<div style="white-space: pre-wrap">${escaped}</div>`;
}
