import { showCalendar } from './calendar.js';
import { h, icon } from './dom.js';
import { FOLDERS, listFolder, markRead, me, readItem } from './mailbox.js';
import { closeConversation, showConversation } from './reading.js';
import { session } from './service.js';
import { openSettings } from './settings.js';
import { fromServer, isOpen, openFull, show } from './windows.js';
import { language, word } from './words.js';

const shortDate = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'numeric' });
const shortTime = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
const longDate = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' });
const when = (at) => (new Date(at).toDateString() === new Date().toDateString() ? shortTime : shortDate).format(at);

const base = /^\/mail\/\d+\//.exec(location.pathname)?.[0] ?? '/mail/';
const place = () => document.querySelector('#ReadingPaneContainerId > .conversation-place');

/** Folder and conversation that the address bar names. */
function read() {
  const [, folder = 'inbox', id] = /^(?:\/mail(?:\/\d+)?\/)([a-z]+)?(?:\/id\/([^/]+))?/.exec(location.pathname) ?? [];
  return { folder: FOLDERS.includes(folder) ? folder : 'inbox', id: id ? decodeURIComponent(id) : null };
}
function go(folder, id = null) {
  history.pushState({}, '', `${base}${folder}${id ? `/id/${encodeURIComponent(id)}` : ''}${location.search}`);
  return render();
}

/** Away from whatever is being written or read. */
function leaveTo(folder) {
  document.querySelector('.event')?.remove();
  show(null);
  return go(folder);
}

/** Draws what the address bar names. */
export async function render() {
  const { folder, id } = read();
  await drawList(folder, id);
  document.body.classList.toggle('has-item', Boolean(id));
  if (id) await showConversation(id, place());
  else closeConversation(place());
  document.body.classList.toggle('reading', Boolean(id) || place().hidden);
}

/** After a draft was saved: nothing but the list of drafts can have changed. */
export async function renderDrafts() {
  const { folder, id } = read();
  if (folder === 'drafts') await drawList(folder, id);
}

async function drawList(folder, id) {
  for (const node of document.querySelectorAll('[data-folder]')) node.setAttribute('aria-selected', String(node.dataset.folder === folder));
  const rows = await listFolder(folder);
  document.querySelector('.list-title').textContent = word[folder];
  document.querySelector('#MailList > [role=listbox]').replaceChildren(...rows.map((row) => rowOf(row, folder, id)));
  document.querySelector('#MailList > .nothing').hidden = rows.length > 0;
}

function rowOf(row, folder, id) {
  const names = row.names.join(', ') || me.name;
  const subject = row.subject || word.noSubject;
  const open = async () => {
    if (row.item && folder === 'drafts') {
      const tab = isOpen(row.item.itemId);
      return tab ? show(tab) : openFull(fromServer(await readItem(row.item.itemId)));
    }
    show(null);
    await markRead(row.conversationId);
    await go(folder, row.conversationId);
  };
  const node = h(
    'div',
    {
      role: 'option',
      tabindex: '0',
      'data-convid': row.conversationId,
      id: `AQAAA${row.conversationId.slice(13, 22)}`,
      'aria-selected': String(row.conversationId === id),
      'aria-label': `${names} ${subject} ${when(row.at)} ${row.preview}`,
      class: row.unread ? 'item unread' : 'item',
      onclick: open,
    },
    h('span', { class: 'item-names' }, names, row.count > 1 && h('span', { class: 'item-count' }, ` (${row.count})`)),
    h('span', { class: 'item-subject' }, subject),
    h('span', { class: 'when', title: longDate.format(row.at) }, when(row.at)),
    h('span', { class: 'preview' }, row.preview),
  );
  node.addEventListener('keydown', (event) => event.key === 'Enter' && open());
  return node;
}

const railButton = (name, label, act) => h('button', { type: 'button', title: label, 'aria-label': label, onclick: act }, icon(name));

