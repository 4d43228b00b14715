import { useRef, useState } from 'preact/hooks';
import { accountDefaults, type Settings } from '../../core/settings';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import type { WorkerPort } from '../ui/worker-port';
import { AccountList } from './account-list';
import type { BrowserPort } from './browser-port';
import { ConnectForm } from './connect-form';
import { ConnectionCard } from './connection-card';
import { linkOwnAddress } from './own-address';
import type { SettingsHandle } from './use-settings';

interface Props {
  worker: WorkerPort;
  host: Pick<BrowserPort, 'requestHosts'>;
  handle: SettingsHandle;
  settings: Settings;
  /** An account that a mail page found not to be set up. */
  asked: string | null;
}

export function AccountsSection({ worker, host, handle, settings, asked }: Props) {
  const t = useTexts();
  const { connections, accounts } = settings;
  const [adding, setAdding] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const first = connections[0];
  const known = accounts.find(({ address }) => address === asked);
  const unknown = asked !== null && !known?.connectionId ? asked : null;
  function stopAdding() {
    setAdding(false);
    title.current?.focus();
  }
  return (
    <>
      {unknown && (
        <Notice
          tone="warn"
          action={
            first && (
              <div class="tl-buttons">
                {connections.map(({ id, label }) => (
                  <Button
                    key={id}
                    onClick={() => void handle.saveAccount({ ...accountDefaults, ...known, address: unknown, connectionId: id })}
                  >
                    {t('options_set_up_in', label)}
                  </Button>
                ))}
              </div>
            )
          }
        >
          {t(first ? 'options_account_unknown' : 'options_account_unknown_no_crm', unknown)}
        </Notice>
      )}
      <section class="options-group" aria-labelledby="crm">
        <h2 id="crm" ref={title} tabIndex={-1}>
          {t('options_crm')}
        </h2>
        {connections.map((connection) => (
          <ConnectionCard
            key={connection.id}
            worker={worker}
            host={host}
            connection={connection}
            isIdle={!accounts.some(({ connectionId }) => connectionId === connection.id)}
            onRemove={() => void handle.removeConnection(connection.id).then(() => title.current?.focus())}
          />
        ))}
        {adding || connections.length === 0 ? (
          <div class="tl-card">
            <ConnectForm
              worker={worker}
              host={host}
              onCancel={connections.length === 0 ? undefined : stopAdding}
              onConnected={(connection) => {
                stopAdding();
                void linkOwnAddress(worker, connection).then(handle.reload, handle.reload);
              }}
            />
          </div>
        ) : (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {t('options_connect_another')}
          </Button>
        )}
      </section>
      <section class="options-group" aria-labelledby="mail-accounts">
        <h2 id="mail-accounts">{t('options_mail_accounts')}</h2>
        <p class="tl-soft">{t('options_mail_accounts_about')}</p>
        <AccountList settings={settings} handle={handle} />
      </section>
    </>
  );
}
