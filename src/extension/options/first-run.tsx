import { useEffect, useRef, useState } from 'preact/hooks';
import { findConnectorKind } from '../../connectors/registry';
import type { Connection } from '../../core/settings';
import { Button } from '../../ui/button';
import { MissingRights } from '../../ui/connector-parts';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import { useLoaded } from '../../ui/use-loaded';
import { Waiting } from '../../ui/waiting';
import type { WorkerPort } from '../ui/worker-port';
import { AccountList } from './account-list';
import type { BrowserPort } from './browser-port';
import { ConnectForm } from './connect-form';
import { linkOwnAddress } from './own-address';
import { hashOf } from './route';
import type { SettingsHandle } from './use-settings';

const STEPS = ['choose', 'check', 'open'] as const;
type Step = (typeof STEPS)[number];

/** What people call the mail pages. Other addresses of Outlook lead to the same mailbox as the first. */
const MAILBOXES: Record<string, string> = {
  'mail.google.com': 'first_gmail',
  'outlook.office.com': 'first_outlook_work',
  'outlook.live.com': 'first_outlook_own',
};

interface Props {
  worker: WorkerPort;
  host: BrowserPort;
  handle: SettingsHandle;
}

/** Three steps to the first logged mail: choose a CRM, check the connection, open the mail. */
export function FirstRun({ worker, host, handle }: Props) {
  const t = useTexts();
  const [step, setStep] = useState<Step>('choose');
  const [connection, setConnection] = useState<Connection | null>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) title.current?.focus();
    first.current = false;
  }, [step]);

  async function onConnected(made: Connection) {
    await linkOwnAddress(worker, made).catch(() => undefined);
    setConnection(made);
    setStep('check');
  }

  return (
    <main class="options-lonely">
      <p class="options-brand">{t('app_name')}</p>
      <ol class="options-steps" aria-label={t('first_steps')}>
        {STEPS.map((name, index) => (
          <li
            key={name}
            aria-current={name === step ? 'step' : undefined}
            class={STEPS.indexOf(step) > index ? 'options-step-done' : undefined}
          >
            {t(`first_${name}`)}
          </li>
        ))}
      </ol>
      <h1 ref={title} tabIndex={-1} class="options-title">
        {t(`first_${step}_title`)}
      </h1>
      {step === 'choose' && (
        <>
          <p class="tl-soft">{t('first_choose_text')}</p>
          <div class="tl-card">
            <ConnectForm worker={worker} host={host} onConnected={(made) => void onConnected(made)} />
          </div>
          <p class="tl-hint">
            <a href={hashOf('accounts')}>{t('first_skip')}</a>
          </p>
        </>
      )}
      {step === 'check' && connection && <Check worker={worker} handle={handle} connection={connection} onNext={() => setStep('open')} />}
      {step === 'open' && <OpenMail host={host} />}
    </main>
  );
}

function Check({ worker, handle, connection, onNext }: Omit<Props, 'host'> & { connection: Connection; onNext(): void }) {
  const t = useTexts();
  const health = useLoaded(() => worker.ask.checkConnection(connection.id), [connection.id]);
  const { reload } = handle;
  useEffect(reload, [reload]);
  const works = health.value?.state === 'ok';
  const missing = health.value?.missing ?? [];
  return (
    <>
      {!health.value && !health.failed && <Waiting text={t('options_checking')} lines={1} />}
      {health.failed && <Notice tone="danger">{t('ui_worker_silent')}</Notice>}
      {health.value && !works && (
        <Notice tone="warn">
          {t(`failure_${health.value.code ?? 'unreachable'}`)} {t(`remedy_${health.value.code ?? 'unreachable'}`)}
        </Notice>
      )}
      {works && (
        <Notice tone="ok">
          {t(`options_connected_as_${connection.role}`, connection.userName || connection.userAddress || connection.label)} ·{' '}
          {connection.label}
        </Notice>
      )}
      {missing.length > 0 && <MissingRights missing={missing} crm={findConnectorKind(connection.connector)?.labelKey ?? 'options_crm'} />}
      <p>{t('first_check_text')}</p>
      {handle.settings && <AccountList settings={handle.settings} handle={handle} connectionId={connection.id} />}
      <div class="tl-buttons">
        {(!works || missing.length > 0) && (
          <Button onClick={health.reload} busy={!health.value && !health.failed}>
            {t('options_check')}
          </Button>
        )}
        <Button look="primary" name="next" onClick={onNext}>
          {t('first_next')}
        </Button>
      </div>
    </>
  );
}

function OpenMail({ host }: { host: BrowserPort }) {
  const t = useTexts();
  return (
    <>
      <p>{t('first_open_text')}</p>
      <div class="tl-buttons">
        {host.mailPages.flatMap((page) => {
          const name = MAILBOXES[new URL(page).host];
          if (!name) return [];
          return (
            <a key={page} class="tl-button tl-button-primary" href={page} target="_blank" rel="noreferrer">
              {t('first_open_mail', t(name))}
            </a>
          );
        })}
        <a class="tl-button" href={hashOf('accounts')}>
          {t('first_all_options')}
        </a>
      </div>
    </>
  );
}
