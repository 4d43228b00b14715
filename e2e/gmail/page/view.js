import { element, onPress, proxied, safe } from './dom.js';
import { mail } from './sync.js';
import { fromServer, isOpen, openInline, openPopup } from './windows.js';
import { language, word } from './words.js';

export const FOLDERS = {
  inbox: (message) => message.labels.includes('^i') && !isOurs(message),
  sent: (message) => isOurs(message) && !message.labels.includes('^r') && !message.labels.includes('^scheduled'),
  drafts: (message) => message.labels.includes('^r'),
  scheduled: (message) => message.labels.includes('^scheduled'),
};
const isOurs = (message) => message.from[1] === mail.me.address;

const shortDate = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
const shortTime = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
const longDate = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const when = (at) => (new Date(at).toDateString() === new Date().toDateString() ? shortTime : shortDate).format(at);
const nameOf = ([, address, name]) => name || address;
const people = (message) => [...message.to, ...message.cc, ...message.bcc];

/** Draws what the address bar names: a folder, or a thread. */
export function render() {
  const [folder, id] = (location.hash.slice(1) || 'inbox').split('/');
  const thread = id ? mail.messages.filter((message) => message.threadHex === id && !message.labels.includes('^r')) : [];
  const place = document.getElementById('view');
  for (const link of document.querySelectorAll('#folders .TO')) link.classList.toggle('nZ', link.dataset.folder === folder);
  // A thread with a reply being written stays as it is: drawing it again would take the reply away.
  if (thread.length && place.querySelector(`[data-legacy-thread-id="${id}"]`) && place.querySelector('.ip.adB')) return;
  window.practiceThread = thread[0]?.threadId ?? null;
  place.replaceChildren(thread.length ? threadView(thread.reverse(), folder) : listView(FOLDERS[folder] ? folder : 'inbox'));
}

function listView(folder) {
  const rows = folder === 'drafts' ? mail.messages.filter(FOLDERS.drafts) : newestOfThreads(mail.messages.filter(FOLDERS[folder]));
  const view =
    element(`<div class="nH"><div class="nH bGI" role="main"><div class="bGI nH"><div gh="tm" class="G-atb"><div gh="mtb"></div></div>
    <div class="ae4 UI" gh="tl"><div class="Cp"><div><table class="F cf zt" role="grid"><colgroup><col><col></colgroup><tbody>${rows.map((message) => row(message, folder)).join('')}</tbody></table></div></div></div>
    ${rows.length ? '' : `<p class="nothing">${word.empty}</p>`}</div></div></div>`);
  for (const node of view.querySelectorAll('tr.zA'))
    onPress(node, () => {
      const message = mail.messages.find((one) => one.id === node.dataset.id);
      if (folder !== 'drafts') location.hash = `${folder}/${message.threadHex}`;
      else if (!isOpen(message.id)) openPopup(fromServer(message));
    });
  return view;
}

/** A list has one row for each thread. */
function newestOfThreads(messages) {
  return messages.filter((message, place) => messages.findIndex((other) => other.threadHex === message.threadHex) === place);
}

function row(message, folder) {
  const thread = mail.messages.filter((one) => one.threadHex === message.threadHex && !one.labels.includes('^r'));
  const count = thread.length > 1 ? ` <span class="bx0">${thread.length}</span>` : '';
  const shown = folder === 'inbox' ? [message.from] : people(message);
  const unread = message.labels.includes('^u') && folder === 'inbox';
  return `<tr class="zA ${unread ? 'zE' : 'yO'}" tabindex="0" role="row" data-id="${safe(message.id)}"><td class="oZ-x3 xY"></td>
    <td class="yX xY"><div class="yW"><span class="bA4">${shown.map((person) => `<span email="${safe(person[1])}" name="${safe(nameOf(person))}" class="yP">${safe(nameOf(person))}</span>`).join(', ')}</span>${count}</div></td>
    <td class="xY a4W"><div class="xS"><div class="xT"><div class="y6"><span class="bog"><span data-thread-id="#${safe(message.threadId)}" data-legacy-thread-id="${message.threadHex}" data-legacy-last-message-id="${(thread[0] ?? message).hex}">${safe(message.subject || word.noSubject)}</span></span></div><span class="y2"> - ${safe(message.html.replace(/<[^>]*>/g, ' ').slice(0, 120))}</span></div></div></td>
    <td class="xW xY"><span title="${longDate.format(message.at)}">${when(message.at)}</span></td></tr>`;
}

