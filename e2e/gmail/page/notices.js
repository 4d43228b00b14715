import { element, onPress, safe } from './dom.js';

/** Gmail's bar at the bottom left. `action`: one link in it. Answers a function that takes it away. */
export function notice(text, action = null, seconds = 6) {
  const place = document.getElementById('notices');
  const bar = element(
    `<div class="vh"><span class="aT"><span class="bAq">${safe(text)}</span>${action ? ` <span class="ag a8k" role="link" tabindex="0">${safe(action.label)}</span>` : ''}</span></div>`,
  );
  place.replaceChildren(bar);
  const timer = setTimeout(() => bar.remove(), seconds * 1000);
  const close = () => {
    clearTimeout(timer);
    bar.remove();
  };
  if (action)
    onPress(bar.querySelector('.ag'), () => {
      close();
      action.run();
    });
  return close;
}
