/** As high as Gmail's own line of buttons is at its lowest density, and Outlook's line with Send. */
export const LINE_HEIGHT = 36;

/** The same box whoever made it: its height is there from the start, so that nothing moves when it is filled. */
export function layOutLine(line: HTMLElement): HTMLElement {
  Object.assign(line.style, {
    boxSizing: 'border-box',
    width: '100%',
    height: `${LINE_HEIGHT}px`,
    minHeight: `${LINE_HEIGHT}px`,
    margin: '0',
    padding: '0 16px',
    background: 'none',
    fontSize: '13px',
    lineHeight: '20px',
  });
  return line;
}
