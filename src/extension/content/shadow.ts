import tokens from '../../ui/tokens.css?inline';
import look from './compose.css?inline';
import readingLook from './reading.css?inline';

let sheet: CSSStyleSheet | undefined;

/**
 * A root of our own in the page. Closed, so that scripts of the page cannot read CRM records out of it, and with our
 * style sheet alone, so that neither changes the other's look. `host` is still to be put somewhere.
 */
export function makeShadow(isDark: boolean): { host: HTMLElement; root: ShadowRoot } {
  const host = document.createElement('div');
  host.dataset.theme = isDark ? 'dark' : 'light';
  const root = host.attachShadow({ mode: 'closed' });
  addLook(root);
  for (const kind of ['keydown', 'keypress', 'keyup'] as const) host.addEventListener(kind, keepFromPage);
  return { host, root };
}

function addLook(root: ShadowRoot): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(tokens + look + readingLook);
  }
  root.adoptedStyleSheets = [sheet];
}

/** Plain keys are the page's shortcuts ("c" composes in Gmail); those with Ctrl or Cmd, such as to send, still go through. */
function keepFromPage(event: KeyboardEvent): void {
  if (!event.ctrlKey && !event.metaKey && event.key !== 'Tab' && event.key !== 'Escape') event.stopPropagation();
}
