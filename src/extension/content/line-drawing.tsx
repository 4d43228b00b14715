import { render } from 'preact';
import type { Compose } from '../../mail/mail-client';
import { ComposeLine, type LineProps } from './compose-line';
import type { SessionView } from './compose-session';
import { makeShadow } from './shadow';

/** Draws the line into the compose's slot; the answer draws it anew, at most once per task. */
export function drawLine(compose: Compose, slot: HTMLElement, props: () => Omit<LineProps, 'view'>): (view: SessionView) => void {
  const { host, root } = makeShadow(compose.isDark());
  slot.append(host);
  compose.signal.addEventListener('abort', () => {
    render(null, root);
    host.remove();
  });
  let wanted: SessionView | null = null;
  return (view) => {
    const isQueued = wanted !== null;
    wanted = view;
    if (isQueued) return;
    queueMicrotask(() => {
      if (wanted && !compose.signal.aborted) render(<ComposeLine {...props()} view={wanted} />, root);
      wanted = null;
    });
  };
}
