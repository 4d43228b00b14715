import type { Translate } from '../../core/messages';

/** A CRM's link, if it is one that a browser opens as a page. */
export function webUrl(url: string | null): string | null {
  if (!url || !URL.canParse(url)) return null;
  return ['https:', 'http:'].includes(new URL(url).protocol) ? url : null;
}

export function RecordLink({ url, name, t }: { url: string | null; name: string; t: Translate }) {
  const href = webUrl(url);
  if (!href) return null;
  const label = t('panel_open_record', name);
  return (
    <a class="icon" href={href} target="_blank" rel="noopener noreferrer" title={label}>
      <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.4" aria-hidden="true">
        <path d="M6.5 3.5h-3v9h9v-3M9 3.5h3.5V7M12.2 3.8 7.5 8.5" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
      <span class="unseen">{label}</span>
    </a>
  );
}
