import { element, onPress } from './dom.js';
import { onRefresh, refresh } from './sending.js';
import { account } from './switches.js';
import { loadMailbox, mail } from './sync.js';
import { FOLDERS, render } from './view.js';
import { openNew, openPopup } from './windows.js';
import { fillWords, word } from './words.js';

fillWords();
for (const folder of Object.keys(FOLDERS))
  document
    .getElementById('folders')
    .append(
      element(
        `<div class="aim"><div class="TO" data-folder="${folder}" data-tooltip="${word[folder]}"><div class="TN"><div class="aio"><span class="nU"><a href="#${folder}">${word[folder]}</a></span></div></div></div></div>`,
      ),
    );

await loadMailbox();
document.title = `${word.inbox} - ${mail.me.address} - Practice Gmail`;
const me = document.getElementById('me');
me.textContent = mail.me.name.charAt(0);
me.title = mail.accounts.join('\n');
me.setAttribute('aria-label', mail.me.address);
// The next account, in the same tab.
me.addEventListener('click', () => location.assign(`/mail/u/${(account + 1) % mail.accounts.length}/${location.search}`));
onPress(document.querySelector('[gh=cm]'), () => openNew());
document.querySelector('form[role=search]').addEventListener('submit', (event) => event.preventDefault());
window.addEventListener('hashchange', render);
onRefresh(render);
render();
window.practice.compose = openPopup;
/** A mail comes in: `{ name, address, subject, html, thread }`, the last being the hex id of a thread that it answers in. */
window.practice.receive = async (mail) => {
  await fetch(`/practice/receive?u=${account}`, { method: 'POST', body: JSON.stringify(mail) });
  await refresh();
};
window.practice.refresh = refresh;
document.documentElement.dataset.practice = 'ready';
