import { fromMarkup, h, icon } from './dom.js';
import { practice } from './switches.js';
import { language, word } from './words.js';

// Ids, roles, attributes and nesting are those that public code reports of each year; words and looks are our own.
let docks = 0;

const isFluent = practice.gen >= 2025;

/** The send button with its menu's button beside it. */
export function sendButtons(send, toggleMenu) {
  const id = `splitButton-r${(docks * 7 + 10).toString(36)}_`;
  const shared = {
    type: 'button',
    title: practice.lang === 'xx' ? null : `${word.send} ${word.sendHint}`,
    'aria-label': word.send,
    onclick: send,
  };
  const button = isFluent
    ? h(
        'button',
        { ...shared, id: `${id}_primaryActionButton`, class: 'fui-Button fui-SplitButton__primaryActionButton primary' },
        h('span', { class: 'fui-Button__icon' }, icon('SendRegular')),
        word.send,
      )
    : h(
        'button',
        { ...shared, class: 'ms-Button ms-Button--primary ms-Button--hasMenu primary' },
        icon(practice.gen <= 2022 ? 'Send' : 'SendRegular'),
        h('span', {}, word.send),
      );
  const more = h(
    'button',
    {
      type: 'button',
      id: isFluent ? `${id}_menuButton` : null,
      class: isFluent ? 'fui-MenuButton fui-SplitButton__menuButton primary' : 'ms-Button primary',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': word.sendOptions,
      onclick: toggleMenu,
    },
    '⌄',
  );
  return h('div', { 'data-testid': practice.gen === 2025 ? null : 'ComposeSendButton', class: 'fui-SplitButton split' }, button, more);
}

export const iconButton = (id, name, label, act) =>
  h(
    'button',
    { type: 'button', id, class: isFluent ? 'fui-Button quiet' : 'ms-Button quiet', title: label, 'aria-label': label, onclick: act },
    icon(name),
  );

export function subjectInput(messageId, value, changed) {
  const label = isFluent ? word.subject : word.addSubject;
  const input = h('input', {
    type: 'text',
    maxlength: '255',
    autocomplete: 'off',
    placeholder: word.addSubject,
    'aria-label': label,
    value,
    id: practice.gen >= 2026 ? `MSG_${messageId}_SUBJECT` : `TextField${200 + docks}`,
    class: isFluent ? 'fui-Input__input subject' : 'ms-TextField-field subject',
    oninput: changed,
  });
  return { input, field: h('span', { class: isFluent ? 'fui-Input subject-field' : 'ms-TextField subject-field' }, input) };
}

export function bodyEditor(html, changed) {
  const label = practice.gen <= 2024 && language === 'en' && practice.lang !== 'xx' ? `${word.body}, press Alt+F10 to exit` : word.body;
  const body = h('div', {
    contenteditable: 'true',
    tabindex: '0',
    dir: language === 'ar' ? 'rtl' : 'ltr',
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': label,
    class: 'dFCbN editor',
    textprediction: practice.gen <= 2024 ? 'false' : null,
    spellcheck: 'true',
    oninput: changed,
  });
  body.append(fromMarkup(html));
  return body;
}

/**
 * Puts the parts of one compose together.
 * @returns {{ root: HTMLElement, inner: HTMLElement, own: Set<Element> }} `own`: what React made inside of `inner`
 */
export function dock(header, body, actions) {
  const number = docks++;
  const parent = h('div', { id: `editorParent_${number + 1}`, class: 'editor-parent' }, body);
  const editor = practice.gen >= 2024 ? h('div', { id: `docking_DockingTriggerPart_${number}`, class: 'dock-part' }, parent) : parent;
  const parts = practice.gen <= 2022 ? [header, editor, actions] : [actions, header, editor];
  const inner = h('div', { class: 'compose-inner' }, parts);
  const scroll = practice.gen >= 2023 ? 'owaMailComposeEditorScrollContainer customScrollBar compose' : 'compose';
  const root = h('div', { id: `docking_InitVisiblePart_${number}`, class: scroll, 'data-is-scrollable': 'true' }, inner);
  return { root, inner, own: new Set(parts) };
}
