import { bringToLife, makeDraft } from './compose.js';
import { dialog } from './compose-markup.js';
import { element } from './dom.js';
import { practice } from './switches.js';
import { loadMailbox, mail } from './sync.js';
import { fromServer, restart } from './windows.js';

await loadMailbox();
const wanted = new URLSearchParams(location.search).get('draft');
const stored = mail.messages.find((message) => message.id === wanted);

function show(draft) {
  document.title = draft.title;
  const node = element(dialog(draft));
  document.getElementById('popout').replaceChildren(node);
  const again = (kept) => show(makeDraft(restart(kept)));
  bringToLife(draft, node.querySelector('[role=dialog]'), () => node.remove(), again);
  // Like the notice with "Undo", the window stays until nothing can be undone.
  draft.done = () => setTimeout(() => window.close(), practice.undoSeconds * 1000);
}
show(stored ? fromServer(stored) : makeDraft());
document.documentElement.dataset.practice = 'ready';
