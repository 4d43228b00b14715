import '@inboxsdk/core/background.js';
import {
  activeTabId,
  onAlarm,
  onCommand,
  onHostsChanged,
  onInstalled,
  onNoticeClicked,
  onStartup,
  openOptionsPage,
  watchRequests,
} from '../browser-api';
import { answerCalls, audience, tellTab } from '../messaging';
import type { FromPage, FromReader, FromUi, FromUiReader } from '../protocol';
import type { FromUiTracking } from '../tracking-protocol';
import { isMailPage, isUi } from './audiences';
import { codeOf } from './failures';
import { makeMessageHandlers } from './message-handlers';
import { openAgain } from './open-again';
import { makeOutlookWitness, OUTLOOK_REQUESTS } from './outlook-sends';
import { makePageHandlers } from './page-handlers';
import { makeSentHandlers } from './sent-handlers';
import { makeUiTracking } from './tracking/ui-handlers';
import { makeUiHandlers } from './ui-handlers';
import { CARE, startWorker, type Worker } from './worker';

const AFTER_WAKING_MS = 250;

// Every wake may be the first, and a listener that is registered late misses the event it was woken for.
const ready = startWorker({
  fetchIt: (input, init) => fetch(input, init),
  clock: Date.now,
  random: Math.random,
  isOnline: () => navigator.onLine,
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
});
const whenReady = (work: (worker: Worker) => unknown) => void ready.then(work).catch(codeOf);

answerCalls(
  [
    audience<FromUi>(isUi, makeUiHandlers(ready)),
    audience<FromUiReader>(isUi, makeSentHandlers(ready)),
    audience<FromUiTracking>(isUi, makeUiTracking(ready)),
    audience<FromPage>(isMailPage, makePageHandlers(ready)),
    audience<FromReader>(isMailPage, makeMessageHandlers(ready)),
  ],
  codeOf,
);
const outlook = makeOutlookWitness(ready);
watchRequests(OUTLOOK_REQUESTS, {
  ...outlook,
  onAnswered: (request, status) => void outlook.onAnswered(request, status).catch(codeOf),
  onLost: (request, error) => void outlook.onLost(request, error).catch(codeOf),
});
onAlarm((name) =>
  whenReady(({ work, care, tracking }) => {
    if (name === CARE.name) return care();
    work();
    return tracking.listen();
  }),
);
onStartup(() => whenReady(({ drafts }) => drafts.forgetTabs()));
onHostsChanged(() => whenReady(openAgain));
onNoticeClicked((id) => whenReady(({ openNotices }) => openNotices.open(id)));
onInstalled((reason) => {
  if (reason === 'install') void openOptionsPage('');
  // Pages that were open before an update have no more to do with us, and tell their reader so.
  else void whenReady(({ drafts }) => drafts.forgetTabs());
});
onCommand(async (command) => {
  const tab = await activeTabId();
  if (tab !== undefined) await tellTab(tab).toggle(command === 'toggle-track' ? 'track' : 'log');
});
globalThis.addEventListener('online', () =>
  whenReady(async ({ connections, outbox, work }) => {
    for (const connectionId of await connections.listIds()) await outbox.release(connectionId);
    work();
  }),
);
// Whoever woke the worker is answered before it looks after itself.
setTimeout(
  () =>
    whenReady(({ changed, care }) => {
      changed();
      return care();
    }),
  AFTER_WAKING_MS,
);
