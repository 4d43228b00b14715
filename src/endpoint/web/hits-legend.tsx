import { useTexts } from '../../ui/i18n';

const KEYS = {
  open: { line: 'M1 8h22', mark: 'M16 8a4 4 0 1 1-8 0a4 4 0 0 1 8 0z' },
  click: { line: 'M1 8h22', mark: 'M12 3l5 5-5 5-5-5z' },
} as const;

/** What line and marks of the chart mean. */
export function HitsLegend({ hasProxies, hasMachines }: { hasProxies: boolean; hasMachines: boolean }) {
  const t = useTexts();
  return (
    <ul class="hits-legend tl-hint" aria-hidden="true">
      {(['open', 'click'] as const).map((kind) => (
        <li key={kind}>
          <svg viewBox="0 0 24 16" width="24" height="16" class={`hits-key hits-key-${kind}`} aria-hidden="true" focusable="false">
            <path d={KEYS[kind].line} />
            <path d={KEYS[kind].mark} class="hits-key-mark" />
          </svg>
          {t(`hits_key_${kind}`)}
        </li>
      ))}
      {hasProxies && (
        <li>
          <svg viewBox="0 0 24 16" width="24" height="16" class="hits-key hits-key-open" aria-hidden="true" focusable="false">
            <path d={KEYS.open.mark} class="hits-key-hollow" />
          </svg>
          {t('hits_key_proxy')}
        </li>
      )}
      {hasMachines && (
        <li>
          <svg viewBox="0 0 24 16" width="24" height="16" class="hits-key" aria-hidden="true" focusable="false">
            <path d="M12 4v8" />
          </svg>
          {t('hits_key_machine')}
        </li>
      )}
    </ul>
  );
}
