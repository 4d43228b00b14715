import { onceLaidOut } from '../../mail/laid-out';
import tokens from '../../ui/tokens.css?inline';
import line from './compose.css?inline';
import panel from './panel.css?inline';
import reading from './reading.css?inline';

const LOOKS = { line: tokens + line, panel, reading };
type Look = keyof typeof LOOKS;
const sheets = new Map<Look, CSSStyleSheet>();

/**
 * A root of our own in the page. Closed, so that scripts of the page cannot read CRM records out of it, and with our
 * style sheets alone, so that neither changes the other's look. `host` is still to be put somewhere.
 */
export function makeShadow(isDark: () => boolean, looks: readonly Look[] = []): { host: HTMLElement; root: ShadowRoot } {
  const host = document.createElement('div');
  host.dataset.theme = 'light';
  onceLaidOut(host, () => {
    if (isDark()) host.dataset.theme = 'dark';
  });
  const root = host.attachShadow({ mode: 'closed' });
  for (const look of ['line', ...looks] as const) addLook(root, look);
  for (const kind of ['keydown', 'keypress', 'keyup'] as const) host.addEventListener(kind, keepFromPage);
  return { host, root };
}

/** What is not seen from the start is not read from the start. */
export function addLook(root: ShadowRoot, look: Look): void {
  const sheet = sheets.get(look) ?? new CSSStyleSheet();
  if (!sheets.has(look)) sheet.replaceSync(LOOKS[look]);
  sheets.set(look, sheet);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** Plain keys are the page's shortcuts ("c" composes in Gmail); those with Ctrl or Cmd, such as to send, still go through. */
function keepFromPage(event: KeyboardEvent): void {
  if (!event.ctrlKey && !event.metaKey && event.key !== 'Tab' && event.key !== 'Escape') event.stopPropagation();
}
