type Attributes = Readonly<Record<string, string | boolean | null>>;

/** An element as JSX would write it; what is null or false is left out, `true` is the bare attribute. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes,
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  mark(element, attributes);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Sets what differs. */
export function mark(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? '' : value);
  }
}

/** `wanted` and nothing else, in this order; what is there already is not touched, or it would lose the focus. */
export function fill(parent: Element, wanted: readonly Node[]): void {
  for (const child of [...parent.childNodes]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((node, place) => {
    if (parent.childNodes[place] !== node) parent.insertBefore(node, parent.childNodes[place] ?? null);
  });
}
