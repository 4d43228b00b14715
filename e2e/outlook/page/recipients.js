import { h } from './dom.js';
import { directory, nameFor } from './mailbox.js';
import { parsePerson, splitList } from './people.js';
import { practice } from './switches.js';
import { word } from './words.js';

const people = new WeakMap();
/** Fluent's signs for presence and removing live in the private use area; what is empty keeps the caret between chips. */
const PRESENCE = '\uE915';
const REMOVE = '\uE711';
const EMPTY = '\u200B';
let chips = 0;
let wells = 0;

const full = ({ name, address }) => (name ? `${name} <${address}>` : address);
/** A contact of the directory is a name; its address is nowhere in the page. */
const shownText = (person) => (practice.contact === 'directory' && person.name ? person.name : full(person));
function shownLabel(person) {
  if (practice.contact === 'directory' && person.name) return `${word.available}${person.name}`;
  return practice.contact === 'named' ? full(person) : person.address;
}

function makeChip(person, remove) {
  const title = practice.contact === 'directory' ? null : person.address;
  const nested = (text) => h('span', {}, h('span', {}, h('span', {}, h('span', {}, text))));
  const cross = h('span', { id: 'removeButton', role: 'button', class: 'chip-remove', 'aria-label': word.remove, onclick: remove }, REMOVE);
  if (practice.gen <= 2022)
    return h('span', { draggable: 'true', contenteditable: 'false', class: 'wellItem', title }, nested(shownText(person)), cross);
  if (practice.gen <= 2024)
    return h(
      'span',
      { draggable: 'true', role: 'button', contenteditable: 'false', class: '_EType_RECIPIENT_ENTITY', 'aria-label': shownLabel(person) },
      nested(shownText(person)),
      cross,
    );
  return h(
    'span',
    {
      id: `REK${String(++chips).padStart(6, '0')}`,
      class: '_Entity _EType_RECIPIENT_ENTITY _EReadonly_1',
      contenteditable: 'false',
      draggable: 'true',
      tabindex: '-1',
      'aria-label': shownLabel(person),
    },
    h('span', { 'aria-hidden': 'true', class: 'presence' }, PRESENCE),
    h('span', { class: 'textContainer-390 individualText-391' }, shownText(person)),
    cross,
  );
}

