// What kind of Outlook this is and what can go wrong in it: by the URL, or while playing by `practice` in the console.
const query = new URLSearchParams(location.search);
const number = (name, otherwise = 0) => Number(query.get(name) ?? otherwise);

export const practice = {
  /** Year of the markup: 2022, 2024, 2025 or 2026. */
  gen: number('gen', 2026),
  lang: query.get('lang') ?? 'en',
  /** What a chip shows: 'address' (in its label), 'named' (name and address), 'directory' (a name and nothing else). */
  contact: query.get('contact') ?? 'named',
  /** 'owa' is Outlook's own rule: small payloads by header, others by fetch. Others always go their way. */
  transport: query.get('transport') ?? 'owa',
  /** A mail is held back so long before it leaves. */
  undoSeconds: number('undo', 5),
  /** The next send is refused with this HTTP status. */
  failNext: number('fail'),
  /** The next send is refused with this ResponseCode, inside of an HTTP 200. */
  refuseNext: query.get('refuse') ?? '',
  /** The next send loses its connection: '1' or 'before' the server did its work, 'after' it. */
  dropNext: { 1: 'before' }[query.get('drop')] ?? query.get('drop') ?? '',
  /** Milliseconds that every answer takes. */
  slow: number('slow'),
  /** A page that never finishes loading. */
  broken: query.has('broken'),
  /** React draws again: nodes that are not its own go, and hashed class names change. */
  rerender: query.has('rerender'),
  /** Where a pop-out opens: 'deeplink' has its own page, 'projected' is about:blank, driven by its opener. */
  popout: query.get('popout') ?? 'deeplink',
};
window.practice = practice;
document.documentElement.classList.toggle('dark', query.has('dark'));

/** Takes what goes wrong with the next send, and nothing after it. */
export function takeFaults() {
  const faults = { fail: practice.failNext || '', refuse: practice.refuseNext, drop: practice.dropNext };
  Object.assign(practice, { failNext: 0, refuseNext: '', dropNext: '' });
  return faults;
}
