import { drawAgain, fromMarkup, h, icon } from './dom.js';
import { me, readConversation, readItem } from './mailbox.js';
import { practice } from './switches.js';
import { openInline } from './windows.js';
import { language, word } from './words.js';

const longDate = new Intl.DateTimeFormat(language, {
  weekday: 'short',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});
const hex = () => Math.random().toString(16).slice(2, 13);
let bodies = 1;

const shownName = ({ name, address }) => (practice.contact === 'directory' && name ? name : name ? `${name}<${address}>` : address);

/** What is open: `{ id, messages: Map by ItemId of drawn cards, list }`. */
let current = null;

/** Draws a conversation in the reading pane; one that is there already only gets what is new. */
export async function showConversation(id, place) {
  const messages = await readConversation(id);
  if (messages.length === 0) return closeConversation(place);
  if (current?.id !== id || !current.pane.isConnected) drawPane(id, messages[0], place);
  for (const message of messages.toReversed()) {
    if (current.drawn.has(message.itemId)) continue;
    current.drawn.add(message.itemId);
    // The newest on top, under replies being written.
    const drafts = current.list.querySelectorAll('.draft-card').length;
    current.list.insertBefore(
      messageCard(message, current.list, message === messages[0] || current.arrived),
      current.list.children[drafts] ?? null,
    );
  }
  current.arrived = true;
}

function drawPane(id, newest, place) {
  const subject = newest.subject || word.noSubject;
  const list = h('div', { 'data-app-section': 'ConversationContainer', class: 'customScrollBar messages' });
  const heading = h(
    'div',
    { role: 'heading', 'aria-level': '2', class: 'conversation-subject' },
    h('span', { id: `CONV_${hex()}_SUBJECT`, title: subject }, subject),
  );
  const pane = h('div', { id: 'ConversationReadingPaneContainer', class: 'conversation' }, heading, list);
  current = { id, list, pane, drawn: new Set(), arrived: false };
  place.replaceChildren(pane);
}

export function closeConversation(place) {
  current = null;
  place.replaceChildren(h('p', { class: 'nothing' }, word.selectItem));
}

/** One mail, folded to a line or whole. */
function messageCard(message, list, isOpen) {
  const card = h('div', { class: 'card' });
  const fold = () => {
    const line = h(
      'div',
      { role: 'button', tabindex: '0', 'aria-expanded': 'false', class: 'folded-line' },
      h('b', {}, message.from.name || message.from.address),
      h('span', { class: 'preview' }, message.preview),
      h('span', { class: 'when' }, longDate.format(message.at)),
    );
    line.addEventListener('click', unfold);
    line.addEventListener('keydown', (event) => (event.key === 'Enter' || event.key === ' ') && unfold());
    card.replaceChildren(line);
  };
  const unfold = () => card.replaceChildren(wholeMessage(message, list, fold));
  if (isOpen) unfold();
  else fold();
  return card;
}

