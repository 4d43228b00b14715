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

/** Fluent's icons, by name. The drawing is our own: one letter-like sign. */
export const icon = (name, sign = '') => h('i', { 'data-icon-name': name, class: 'icon', 'aria-hidden': 'true' }, sign);

/** Draws again as React does: nodes it did not make are dropped, hashed names are new. `own` are its own. */
export function drawAgain(parents, own) {
  for (const parent of parents) {
    for (const child of [...parent.children]) if (!own.has(child)) child.remove();
    for (const node of [parent, ...parent.querySelectorAll('[class]')]) if (classes.has(node)) node.className = shown(classes.get(node));
  }
}
