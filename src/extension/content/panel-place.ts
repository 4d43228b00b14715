const WIDTH = 400;
const EDGE = 8;
const MIN_HEIGHT = 240;
/** Of a plan with some deals. */
const FULL_HEIGHT = 480;

export interface Place {
  left: number;
  width: number;
  maxHeight: number;
  /** Distance from the viewport's top or bottom edge; the other is null. */
  top: number | null;
  bottom: number | null;
}

type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;

/** A host's own padding, border and scroll bar around the line, in CSS px. */
const MARGIN = 48;

/** The compose window around the line: as far out as boxes are hardly wider than it, whatever the host calls them. */
export function windowAround(line: Box, slot: Element | null): Box {
  let found = line;
  for (let box = slot; box; box = box.parentElement) {
    const { left, right, top, bottom } = box.getBoundingClientRect();
    if (left < line.left - MARGIN || right > line.right + MARGIN) break;
    found = { left: Math.min(left, found.left), right: Math.max(right, found.right), top, bottom };
  }
  return found;
}

/** Beside the window, where the text stays free; else above the line; below it where there is more room. All in CSS px. */
export function placePanel(line: Box, window: Pick<Box, 'left' | 'right'>, view: { width: number; height: number }): Place {
  const width = Math.min(WIDTH, view.width - 2 * EDGE);
  const fromBottom = Math.max(EDGE, view.height - line.bottom);
  const up = view.height - fromBottom - EDGE;
  const fromTop = Math.max(EDGE, line.top);
  const down = view.height - fromTop - EDGE;
  // At a message's head there is room below it, at a window's foot above it.
  const beside =
    up < FULL_HEIGHT && down > up
      ? { width, maxHeight: down, top: fromTop, bottom: null }
      : { width, maxHeight: up, top: null, bottom: fromBottom };
  if (window.left - EDGE - width >= EDGE) return { left: window.left - EDGE - width, ...beside };
  if (window.right + EDGE + width <= view.width - EDGE) return { left: window.right + EDGE, ...beside };
  // At the line's end: what is written begins at the other one, and so does Send.
  const left = Math.max(EDGE, Math.min(line.right - width, view.width - width - EDGE));
  const above = line.top - 2 * EDGE;
  const below = view.height - line.bottom - 2 * EDGE;
  if (above < MIN_HEIGHT && below > above) return { left, width, maxHeight: below, top: line.bottom + EDGE / 2, bottom: null };
  return { left, width, maxHeight: above, top: null, bottom: view.height - line.top + EDGE / 2 };
}
