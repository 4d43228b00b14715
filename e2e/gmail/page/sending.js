import { notice } from './notices.js';
import { practice } from './switches.js';
import { answeredEntry, entry, LABELS, loadMailbox, post } from './sync.js';
import { word } from './words.js';

// A pop-out window has no mail program of its own: the window that opened it does the talking.
const talker = () => (window.opener && !window.opener.closed && window.opener.practiceTalk) || { post, refresh };

let refreshView = () => {};
export const onRefresh = (act) => {
  refreshView = act;
};
export async function refresh() {
  await loadMailbox();
  refreshView();
}
window.practiceTalk = { post, refresh };

/** @returns {Promise<void>} when the server has answered */
export async function saveDraft(draft) {
  await talker().post([entry(draft, LABELS.draft)]);
  await talker().refresh();
}

let waiting = [];

/** Sends: at once, or when the time for "Undo" is up, or together with the next. */
export function send(draft) {
  draft.sent = true;
  draft.showId();
  if (practice.undo === 'held') return hold(draft);
  // The request is made of the window as it is, so before it closes.
  const entries = [entry(draft, LABELS.send), ...(draft.answers ? [answeredEntry(draft)] : [])];
  draft.close();
  notice(word.sending, null, 60);
  if (practice.batch > 1) {
    waiting.push({ draft, entries });
    if (waiting.length < practice.batch) return;
    const together = waiting;
    waiting = [];
    return transmit(
      together.map((one) => one.draft),
      together.flatMap((one) => one.entries),
    );
  }
  return transmit([draft], entries);
}

function hold(draft) {
  const message = entry(draft, LABELS.send);
  draft.close();
  const timer = setTimeout(() => transmit([draft], [message]), practice.undoSeconds * 1000);
  const undo = () => {
    clearTimeout(timer);
    giveBack(draft, word.undone);
  };
  notice(word.sending, { label: word.undo, run: undo }, practice.undoSeconds);
}

async function transmit(drafts, entries) {
  const fail = practice.failNext;
  practice.failNext = 0;
  const status = await talker().post(entries, { fail, isSend: true });
  if (status !== 200) {
    for (const draft of drafts) giveBack(draft, word.failed);
    return;
  }
  const takeBack = async () => {
    for (const draft of drafts) {
      giveBack(draft, word.undone);
      // The mail has left for Gmail's server but not for the world: saving it as a draft again takes it back.
      await saveDraft(draft);
    }
  };
  const canUndo = practice.undo === 'taken-back' && practice.undoSeconds > 0;
  notice(word.sentNotice, canUndo ? { label: word.undo, run: takeBack } : null, practice.undoSeconds || 6);
  await talker().refresh();
  for (const draft of drafts) draft.done?.();
}

function giveBack(draft, text) {
  draft.sent = false;
  draft.reopen();
  notice(text);
}

/** Scheduled for tomorrow morning, eight o'clock. */
export async function schedule(draft) {
  draft.sent = true;
  draft.showId();
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(8, 0, 0, 0);
  const message = entry(draft, LABELS.schedule, at.getTime());
  draft.close();
  const status = await talker().post([message], { fail: practice.failNext, isSend: true });
  if (status !== 200) return giveBack(draft, word.failed);
  notice(word.scheduledNotice);
  await talker().refresh();
}