/** One row: the field's button and what is typed into. `messageId` names the row from 2026 on. */
export function makeWell(field, persons, messageId, changed) {
  const { gen } = practice;
  const role = gen <= 2022 ? 'textbox' : gen <= 2024 ? 'combobox' : gen === 2025 ? 'presentation' : null;
  const label = word[field];
  const box = h('div', {
    contenteditable: 'true',
    role,
    tabindex: '0',
    'aria-label': label,
    class: 'EditorClass well',
    id: gen <= 2024 ? `well${++wells}` : null,
    'aria-controls': 'FloatingSuggestionsList',
  });
  const button = h(
    'button',
    { type: 'button', tabindex: '-1', class: gen >= 2025 ? 'fui-Button well-button' : 'ms-Button ms-Button--command well-button' },
    label,
  );
  const row = h(
    'div',
    gen >= 2026 ? { role: 'group', id: `MSG_${messageId}_${field.toUpperCase()}`, class: 'row' } : { class: 'row' },
    button,
    box,
  );
  button.addEventListener('click', () => box.focus());

  const isChip = (node) => people.has(node);
  const texts = () => [...box.childNodes].filter((node) => !isChip(node));
  const typed = () =>
    texts()
      .map((node) => node.textContent)
      .join('')
      .replaceAll(EMPTY, '');
  const append = (person) => {
    const known = { ...person, name: person.name || (practice.contact === 'directory' ? nameFor(person.address) : '') };
    const chip = makeChip(known, () => {
      chip.remove();
      changed();
    });
    people.set(chip, known);
    if (gen >= 2025) box.append(EMPTY, chip, EMPTY);
    else box.append(chip);
  };
  const commit = () => {
    const pieces = splitList(typed());
    if (pieces.length === 0) return;
    for (const node of texts()) if (!isChip(node)) node.remove();
    const wrong = pieces.filter((piece) => !parsePerson(piece));
    for (const piece of pieces) if (parsePerson(piece)) append(parsePerson(piece));
    if (wrong.length > 0) box.append(wrong.join(', '));
    if (box.contains(box.ownerDocument.activeElement)) toEnd(box);
    changed();
  };
  const suggestions = makeSuggestions(box, typed, (person) => {
    for (const node of texts()) node.remove();
    append(person);
    toEnd(box);
    changed();
  });
  box.addEventListener('keydown', (event) => {
    if (event.isComposing || suggestions.takes(event)) return;
    const text = typed().trim();
    if (!['Enter', 'Tab', ',', ';'].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    // A comma inside of quotes belongs to the name.
    if (event.key === ',' && (text.match(/"/g)?.length ?? 0) % 2) return;
    if (event.key !== 'Tab') event.preventDefault();
    if (text) commit();
  });
  box.addEventListener('input', () => changed());
  box.addEventListener('blur', commit);
  box.addEventListener('paste', (event) => {
    event.preventDefault();
    box.append(event.clipboardData.getData('text/plain'));
    commit();
  });
  for (const person of persons) append(person);
  return {
    row,
    focus: () => {
      box.focus();
      toEnd(box);
    },
    /** Chips, and what is typed but no chip yet: Outlook sends that too. */
    list: () => [
      ...[...box.childNodes].filter(isChip).map((chip) => people.get(chip)),
      ...splitList(typed()).map(parsePerson).filter(Boolean),
    ],
    /** What is typed and no address. */
    wrong: () => splitList(typed()).filter((piece) => !parsePerson(piece)),
  };
}

function toEnd(box) {
  const selection = box.ownerDocument.getSelection();
  selection.selectAllChildren(box);
  selection.collapseToEnd();
}

/** Outlook's list of people under the field. Nobody is chosen until somebody chooses. */
function makeSuggestions(box, typed, choose) {
  let list = null;
  let at = -1;
  const close = () => {
    list?.remove();
    list = null;
    at = -1;
  };
  const mark = (index) => {
    at = (index + list.children.length) % list.children.length;
    for (const [position, option] of [...list.children].entries()) option.setAttribute('aria-selected', String(position === at));
  };
  const show = () => {
    close();
    const wanted = typed().trim().toLowerCase();
    const found = wanted ? directory.filter(({ name, address }) => `${name} ${address}`.toLowerCase().includes(wanted)).slice(0, 6) : [];
    if (found.length === 0) return;
    const options = found.map((person, index) =>
      h(
        'div',
        {
          role: 'option',
          id: `FloatingSuggestionsItemId${index}`,
          'aria-label': `${person.name} - ${person.address}`,
          'aria-selected': 'false',
          class: 'suggestion',
          onmousedown: (event) => event.preventDefault(),
          onclick: () => {
            close();
            choose(person);
          },
        },
        h('b', {}, person.name),
        h('span', {}, person.address),
      ),
    );
    list = h('div', { role: 'listbox', id: 'FloatingSuggestionsList', 'aria-label': word.suggestions, class: 'suggestions' }, options);
    const { left, bottom } = box.getBoundingClientRect();
    list.style.left = `${left}px`;
    list.style.top = `${bottom + 2}px`;
    box.ownerDocument.body.append(list);
  };
  box.addEventListener('input', show);
  box.addEventListener('blur', close);
  return {
    /** True: the key was for the list. */
    takes(event) {
      if (!list) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) mark(at < 0 && step < 0 ? -1 : at + step);
      else if (event.key === 'Enter' && at >= 0) list.children[at].click();
      else if (event.key === 'Escape') close();
      else {
        if (['Enter', 'Tab', ',', ';'].includes(event.key)) close();
        return false;
      }
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
