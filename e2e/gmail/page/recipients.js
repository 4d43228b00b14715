import { chip } from './compose-markup.js';
import { element } from './dom.js';
import { parsePerson, splitList } from './people.js';

/** The three recipient rows of one window. `changed` after each change. */
export function makeRecipients(root, changed) {
  const row = (field) => root.querySelector(`.anm[name=${field}]`);
  const input = (field) => row(field).querySelector('input');
  const show = (field) => row(field).removeAttribute('hidden');
  const add = (field, person) => {
    show(field);
    row(field)
      .querySelector('.chipslot')
      .append(element(chip(person)));
  };
  const commit = (field) => {
    const left = [];
    for (const piece of splitList(input(field).value)) {
      const person = parsePerson(piece);
      if (person) add(field, person);
      else left.push(piece);
    }
    input(field).value = left.join(', ');
    changed();
  };
  for (const field of ['to', 'cc', 'bcc']) {
    input(field).addEventListener('keydown', (event) => {
      const typed = input(field).value.trim();
      if (event.key === 'Backspace' && !input(field).value) {
        row(field).querySelector('[role=option]:last-child')?.remove();
        changed();
      }
      if (!typed || !['Enter', 'Tab', ',', ';'].includes(event.key) || event.ctrlKey || event.metaKey) return;
      // A comma inside of quotes belongs to the name.
      if (event.key === ',' && (typed.match(/"/g)?.length ?? 0) % 2) return;
      if (event.key !== 'Tab') event.preventDefault();
      commit(field);
    });
    input(field).addEventListener('blur', () => input(field).value.trim() && commit(field));
    input(field).addEventListener('paste', (event) => {
      // Gmail reads what is pasted from the event, which a script may have made; a browser fills the field in for people only.
      if (!event.isTrusted) input(field).value += event.clipboardData?.getData('text/plain') ?? '';
      setTimeout(() => commit(field));
    });
    row(field).addEventListener('click', (event) => {
      if (event.target.closest('.afX')) {
        event.target.closest('[role=option]').remove();
        changed();
      } else input(field).focus();
    });
  }
  for (const [button, field] of [
    ['.pE', 'cc'],
    ['.pB', 'bcc'],
  ])
    root.querySelector(button).addEventListener('click', () => {
      show(field);
      input(field).focus();
    });
  const chips = (field) =>
    [...row(field).querySelectorAll('[role=option]')].map((node) => ({ address: node.dataset.hovercardId, name: node.dataset.name }));
  return {
    add,
    focus: () => input('to').focus(),
    /** Chips, and what is typed but no chip yet: Gmail sends that too. */
    list: (field) => [...chips(field), ...splitList(input(field).value).map(parsePerson).filter(Boolean)],
    /** What is typed and no address. */
    wrong: () => ['to', 'cc', 'bcc'].flatMap((field) => splitList(input(field).value).filter((piece) => !parsePerson(piece))),
  };
}