function threadView(messages, folder) {
  const first = messages[0];
  const view =
    element(`<div class="nH"><div class="nH g id" role="main"><div class="nH"><div gh="tm" class="aqL"><div gh="mtb" class="G-atb"><div class="G-Ni J-J5-Ji"><div class="T-I lS" role="button" tabindex="0" aria-label="${word.back}">←</div></div><div class="G-Ni J-J5-Ji"><div class="T-I lR" role="button" tabindex="-1" aria-hidden="true"></div></div></div></div></div>
    <div class="nH g id"><div class="nH ao9"><div class="nH a98 iY"><div class="nH"><div class="ha"><h2 class="hP" data-thread-perm-id="${safe(first.threadId)}" data-legacy-thread-id="${first.threadHex}">${safe(first.subject || word.noSubject)}</h2><span class="J-J5-Ji"></span></div></div>
    <div class="nH"><div class="nH aHU"><div role="list" class="nH">${messages.map((message, index) => messageView(message, index === messages.length - 1)).join('')}</div></div></div></div></div></div></div></div>`);
  onPress(view.querySelector('.lS'), () => {
    location.hash = folder;
  });
  const last = messages.at(-1);
  onPress(view.querySelector('.practice-reply'), () => openInline(reply(last)));
  onPress(view.querySelector('.practice-forward'), () => openInline(forward(last)));
  for (const head of view.querySelectorAll('.kv .gE'))
    head.addEventListener('click', ({ currentTarget }) => unfold(currentTarget.closest('.kv')));
  for (const more of view.querySelectorAll('.aap')) onPress(more, () => toggleMenu(more, view));
  return view;
}

/** Earlier messages of a thread are folded until somebody wants to read them. */
function unfold(message) {
  message?.classList.replace('kv', 'h7');
}

function messageView(message, last) {
  return `<div class="${last ? 'h7' : 'kv'}" role="listitem"><div class="adn ads" data-message-id="#${safe(message.id)}" data-legacy-message-id="${message.hex}">
    <div class="gs"><div class="gE iv gt"><table class="cf gJ" role="presentation"><tbody><tr class="acZ"><td class="gF gK"><table class="cf ix" role="presentation"><tbody><tr><td><h3 class="iw"><span class="qu" role="gridcell"><span email="${safe(message.from[1])}" name="${safe(nameOf(message.from))}" class="gD"><span>${safe(nameOf(message.from))}</span></span> <span class="go">&lt;${safe(message.from[1])}&gt;</span></span></h3></td></tr></tbody></table></td>
      <td class="gH bAk"><div class="gK"><span class="g3" title="${longDate.format(message.at)}">${longDate.format(message.at)}</span><span></span></div></td>
      <td class="gH acX"><div class="T-I J-J5-Ji aap L3" role="button" tabindex="0" aria-haspopup="true" aria-expanded="false" aria-label="${word.more}">⋮</div></td></tr>
      <tr class="acZ xD"><td colspan="3"><table class="cf adz" role="presentation"><tbody><tr><td class="ady"><div class="iw ajw"><span class="hb">${word.toMe} ${people(
        message,
      )
        .map(
          (person) => `<span email="${safe(person[1])}" name="${safe(nameOf(person))}" class="g2" dir="ltr">${safe(nameOf(person))}</span>`,
        )
        .join(', ')}</span></div></td></tr></tbody></table></td></tr></tbody></table></div>
      <div class="qQVYZb"></div><div class="hx"><div class="ii gt"><div class="a3s aiL">${proxied(message.html)}</div></div></div><div class="hi"></div></div>
    <div class="ip adC"></div>${last ? `<div class="amn"><span class="ams bkH practice-reply" role="link" tabindex="0">${word.reply}</span> <span class="ams bkG practice-forward" role="link" tabindex="0">${word.forward}</span></div>` : ''}</div></div>`;
}

/** Gmail draws this menu outside of the message, a frame after the button says it is open. */
function toggleMenu(button, view) {
  const shown = button.getAttribute('aria-expanded') === 'true';
  for (const menu of document.querySelectorAll('.b7.J-M')) menu.parentElement.remove();
  button.setAttribute('aria-expanded', String(!shown));
  if (shown) return;
  requestAnimationFrame(() => {
    view
      .querySelector('.aHU')
      .append(
        element(
          `<div class="nH"><div class="b7 J-M" role="menu" aria-haspopup="true"><div class="J-N" role="menuitem" tabindex="0"><div class="J-N-Jz">${word.reply}</div></div></div></div>`,
        ),
      );
  });
}

const person = ([, address, name]) => ({ address, name: name ?? '' });
const quoted = (message) =>
  `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${safe(longDate.format(message.at))} ${safe(nameOf(message.from))} &lt;${safe(message.from[1])}&gt; ${word.wrote}<br></div><blockquote class="gmail_quote">${message.html}</blockquote></div>`;

function reply(message) {
  return {
    kind: 'reply',
    threadId: message.threadId,
    threadHex: message.threadHex,
    answers: message.id,
    inReplyTo: message.messageId,
    subject: /^re:/i.test(message.subject) ? message.subject : `Re: ${message.subject}`,
    to: isOurs(message) ? message.to.map(person) : [person(message.from)],
    quote: quoted(message),
  };
}

function forward(message) {
  return {
    kind: 'forward',
    threadId: message.threadId,
    threadHex: message.threadHex,
    answers: message.id,
    subject: `Fwd: ${message.subject}`,
    html: `<br><br>---------- ${word.forwarded} ---------<br>${message.html}`,
  };
}
