import { h } from './dom.js';
import { word } from './words.js';

/** A short notice at the foot of the window. `action`: one button in it. */
export function notice(text, action = null, seconds = 6, where = document) {
  const bar = h('div', { role: 'status', class: 'toast' }, h('span', {}, text));
  const close = () => bar.remove();
  if (action) {
    const run = () => {
      close();
      action.run();
    };
    bar.append(h('button', { type: 'button', class: 'fui-Link', onclick: run }, action.label));
  }
  for (const old of where.querySelectorAll('.toast')) old.remove();
  where.body.append(bar);
  setTimeout(close, seconds * 1000);
}

/** A question, or a refusal when there is only one button. `buttons`: `{ id, label, run, primary }`. */
export function ask(title, text, buttons, where = document) {
  const box = h('div', { role: buttons.length > 1 ? 'dialog' : 'alertdialog', 'aria-modal': 'true', 'aria-label': title, class: 'dialog' });
  const shade = h('div', { class: 'shade' }, box);
  const drawn = buttons.map(({ id, label, run, primary }) => {
    const act = () => {
      shade.remove();
      run?.();
    };
    return h('button', { id, type: 'button', class: primary ? 'ms-Button ms-Button--primary' : 'ms-Button', onclick: act }, label);
  });
  box.append(h('h2', {}, title), h('p', {}, text), h('div', { class: 'dialog-buttons' }, drawn));
  box.addEventListener('keydown', (event) => event.key === 'Escape' && shade.remove());
  where.body.append(shade);
  drawn[0].focus();
}

export const refuse = (text, where) => ask(word.failed, text, [{ id: 'ok-1', label: 'OK', primary: true }], where);
