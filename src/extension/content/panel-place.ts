const WIDTH = 400;
const EDGE = 8;
/** Between the panel and the window beside which it stands: the window's own border and shadow. */
const BESIDE = 16;
const MIN_HEIGHT = 240;

export interface Place {
  left: number;
  width: number;
  maxHeight: number;
  /** Distance from the viewport's top or bottom edge; the other is null. */
  top: number | null;
  bottom: number | null;
}

/** Beside the window, where the text stays free; else above the line; below it where there is more room. All in CSS px. */
export function placePanel(line: Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>, view: { width: number; height: number }): Place {
  const width = Math.min(WIDTH, view.width - 2 * EDGE);
  const clamp = (left: number) => Math.max(EDGE, Math.min(left, view.width - width - EDGE));
  const fromBottom = Math.max(EDGE, view.height - line.bottom);
  const beside = { width, maxHeight: view.height - fromBottom - EDGE, top: null, bottom: fromBottom };
  if (line.left - BESIDE - width >= EDGE) return { left: line.left - BESIDE - width, ...beside };
  if (line.right + BESIDE + width <= view.width - EDGE) return { left: line.right + BESIDE, ...beside };
  const above = line.top - 2 * EDGE;
  const below = view.height - line.bottom - 2 * EDGE;
  if (above < MIN_HEIGHT && below > above)
    return { left: clamp(line.left), width, maxHeight: below, top: line.bottom + EDGE / 2, bottom: null };
  return { left: clamp(line.left), width, maxHeight: above, top: null, bottom: view.height - line.top + EDGE / 2 };
}
