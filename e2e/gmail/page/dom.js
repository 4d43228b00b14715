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

/** Gmail shows the pictures of a mail through its proxy, each under a name of its own, with their own address behind the sign. */
export const proxied = (html) =>
  html.replace(
    /(<img\b[^>]*?\ssrc=")(https?:[^"]*)/gi,
    (_, before, url) => `${before}https://ci3.googleusercontent.com/meips/${encodeURIComponent(url)}=s0-d-e1-ft#${url}`,
  );
