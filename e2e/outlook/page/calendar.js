import { h, icon } from './dom.js';
import { nameFor } from './mailbox.js';
import { notice } from './notices.js';
import { makeWell } from './recipients.js';
import { call } from './service.js';
import { word } from './words.js';

let editors = 700;

/** A new event: title, people, text and a button that sends the invitations. It is no mail. */
export function showCalendar(app) {
  const leave = () => view.remove();
  const title = h('input', {
    type: 'text',
    maxlength: '255',
    autocomplete: 'off',
    placeholder: word.addTitle,
    'aria-label': word.addTitle,
    class: 'fui-Input__input subject',
  });
  const people = makeWell('to', [], 'event', () => {});
  people.row.removeAttribute('id');
  people.row.firstElementChild.textContent = word.inviteAttendees;
  const place = h('input', { type: 'text', placeholder: word.location, 'aria-label': word.location, class: 'fui-Input__input subject' });
  const editor = h(
    'div',
    {
      contenteditable: 'true',
      tabindex: '0',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': word.body,
      class: 'dFCbN editor',
      spellcheck: 'true',
    },
    h('div', { class: 'elementToProof' }, h('br')),
  );
  const send = async () => {
    const attendees = people
      .list()
      .map(({ name, address }) => ({ Mailbox: { Name: name || nameFor(address) || address, EmailAddress: address } }));
    await call('CreateCalendarEvent', {
      EventScope: 'Default',
      Event: { Subject: title.value, RequiredAttendees: attendees, Body: { Value: editor.innerHTML } },
    });
    leave();
    notice(word.sent);
  };
  const view = h(
    'div',
    { 'data-app-section': 'CalendarModule', class: 'event' },
    h(
      'div',
      { class: 'row actions' },
      h('button', { type: 'button', class: 'fui-Button ms-Button--primary primary', onclick: send }, icon('SendRegular'), word.send),
      h('button', { type: 'button', class: 'quiet', 'aria-label': word.discard, onclick: leave }, icon('DeleteRegular')),
      h('h2', {}, word.newEvent),
    ),
    title,
    people.row,
    place,
    h('div', { id: `editorParent_${++editors}`, class: 'editor-parent' }, editor),
  );
  app.querySelector('.module').append(view);
  title.focus();
}
