import './trusted.js';
import { open } from './compose.js';
import { h } from './dom.js';
import { loadDirectory, me } from './mailbox.js';
import { showItem } from './reading.js';
import { onRefresh } from './sending.js';
import { call } from './service.js';
import { practice } from './switches.js';
import { drawHeader, drawShell, render, renderDrafts } from './view.js';
import { openFull, showPopOut } from './windows.js';
import { word } from './words.js';

const app = document.getElementById('app');
const { pathname } = location;

async function start() {
  if (practice.broken) {
    drawHeader(app);
    // Only the header ever comes.
    app.querySelector('.bar').replaceChildren(h('span', { class: 'wordmark' }, 'Practice Outlook'));
    return;
  }
  if (/\/deeplink\/compose/.test(pathname)) {
    await loadDirectory();
    await showPopOut(app);
  } else if (/\/deeplink\/read\//.test(pathname)) {
    await showItem(decodeURIComponent(pathname.split('/').at(-1)), app);
  } else {
    document.title = `${word.mailApp} - ${me.name} - Practice Outlook`;
    drawHeader(app);
    await loadDirectory();
    drawShell(app);
    window.addEventListener('popstate', render);
    onRefresh({ all: render, drafts: renderDrafts });
    await render();
    if (pathname.startsWith('/calendar')) (await import('./calendar.js')).showCalendar(app);
  }
  document.documentElement.dataset.practice = 'ready';
}

Object.assign(practice, {
  compose: openFull,
  refresh: render,
  /** ItemId of the compose that is seen; '' while the server does not know it. */
  itemId: () => [...open].find(({ root }) => root.checkVisibility())?.itemId ?? '',
  /** A mail comes in: `{ from: { name, address }, subject, html, conversationId?, inReplyTo? }`. */
  receive: async (mail) => {
    await call('PracticeReceive', { Mail: mail });
    await render();
  },
});
await start();
