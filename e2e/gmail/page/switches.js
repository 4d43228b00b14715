// What can be made to go wrong: by the URL, or while playing by `practice` in the console.
const query = new URLSearchParams(location.search);

export const account = Number(/\/u\/(\d+)/.exec(location.pathname)?.[1] ?? 0);

export const practice = {
  /** The next send is refused with this HTTP status. */
  failNext: Number(query.get('fail') ?? 0),
  /** So many sends wait for each other and leave in one request. */
  batch: Number(query.get('batch') ?? 0),
  transport: query.get('transport') ?? 'xhr',
  /** 'taken-back': sent at once, undone by saving the draft again (as Gmail does). 'held': kept back until time is up. */
  undo: query.get('undo') ?? 'taken-back',
  undoSeconds: Number(query.get('seconds') ?? 8),
  /** Milliseconds that every answer takes. */
  slow: Number(query.get('slow') ?? 0),
  /** 'late': the window has no draft id until the first save. */
  draftId: query.get('draftid') ?? 'early',
  splice: query.has('splice'),
};
window.practice = practice;
