import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { namesInShort } from '../ui/people';
import type { HealthSummary } from './health';

const TONES: Record<HealthSummary['state'], string> = {
  ok: 'ok',
  unknown: 'plain',
  'no-connection': 'plain',
  'account-without-crm': 'warn',
  unreachable: 'warn',
  offline: 'warn',
  'rights-missing': 'warn',
  'permission-missing': 'danger',
  'host-permission-missing': 'danger',
  'needs-reconnect': 'danger',
  'admin-must-reconnect': 'danger',
};

/** What the button beside the row says, where there is something to do. */
const ACTIONS: Partial<Record<HealthSummary['state'], string>> = {
  'no-connection': 'popup_connect',
  'account-without-crm': 'popup_set_up',
  'rights-missing': 'popup_check',
  'permission-missing': 'popup_check',
  'host-permission-missing': 'popup_allow',
  'needs-reconnect': 'popup_reconnect',
};

/** Which mail account logs where, and whether that works. */
export function HealthRow({ summary, openOptions }: { summary: HealthSummary; openOptions(section: string): void }) {
  const t = useTexts();
  const { state, connection, accounts } = summary;
  const who = accounts.length > 0 ? namesInShort(accounts, t) : t('popup_no_account');
  const how = t(`popup_health_${state.replaceAll('-', '_')}`, connection?.label ?? '');
  const action = ACTIONS[state];
  const [first = ''] = accounts;
  const section = state === 'account-without-crm' ? `accounts/${encodeURIComponent(first)}` : 'accounts';
  return (
    <header class="popup-health">
      <span class={`tl-dot tl-dot-${TONES[state]}`} />
      <div class="popup-health-words">
        <h1 class="tl-one-line" title={accounts.join('\n')}>
          {who}
        </h1>
        <p class={`tl-hint${TONES[state] === 'ok' ? ' tl-one-line' : ' popup-health-trouble'}`} title={how}>
          {how}
        </p>
      </div>
      {action && (
        <Button class="tl-button-small" look={state === 'no-connection' ? 'primary' : 'plain'} onClick={() => openOptions(section)}>
          {t(action)}
        </Button>
      )}
    </header>
  );
}
