import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import { ToastArea } from '../../ui/toast';
import { Waiting } from '../../ui/waiting';
import type { WorkerPort } from '../ui/worker-port';
import { AboutSection } from './about-section';
import { AccountsSection } from './accounts-section';
import type { BrowserPort } from './browser-port';
import { FirstRun } from './first-run';
import { LoggingSection } from './logging-section';
import { NeverLogSection } from './never-log-section';
import { PrivacySection } from './privacy-section';
import { hashOf, SECTIONS, type SectionName, titleOf } from './route';
import { SelfCheckSection } from './self-check-section';
import { ShortcutsSection } from './shortcuts-section';
import { TrackingSection } from './tracking-section';
import { useRoute } from './use-route';
import { type SettingsHandle, useSettings } from './use-settings';

interface Props {
  worker: WorkerPort;
  host: BrowserPort;
}

export function Options(props: Props) {
  return (
    <ToastArea>
      <OptionsPage {...props} />
    </ToastArea>
  );
}

function OptionsPage({ worker, host }: Props) {
  const t = useTexts();
  const route = useRoute();
  const handle = useSettings(worker);
  const { settings, failed, reload } = handle;
  // Once begun, the first run goes on after its first step has made a connection; opening a section ends it.
  const firstRun = useRef(false);
  const hadFirstRun = useRef(false);
  if (route.section !== null) firstRun.current = false;
  else if (settings?.connections.length === 0) firstRun.current = true;

  if (!settings) {
    return (
      <main class="options-lonely">
        <h1 class="tl-unseen">{t('options_title')}</h1>
        {failed ? (
          <Notice tone="danger" action={<Button onClick={reload}>{t('ui_try_again')}</Button>}>
            {t('ui_worker_silent')}
          </Notice>
        ) : (
          <Waiting text={t('options_loading')} lines={3} />
        )}
      </main>
    );
  }
  if (firstRun.current) {
    hadFirstRun.current = true;
    return <FirstRun worker={worker} host={host} handle={handle} />;
  }
  const section = route.section ?? 'accounts';
  return (
    <div class="options">
      <Sections section={section} />
      <main class="options-main">
        <SectionTitle section={section} isLedTo={hadFirstRun.current} />
        <Section section={section} account={route.account} worker={worker} host={host} handle={handle} />
      </main>
    </div>
  );
}

function Sections({ section }: { section: SectionName }) {
  const t = useTexts();
  const list = useRef<HTMLUListElement>(null);
  // On a narrow page the list is a strip that scrolls sideways.
  useEffect(() => {
    const current = list.current?.querySelector(`a[href="${hashOf(section)}"]`);
    if (current instanceof HTMLElement && list.current) list.current.scrollLeft = current.offsetLeft - 16;
  }, [section]);
  return (
    <nav class="options-nav" aria-label={t('options_title')}>
      <p class="options-brand">{t('app_name')}</p>
      <ul ref={list}>
        {SECTIONS.map((name) => (
          <li key={name}>
            <a href={hashOf(name)} aria-current={name === section ? 'page' : undefined}>
              {t(titleOf(name))}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Takes the focus when another section is opened, so that the keyboard and the screen reader are where the eyes are. */
function SectionTitle({ section, isLedTo }: { section: SectionName; isLedTo: boolean }) {
  const t = useTexts();
  const ref = useRef<HTMLHeadingElement>(null);
  const first = useRef(!isLedTo);
  useEffect(() => {
    if (!first.current) ref.current?.focus();
    first.current = false;
  }, [section]);
  return (
    <h1 ref={ref} tabIndex={-1} class="options-title">
      {t(titleOf(section))}
    </h1>
  );
}

type SectionProps = Props & { section: SectionName; account: string | null; handle: SettingsHandle };

function Section({ section, account, worker, host, handle }: SectionProps) {
  const settings = handle.settings;
  if (!settings) return null;
  const common = { worker, handle, settings };
  switch (section) {
    case 'accounts':
      return <AccountsSection {...common} host={host} asked={account} />;
    case 'logging':
      return <LoggingSection {...common} />;
    case 'never-log':
      return <NeverLogSection {...common} />;
    case 'tracking':
      return <TrackingSection {...common} host={host} />;
    case 'privacy':
      return <PrivacySection {...common} />;
    case 'shortcuts':
      return <ShortcutsSection host={host} />;
    case 'self-check':
      return <SelfCheckSection worker={worker} />;
    case 'about':
      return <AboutSection version={host.version} />;
  }
}
