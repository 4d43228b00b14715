import { useEffect, useRef, useState } from 'preact/hooks';
import { findConnectorKind } from '../../connectors/registry';
import type { Connection } from '../../core/settings';
import { Button } from '../../ui/button';
import { EndNotice } from '../../ui/connector-parts';
import { Confirm } from '../../ui/dialog';
import { useTexts } from '../../ui/i18n';
import { useLoaded } from '../../ui/use-loaded';
import { useChanges } from '../ui/use-changes';
import type { WorkerPort } from '../ui/worker-port';
import type { BrowserPort } from './browser-port';
import { ConnectForm } from './connect-form';
import { DOTS, Trouble, Who } from './connection-health';

interface Props {
  worker: WorkerPort;
  host: Pick<BrowserPort, 'requestHosts'>;
  connection: Connection;
  /** No mail account is logged there. */
  isIdle: boolean;
  onRemove(): void;
}

/** One CRM: who we are there, whether it works, and the way to mend it. */
export function ConnectionCard({ worker, host, connection, isIdle, onRemove }: Props) {
  const t = useTexts();
  const [asked, setAsked] = useState<'reconnect' | 'remove' | null>(null);
  const [checking, setChecking] = useState(false);
  const health = useLoaded(
    async () => (await worker.ask.health()).find(({ connectionId }) => connectionId === connection.id) ?? null,
    [connection.id],
  );
  useChanges(worker, (what) => {
    if (what === 'health') health.reload();
  });
  const state = health.value?.state ?? 'unknown';
  const kind = findConnectorKind(connection.connector);

  // The button that opened the form takes the keyboard again when the form is gone.
  const card = useRef<HTMLElement>(null);
  const wasAsked = useRef(false);
  useEffect(() => {
    if (wasAsked.current && asked === null) card.current?.querySelector<HTMLElement>('[name=reconnect]')?.focus();
    wasAsked.current = asked === 'reconnect';
  }, [asked]);

  async function check() {
    setChecking(true);
    await worker.ask.checkConnection(connection.id).then(health.set, health.reload);
    setChecking(false);
  }
  /** In the click itself, or the browser does not ask. */
  function allow() {
    const origins = kind?.hostsOf(connection.baseUrl) ?? [];
    void host.requestHosts(origins).then((isAllowed) => (isAllowed ? check() : undefined));
  }
  // Nobody should have to press a button to learn whether what she has just connected works.
  const isNew = health.value === null || health.value?.state === 'unknown';
  useEffect(() => {
    if (isNew) void check();
  }, [isNew]);

  return (
    <article ref={card} class="tl-card" aria-label={connection.label}>
      <div class="tl-card-head">
        <span class={`tl-dot tl-dot-${DOTS[state]}`} />
        <h3 class="tl-one-line" title={connection.label}>
          {connection.label}
        </h3>
        <span class="tl-hint" role="status">
          {checking ? t('options_checking') : t(`options_health_${state.replace('-', '_')}`)}
        </span>
      </div>
      <Who connection={connection} checkedAt={health.value?.checkedAt ?? null} />
      {health.value && !checking && <Trouble health={health.value} crm={kind?.labelKey ?? 'options_crm'} onAllow={allow} />}
      {isIdle && <p>{t('options_connection_idle')}</p>}
      {kind && <EndNotice face={kind} />}
      {asked === 'reconnect' ? (
        <ConnectForm
          worker={worker}
          host={host}
          connection={connection}
          onCancel={() => setAsked(null)}
          onConnected={() => {
            setAsked(null);
            void check();
          }}
        />
      ) : (
        <div class="tl-buttons">
          <Button onClick={() => void check()} busy={checking}>
            {t('options_check')}
          </Button>
          <Button name="reconnect" onClick={() => setAsked('reconnect')}>
            {t('popup_reconnect')}
          </Button>
          <Button look="quiet" onClick={() => setAsked('remove')}>
            {t('options_disconnect')}
          </Button>
        </div>
      )}
      {asked === 'remove' && (
        <Confirm
          title={t('options_disconnect_title', connection.label)}
          text={t('options_disconnect_text')}
          action={t('options_disconnect')}
          onClose={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null);
            onRemove();
          }}
        />
      )}
    </article>
  );
}
