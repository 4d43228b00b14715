import { h } from './dom.js';
import { word } from './words.js';

let editors = 500;

/** Settings, with the signature's editor: the same editor as a mail's, and it sends nothing. */
export function openSettings() {
  const close = () => shade.remove();
  const name = h('input', {
    type: 'text',
    maxlength: '255',
    autocomplete: 'off',
    placeholder: word.signatureName,
    'aria-label': word.signatureName,
    class: 'fui-Input__input subject',
  });
  const editor = h(
    'div',
    {
      contenteditable: 'true',
      tabindex: '0',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': word.signature,
      class: 'dFCbN editor',
      spellcheck: 'true',
    },
    h('div', { class: 'elementToProof' }, h('br')),
  );
  const save = h('button', { type: 'button', class: 'fui-Button ms-Button--primary primary', onclick: close }, word.save);
  const dialog = h(
    'div',
    { role: 'dialog', 'aria-modal': 'true', 'aria-label': word.settings, class: 'dialog settings' },
    h('h2', {}, word.settings),
    h('h3', {}, word.signature),
    name,
    h('div', { id: `editorParent_${++editors}`, class: 'editor-parent' }, editor),
    h('div', { class: 'dialog-buttons' }, save, h('button', { type: 'button', class: 'ms-Button', onclick: close }, word.cancel)),
  );
  const shade = h('div', { class: 'shade' }, dialog);
  shade.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  document.body.append(shade);
  name.focus();
}
