const policy = window.trustedTypes?.createPolicy('practice', { createHTML: (markup) => markup });

/** One element from markup. */
export function element(markup) {
  const template = document.createElement('template');
  setMarkup(template, markup.trim());
  return template.content.firstElementChild;
}

export function setMarkup(node, markup) {
  node.innerHTML = policy ? policy.createHTML(markup) : markup;
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const safe = (text) => String(text ?? '').replace(/[&<>"]/g, (sign) => ENTITIES[sign]);

/** Buttons that are no <button>, as in Gmail: a click, Enter or Space. */
export function onPress(node, act) {
  node.addEventListener('click', act);
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    act(event);
  });
}
