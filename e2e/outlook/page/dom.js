import { practice } from './switches.js';

/** Class names as they were written, by element; the page shows them among hashed ones. */
const classes = new WeakMap();
const hash = () => Math.random().toString(36).slice(2, 7);
const shown = (name) => (practice.rerender ? `${hash()} ${name}` : name);

/** One element. Attributes that are null are left out; `on…` are listeners, `value` is the property. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'value') node.value = value;
    else if (name === 'class') {
      classes.set(node, value);
      node.className = shown(value);
    } else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
}

/** What comes as markup: the body of a mail. */
export function fromMarkup(markup) {
  const template = document.createElement('template');
  template.innerHTML = markup;
  return template.content;
}

const SVG = 'http://www.w3.org/2000/svg';
/** Our own drawings under Fluent's names, in a box of 20. */
const DRAWINGS = {
  Send: 'M3 4l14 6-14 6 2-6z M5 10h7',
  SendRegular: 'M3 4l14 6-14 6 2-6z M5 10h7',
  ComposeRegular: 'M10 4H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-5 M9 11l7-7',
  DeleteRegular: 'M4 6h12 M8 6V4h4v2 M6 6l1 10h6l1-10',
  AttachRegular: 'M14 9l-5 5a2.5 2.5 0 0 1-4-4l6-6a1.8 1.8 0 0 1 3 3l-6 6',
  OpenRegular: 'M8 5H5v10h10v-3 M11 4h5v5 M16 4l-7 7',
  ArrowReplyRegular: 'M8 5L4 9l4 4 M4 9h7a5 5 0 0 1 5 5v1',
  ArrowReplyAllRegular: 'M10 5L6 9l4 4 M6 9h5a5 5 0 0 1 5 5v1 M6 5L2 9l4 4',
  ArrowForwardRegular: 'M12 5l4 4-4 4 M16 9H9a5 5 0 0 0-5 5v1',
  MailRegular: 'M3 5h14v10H3z M3 6l7 5 7-5',
  CalendarRegular: 'M4 5h12v11H4z M4 8h12 M7 3v3 M13 3v3',
  SettingsRegular:
    'M10 7a3 3 0 1 0 0 6a3 3 0 1 0 0-6 M10 3v2 M10 15v2 M3 10h2 M15 10h2 M5 5l1.5 1.5 M13.5 13.5L15 15 M15 5l-1.5 1.5 M6.5 13.5L5 15',
};

export function icon(name) {
  const drawing = document.createElementNS(SVG, 'svg');
  drawing.setAttribute('viewBox', '0 0 20 20');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', DRAWINGS[name]);
  drawing.append(path);
  return h('i', { 'data-icon-name': name, class: 'icon', 'aria-hidden': 'true' }, drawing);
}

/** Draws again as React does: nodes it did not make are dropped, hashed names are new. `own` are its own. */
export function drawAgain(parents, own) {
  for (const parent of parents) {
    for (const child of [...parent.children]) if (!own.has(child)) child.remove();
    for (const node of [parent, ...parent.querySelectorAll('[class]')]) if (classes.has(node)) node.className = shown(classes.get(node));
  }
}
