import { useEffect } from 'preact/hooks';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { Icon, type IconName } from '../../ui/icon';
import { EmptyState, Notice } from '../../ui/notice';
import { RelativeTime } from '../../ui/relative-time';
import { useToast } from '../../ui/toast';
import { useLoaded } from '../../ui/use-loaded';
import { Waiting } from '../../ui/waiting';
import type { SelfCheckReport } from '../protocol';
import { useChanges } from '../ui/use-changes';
import type { WorkerPort } from '../ui/worker-port';

const ICONS: Record<string, [IconName, string]> = { found: ['check', 'ok'], missing: ['alert', 'warn'] };

/** What each mail page must have for us to work in it, found or not. */
export function SelfCheckSection({ worker }: { worker: WorkerPort }) {
  const t = useTexts();
  const toast = useToast();
  const reports = useLoaded(worker.ask.selfCheck, []);
  useChanges(worker, (what) => {
    if (what === 'self-check') reports.reload();
  });
  const lookAgain = () => void worker.ask.lookAgain().catch(() => undefined);
  useEffect(lookAgain, []);
  const all = reports.value;

  async function copy() {
    try {
      await navigator.clipboard.writeText(JSON.stringify(all, null, 2));
      toast({ text: t('check_copied') });
    } catch {
      toast({ text: t('ui_not_done'), problem: true });
    }
  }

  return (
    <>
      <p class="tl-soft">{t('check_about')}</p>
      {reports.failed && (
        <Notice tone="danger" action={<Button onClick={reports.reload}>{t('ui_try_again')}</Button>}>
          {t('ui_worker_silent')}
        </Notice>
      )}
      {!all && !reports.failed && <Waiting text={t('options_loading')} />}
      {all?.length === 0 && <EmptyState title={t('check_empty')} text={t('check_empty_text')} />}
      {all?.map((report) => (
        <Report key={report.host} report={report} />
      ))}
      {all && all.length > 0 && (
        <>
          <div class="tl-buttons">
            <Button icon="retry" onClick={lookAgain}>
              {t('check_again')}
            </Button>
            <Button icon="copy" onClick={() => void copy()}>
              {t('check_copy')}
            </Button>
          </div>
          <p class="tl-hint">{t('check_shape_only')}</p>
        </>
      )}
    </>
  );
}

function Report({ report: { host, at, probes } }: { report: SelfCheckReport }) {
  const t = useTexts();
  const missing = probes.filter(({ state }) => state === 'missing').length;
  return (
    <section class="options-group" aria-label={host}>
      <div class="options-head">
        <h2>{host}</h2>
        <span class="tl-hint">
          <RelativeTime at={at} />
        </span>
      </div>
      <Notice tone={missing > 0 ? 'warn' : 'ok'}>{missing > 0 ? t.plural('check_missing', missing) : t('check_all_found')}</Notice>
      <ul class="options-probes">
        {probes.map(({ id, state, evidence }) => {
          const [icon, tone] = ICONS[state] ?? ['more', 'plain'];
          return (
            <li key={id} class="options-probe" title={evidence}>
              <span class={`options-probe-icon options-probe-${tone}`}>
                <Icon name={icon} />
              </span>
              <span>{t(`probe_${id.replaceAll('-', '_')}`)}</span>
              <span class="tl-hint">{t(`probe_state_${state.replaceAll('-', '_')}`)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
