import type { NewTrackingSettings } from '../../connectors/endpoint-tracking';
import { findConnectorKind } from '../../connectors/registry';
import type { Connection, Settings } from '../../core/settings';
import type { TrackingSettings } from '../../core/tracking-api';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import { Switch } from '../../ui/switch';
import { useToast } from '../../ui/toast';
import { type Loaded, useLoaded } from '../../ui/use-loaded';
import { Waiting } from '../../ui/waiting';
import type { WorkerPort } from '../ui/worker-port';
import { NoAccount, useAccountChoice } from './account-choice';
import type { BrowserPort } from './browser-port';
import { ConsentBox } from './consent-box';
import { NoticesSwitch } from './notices-switch';
import { hashOf } from './route';
import { TrackingRules } from './tracking-rules';
import type { SettingsHandle } from './use-settings';

interface Props {
  worker: WorkerPort;
  host: Pick<BrowserPort, 'mayShowNotices' | 'requestNotices' | 'removeNotices'>;
  settings: Settings;
  handle: SettingsHandle;
}

/** Tracking of one mail account, of the organisation behind it, and what its contacts said of that. */
export function TrackingSection({ worker, host, settings, handle }: Props) {
  const t = useTexts();
  const { account, choice } = useAccountChoice(settings);
  const connection = settings.connections.find(({ id }) => id === account?.connectionId);
  const tracking = connection && findConnectorKind(connection.connector)?.makeTracking ? connection : null;
  const rules = useLoaded(async () => (tracking ? worker.ask.readTrackingSettings(tracking.id) : null), [tracking?.id]);
  if (!account) return <NoAccount />;
  const isRequired = tracking !== null && rules.value?.footer.required === true;
  return (
    <>
      {choice}
      {!tracking && <NoServer connection={connection} />}
      <div class="options-group options-lines">
        <Switch
          label={t('options_track_by_default')}
          hint={t('options_track_by_default_hint')}
          on={account.trackByDefault && tracking !== null}
          disabled={!tracking}
          onChange={(trackByDefault) => void handle.saveAccount({ ...account, trackByDefault })}
        />
        <Switch
          label={t('options_track_footer')}
          hint={t(isRequired ? 'options_track_footer_always' : 'options_track_footer_hint')}
          on={isRequired || (account.trackFooter && tracking !== null)}
          disabled={!tracking || isRequired}
          onChange={(trackFooter) => void handle.saveAccount({ ...account, trackFooter })}
        />
        <NoticesSwitch host={host} on={settings.notifyOpens} onChange={(on) => void handle.notifyOpens(on)} />
      </div>
      {tracking && <OfConnection key={tracking.id} worker={worker} connection={tracking} rules={rules} />}
    </>
  );
}

/** A CRM by itself serves no pixel. */
function NoServer({ connection }: { connection: Connection | undefined }) {
  const t = useTexts();
  return (
    <Notice
      action={
        <a class="tl-button" href={hashOf('accounts')}>
          {t('options_section_accounts')}
        </a>
      }
    >
      {connection ? t('options_track_needs_server', connection.label) : t('options_track_needs_connection')}
    </Notice>
  );
}

interface OfConnectionProps {
  worker: WorkerPort;
  connection: Connection;
  rules: Loaded<TrackingSettings | null>;
}

function OfConnection({ worker, connection, rules }: OfConnectionProps) {
  const t = useTexts();
  const toast = useToast();
  const { value, failed, reload } = rules;
  if (value === undefined && !failed) return <Waiting text={t('options_track_reading')} lines={3} />;
  if (!value)
    return (
      <Notice tone="warn" action={<Button onClick={reload}>{t('ui_try_again')}</Button>}>
        {t('options_track_unread', connection.label)}
      </Notice>
    );

  async function save(changes: NewTrackingSettings) {
    const answer = await worker.ask.saveTrackingSettings(connection.id, changes).catch(() => null);
    if (answer && 'settings' in answer) {
      rules.set(answer.settings);
      return toast({ text: t('options_saved') });
    }
    toast({ text: answer ? t(`failure_${answer.failure}`) : t('ui_not_done'), problem: true });
    reload();
  }
  return (
    <>
      <ConsentBox worker={worker} connectionId={connection.id} ground={value.ground} />
      <TrackingRules connection={connection} rules={value} save={save} />
    </>
  );
}
