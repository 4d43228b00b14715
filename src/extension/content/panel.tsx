import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Translate } from '../../core/messages';
import { placePanel, windowAround } from './panel-place';
import { addLook } from './shadow';

export interface PanelProps {
  title: string;
  children: ComponentChildren;
  /** What can be done, below what scrolls. */
  foot?: ComponentChildren;
  t: Translate;
  /** The line it belongs to. */
  anchor: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** More than a line has room for. In the top layer: no window of the page can cut it off. */
export function Panel({ title, children, foot, t, anchor, onClose }: PanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  useOpenAt(panel, anchor, onClose);
  return (
    <div
      class="panel"
      ref={panel}
      popover="manual"
      role="dialog"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => keepInside(event, panel.current, onClose)}
    >
      <header>
        <h2>{title}</h2>
        <button type="button" class="icon" aria-label={t('panel_close')} title={t('panel_close')} onClick={onClose}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
          </svg>
        </button>
      </header>
      <div class="scroll">{children}</div>
      {foot && <div class="buttons foot">{foot}</div>}
    </div>
  );
}

/** Shows the panel in its place, with the focus in it, until it is closed or something else is clicked. */
function useOpenAt(panel: RefObject<HTMLDivElement | null>, anchor: RefObject<HTMLElement | null>, onClose: () => void): void {
  useLayoutEffect(() => {
    const root = panel.current?.getRootNode() as ShadowRoot | undefined;
    if (root) addLook(root, 'panel');
    // Asked for late: the line may have been drawn anew since.
    const opener = () => anchor.current?.querySelector<HTMLElement>('[aria-haspopup="dialog"]');
    const place = () => panel.current && anchor.current && putAt(panel.current, anchor.current);
    panel.current?.showPopover();
    place();
    (panel.current?.querySelector<HTMLElement>('input') ?? panel.current)?.focus();
    const ended = new AbortController();
    const { signal } = ended;
    addEventListener('resize', place, { signal });
    addEventListener('scroll', place, { signal, capture: true, passive: true });
    return () => {
      ended.abort();
      // Only if the focus would be lost with the panel: a click elsewhere has put it where the rep wants it.
      if (panel.current?.contains(root?.activeElement ?? null)) opener()?.focus();
    };
  }, [panel, anchor]);
  useEffect(() => {
    const ended = new AbortController();
    const host = (panel.current?.getRootNode() as ShadowRoot | undefined)?.host;
    addEventListener('pointerdown', ({ target }) => target !== host && onClose(), { capture: true, signal: ended.signal });
    return () => ended.abort();
  }, [panel, onClose]);
}

function putAt(panel: HTMLElement, anchor: HTMLElement): void {
  const line = anchor.getBoundingClientRect();
  const host = (anchor.getRootNode() as ShadowRoot).host;
  const place = placePanel(line, windowAround(line, host), { width: innerWidth, height: innerHeight });
  const px = (value: number | null) => (value === null ? 'auto' : `${Math.round(value)}px`);
  Object.assign(panel.style, {
    left: px(place.left),
    top: px(place.top),
    bottom: px(place.bottom),
    width: px(place.width),
    maxHeight: px(place.maxHeight),
  });
}

const FOCUSABLE = 'button:not([disabled]), a[href], input, select';

/** Escape closes; Tab goes round inside. The page hears neither, or Gmail would close the whole window. */
function keepInside(event: KeyboardEvent, panel: HTMLElement | null, onClose: () => void): void {
  event.stopPropagation();
  if (event.key === 'Escape') {
    event.preventDefault();
    onClose();
  }
  if (event.key !== 'Tab' || !panel) return;
  const stops = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const active = (panel.getRootNode() as ShadowRoot).activeElement;
  const [first, last] = [stops[0], stops.at(-1)];
  if (event.shiftKey ? active === first || active === panel : active === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
