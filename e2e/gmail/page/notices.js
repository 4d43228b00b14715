import { element, onPress, safe } from './dom.js';

/** Gmail's bar at the bottom left. `action`: one link in it. */
export function notice(text, action = null, seconds = 6) {
  // One bar that stays in the page: InboxSDK puts its own beside it.
  const bar = document.querySelector('#notices > .vh');
  const line = element(
    `<span class="aT"><span class="bAq">${safe(text)}</span>${action ? ` <span class="ag a8k" role="link" tabindex="0">${safe(action.label)}</span>` : ''}</span>`,
  );
  bar.replaceChildren(line);
  bar.hidden = false;
  const close = () => {
    if (line.isConnected) bar.hidden = true;
  };
  setTimeout(close, seconds * 1000);
  if (action)
    onPress(line.querySelector('.ag'), () => {
      close();
      action.run();
    });
}