/** Everything round the mail. First the header alone, as in a cold load. */
export function drawHeader(app) {
  const header = h(
    'div',
    { role: 'banner', id: 'o365header', class: 'bar' },
    h('button', { type: 'button', class: 'narrow-back', 'aria-label': word.back, onclick: () => leaveTo(read().folder) }, '‹'),
    h('span', { class: 'wordmark' }, 'Practice Outlook'),
    h(
      'div',
      { role: 'search', class: 'searching' },
      h('input', {
        id: 'topSearchInput',
        type: 'text',
        role: 'combobox',
        'aria-expanded': 'false',
        autocomplete: 'off',
        placeholder: word.search,
        'aria-label': word.search,
      }),
    ),
    h(
      'button',
      {
        type: 'button',
        title: word.settings,
        'aria-label': word.settings,
        class: 'bar-button',
        id: 'owaSettingsBtn',
        onclick: openSettings,
      },
      icon('SettingsRegular'),
    ),
    h(
      'button',
      {
        type: 'button',
        id: 'O365_MainLink_Me',
        class: 'me',
        'aria-label': `${word.account} ${me.name}`,
        title: me.address,
        onclick: nextAccount,
      },
      me.name.charAt(0),
    ),
  );
  app.replaceChildren(header, h('div', { class: 'loading' }));
}

/** The next account, in the same tab. */
function nextAccount() {
  const { accounts, address } = session;
  location.assign(`/mail/${(accounts.indexOf(address) + 1) % accounts.length}/${location.search}`);
}

export function drawShell(app) {
  const folder = (name) =>
    h(
      'div',
      {
        role: 'treeitem',
        'aria-level': '2',
        tabindex: '0',
        'aria-selected': 'false',
        'data-folder': name,
        'data-folder-name': word[name].toLowerCase(),
        title: word[name],
        class: 'folder',
        onclick: () => leaveTo(name),
      },
      h('span', {}, word[name]),
    );
  const root = h(
    'div',
    {
      id: `primaryMailboxRoot_${crypto.randomUUID()}`,
      role: 'treeitem',
      'aria-level': '1',
      'aria-expanded': 'true',
      title: me.address,
      'data-folder-name': me.address,
      class: 'folder root',
    },
    h('span', {}, me.address),
  );
  // Outlook's ribbon has buttons of the same make as Send.
  const newMail = h(
    'div',
    { class: 'fui-SplitButton split' },
    h(
      'button',
      {
        type: 'button',
        id: 'splitButton-ribbon-new__primaryActionButton',
        class: 'fui-Button fui-SplitButton__primaryActionButton primary new-mail',
        'aria-label': word.newMail,
        onclick: () => openFull(),
      },
      icon('ComposeRegular'),
      h('span', {}, word.newMail),
    ),
    h(
      'button',
      {
        type: 'button',
        id: 'splitButton-ribbon-new__menuButton',
        class: 'fui-MenuButton primary',
        'aria-haspopup': 'menu',
        'aria-label': word.newEvent,
        onclick: () => showCalendar(app),
      },
      '⌄',
    ),
  );
  const list = h(
    'div',
    { id: 'MailList', 'data-app-section': 'MessageList', class: 'list' },
    h('div', { class: 'list-title', role: 'heading', 'aria-level': '1' }),
    h('div', { role: 'listbox', 'aria-label': word.mailApp, class: 'customScrollBar items' }),
    h('p', { class: 'nothing', hidden: true }, word.empty),
  );
  const pane = h(
    'div',
    { id: 'ReadingPaneContainerId', role: 'main', 'data-app-section': 'MailReadCompose', 'aria-label': word.readingPane, class: 'pane' },
    h('div', { class: 'conversation-place' }),
    h('div', { class: 'drafts' }),
    h('div', { class: 'tabs', hidden: true }),
  );
  app.querySelector('.loading').replaceWith(
    h(
      'div',
      { class: 'shell' },
      h(
        'div',
        { class: 'rail', role: 'navigation', 'aria-label': 'Outlook' },
        railButton('MailRegular', word.mailApp, () => leaveTo('inbox')),
        railButton('CalendarRegular', word.calendarApp, () => showCalendar(app)),
      ),
      h(
        'div',
        { class: 'module' },
        h('div', { 'data-app-section': 'Ribbon', class: 'ribbon' }, newMail),
        h(
          'div',
          { class: 'columns' },
          h(
            'div',
            { 'data-app-section': 'NavigationPane', role: 'tree', 'aria-label': word.folders, class: 'folders' },
            root,
            FOLDERS.map(folder),
          ),
          list,
          pane,
        ),
      ),
    ),
  );
}