function wholeMessage(message, list, fold) {
  const id = hex();
  const answer = (name, label, kind) =>
    h(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        class: 'quiet',
        title: label,
        'aria-label': label,
        onclick: () => openInline(answerTo(message, kind), list),
      },
      icon(name),
    );
  const recipients = [...message.to, ...message.cc, ...message.bcc];
  const head = h(
    'div',
    { class: 'message-head' },
    h('span', { class: 'avatar', 'aria-hidden': 'true' }, (message.from.name || message.from.address).charAt(0)),
    h(
      'div',
      { class: 'message-who' },
      h(
        'span',
        { id: `MSG_${id}_FROM`, 'aria-label': `${word.from}: ${message.from.name || message.from.address}` },
        h('span', {}, h('div', { role: 'button', tabindex: '0', class: 'persona' }, h('span', {}, shownName(message.from)))),
      ),
      h(
        'div',
        { 'data-testid': 'RecipientWell', id: `MSG_${id}_TO`, class: 'message-to' },
        `${word.to}: `,
        recipients.map((person, index) =>
          h('span', { 'aria-label': `${word.to}: ${shownName(person)}` }, (index ? '; ' : '') + shownName(person)),
        ),
      ),
    ),
    h(
      'div',
      { class: 'message-right' },
      h(
        'div',
        { role: 'toolbar', 'aria-label': word.toolbar, class: 'row' },
        answer('ArrowReplyRegular', word.reply, 'reply'),
        answer('ArrowReplyAllRegular', word.replyAll, 'replyAll'),
        answer('ArrowForwardRegular', word.forward, 'forward'),
      ),
      h('div', { 'data-testid': 'SentReceivedSavedTime', class: 'when', onclick: fold }, longDate.format(message.at)),
    ),
  );
  const text = h('div', {
    tabindex: '0',
    role: 'document',
    'aria-label': word.body,
    id: `UniqueMessageBody_${++bodies}`,
    class: 'message-body',
  });
  text.append(h('div', {}, fromMarkup(message.html)));
  const files = message.files.map(({ name }) => h('div', { class: 'file' }, name));
  const whole = h(
    'div',
    { 'aria-label': word.emailMessage, tabindex: '-1', class: 'message' },
    head,
    files.length > 0 && h('div', { class: 'files' }, files),
    h('div', { 'data-test-id': 'mailMessageBodyContainer' }, h('div', { class: 'customScrollBar allowTextSelection' }, text)),
  );
  if (practice.rerender) {
    const own = new Set([...whole.children, ...head.children]);
    setTimeout(() => whole.isConnected && drawAgain([whole, head], own), 700);
  }
  return whole;
}

/** What a reply or a forward begins with. */
function answerTo(message, kind) {
  const prefix = kind === 'forward' ? word.forwardPrefix : word.replyPrefix;
  const isOurs = message.from.address === me.address;
  const sender = isOurs ? message.to : [message.from];
  const others = [...message.to, ...message.cc].filter(
    ({ address }) => address !== me.address && !sender.some((one) => one.address === address),
  );
  const quote = quoted(message);
  return {
    kind,
    conversationId: message.conversationId,
    answers: message.itemId,
    subject: message.subject.startsWith(prefix) ? message.subject : prefix + message.subject,
    to: kind === 'forward' ? [] : sender,
    cc: kind === 'replyAll' ? others : [],
    files: kind === 'forward' ? [...message.files] : [],
    quote,
  };
}

function quoted(message) {
  const full = ({ name, address }) => asText(name ? `${name} <${address}>` : address);
  const lines = [
    [word.from, full(message.from)],
    [word.sentOn, longDate.format(message.at)],
    [word.to, message.to.map(full).join('; ')],
    [word.subject, asText(message.subject)],
  ];
  const head = lines.map(([name, value]) => `<b>${name}:</b> ${value}`).join('<br>');
  const inside = `<hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">${head}<div>&nbsp;</div></div><div>${message.html}</div>`;
  return `<div id="appendonsend"></div>${practice.gen >= 2025 ? `<div id="mail-editor-reference-message-container">${inside}</div>` : inside}`;
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const asText = (text) => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]);

/** A mail in a window of its own. */
export async function showItem(id, app) {
  const message = await readItem(id);
  const list = h('div', { 'data-app-section': 'ItemContainer', class: 'messages' });
  list.append(messageCard(message, list, true));
  const heading = h(
    'div',
    { role: 'heading', 'aria-level': '2', class: 'conversation-subject' },
    h('span', { id: `CONV_${hex()}_SUBJECT`, title: message.subject }, message.subject),
  );
  const pane = h('div', { id: 'ItemReadingPaneContainer', class: 'conversation' }, heading, list);
  app.replaceChildren(h('div', { id: 'ReadingPaneContainerId', role: 'main', class: 'pane alone' }, pane));
}
