import type { Compose } from '../../mail/mail-client';
import { ComposeLine, type LineParts, type Shortcuts } from './compose-line';
import type { SessionView } from './compose-session';
import { makeShadow } from './shadow';

/** Draws the line into the compose's slot; the answer draws it anew, at most once per task. */
export function drawLine(compose: Compose, slot: HTMLElement, parts: LineParts, shortcuts: () => Shortcuts): (view: SessionView) => void {
  const { host, root } = makeShadow(() => compose.isDark());
  const line = new ComposeLine(parts);
  root.append(line.element);
  slot.append(host);
  compose.signal.addEventListener('abort', () => {
    line.end();
    host.remove();
  });
  let wanted: SessionView | null = null;
  return (view) => {
    const isQueued = wanted !== null;
    wanted = view;
    if (isQueued) return;
    queueMicrotask(() => {
      if (wanted && !compose.signal.aborted) line.draw(wanted, shortcuts());
      wanted = null;
    });
  };
}
