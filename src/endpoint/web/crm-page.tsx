import type { CrmAnswer, User } from '../../core/endpoint-api';
import { useTexts } from '../../ui/i18n';
import { Icon } from '../../ui/icon';
import { EmptyState, Notice } from '../../ui/notice';
import { Waiting } from '../../ui/waiting';
import { getCrm } from './api';
import { CrmCard } from './crm-card';
import { CrmForm } from './crm-form';
import { CrmRefusals } from './crm-refusals';
import { listHref } from './route';
import { Trouble } from './states';
import { useArrival } from './use-arrival';
import { useRemote } from './use-remote';
import { sentenceOf } from './words';

interface Props {
  user: User;
  /** What became of a consent from which the reader comes back. */
  consent: string | null;
  arrived: boolean;
  revision: number;
}

/** The CRM that everything is passed on to: for an admin to connect and to mend, for all to see. */
export function CrmPage({ user, consent, arrived, revision }: Props) {
  const t = useTexts();
  const crm = useRemote('crm', getCrm, revision);
  const heading = useArrival(arrived, t('crm_title'), t('app_name'));
  const isAdmin = user.role === 'admin';
  return (
    <main class="crm-pane" tabIndex={-1}>
      <div class="crm">
        <a class="back crm-back" href={listHref('contact')}>
          <Icon name="chevron" />
          {t('crm_back')}
        </a>
        <header class="record-head">
          <h2 ref={heading} tabIndex={-1}>
            {t('crm_title')}
          </h2>
          {crm.value?.connection && <p class="tl-hint">{t('crm_about')}</p>}
        </header>
        {consent && crm.value && <ConsentResult result={consent} crm={crm.value} />}
        {crm.value ? (
          <Connected crm={crm.value} isAdmin={isAdmin} reload={crm.retry} />
        ) : crm.problem ? null : (
          <Waiting text={t('crm_loading')} lines={4} />
        )}
        {crm.problem && <Trouble kind={crm.problem} retry={crm.retry} />}
        <CrmRefusals canRetry={isAdmin && Boolean(crm.value?.connection)} revision={revision} />
      </div>
    </main>
  );
}

function Connected({ crm, isAdmin, reload }: { crm: CrmAnswer; isAdmin: boolean; reload(): void }) {
  const t = useTexts();
  const { connection, faces, oauth, outbox } = crm;
  if (connection) return <CrmCard crm={crm} connection={connection} isAdmin={isAdmin} reload={reload} />;
  const waiting = (outbox.waiting ?? 0) + (outbox.sending ?? 0) + (outbox.removing ?? 0);
  return (
    <>
      {waiting > 0 && <Notice tone="warn">{t.plural('crm_waiting', waiting)}</Notice>}
      {isAdmin ? (
        <section class="tl-card" aria-label={t('crm_none_title')}>
          <h3>{t('crm_none_title')}</h3>
          <p class="tl-soft">{t('crm_none_admin')}</p>
          <CrmForm faces={faces} oauth={oauth} onConnected={reload} />
        </section>
      ) : (
        <EmptyState title={t('crm_none_title')} text={t('crm_none_rep')} />
      )}
    </>
  );
}

function ConsentResult({ result, crm: { connection, faces } }: { result: string; crm: CrmAnswer }) {
  const t = useTexts();
  const labelKey = faces.find(({ id }) => id === connection?.connector)?.labelKey;
  if (result === 'connected' && !labelKey) return null;
  return (
    <div role="status">
      {result === 'connected' ? (
        <Notice tone="ok">{t('crm_result_connected', t(labelKey ?? ''))}</Notice>
      ) : (
        <Notice tone="warn">{result === 'declined' || result === 'expired' ? t(`crm_result_${result}`) : sentenceOf(result, t)}</Notice>
      )}
    </div>
  );
}
