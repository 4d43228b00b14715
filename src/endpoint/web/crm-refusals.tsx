import { useState } from 'preact/hooks';
import type { CrmRefusal } from '../../core/endpoint-api';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { RelativeTime } from '../../ui/relative-time';
import { Waiting } from '../../ui/waiting';
import { getRefusals, type ProblemKind, retryRefusals } from './api';
import { MoreButton } from './more-button';
import { mailHref } from './route';
import { Announce, Trouble } from './states';
import { useAction } from './use-action';
import { useRemoteList } from './use-remote';
import { nameOf, sentenceOf } from './words';

/** `CrmRetryRequestSchema` takes so many. */
const AT_ONCE = 200;
/** Failures whose detail is the name of an account, and not the CRM's words. */
const OF_FORMER_ACCOUNT = ['crm_changed', 'crm_former'];

/** What the CRM did not take: why, what helps, and for an admin the way to try it again. */
export function CrmRefusals({ canRetry, revision }: { canRetry: boolean; revision: number }) {
  const t = useTexts();
  const refusals = useRemoteList('refusals', getRefusals, revision);
  const [problem, setProblem] = useState<ProblemKind | null>(null);
  const { busy, run } = useAction(({ kind }) => setProblem(kind));
  const items = refusals.value;

  function retry(ids: string[]) {
    setProblem(null);
    void run(async (signal) => {
      for (let start = 0; start < ids.length; start += AT_ONCE) await retryRefusals(ids.slice(start, start + AT_ONCE), signal);
    }, refusals.retry);
  }

  return (
    <section class="crm-refusals" aria-labelledby="crm-refused">
      <div class="crm-refusals-head">
        <h3 id="crm-refused">{t('crm_refused_title')}</h3>
        {canRetry && items && items.length > 1 && (
          <Button icon="retry" busy={busy} onClick={() => retry(items.map(({ id }) => id))}>
            {busy ? t('crm_retrying') : t('crm_retry_all')}
          </Button>
        )}
      </div>
      {busy && <Announce text={t('crm_retrying')} />}
      {problem && <Trouble kind={problem} retry={refusals.retry} />}
      {refusals.problem && <Trouble kind={refusals.problem} retry={refusals.retry} />}
      {!items && !refusals.problem && <Waiting text={t('crm_loading')} lines={3} />}
      {items?.length === 0 && <p class="tl-hint">{t('crm_refused_none')}</p>}
      {items && items.length > 0 && (
        <ul class="crm-refusals-list">
          {items.map((one) => (
            <Refusal key={one.id} refusal={one} onRetry={canRetry ? () => retry([one.id]) : null} busy={busy} />
          ))}
        </ul>
      )}
      {refusals.more && !refusals.problem && <MoreButton busy={refusals.loadingMore} onMore={refusals.loadMore} />}
    </section>
  );
}

function Refusal({ refusal, onRetry, busy }: { refusal: CrmRefusal; onRetry: (() => void) | null; busy: boolean }) {
  const t = useTexts();
  const { id, subject, to, loggedBy, refusedAt, wanted, code, detail, rule } = refusal;
  const title = subject || t('timeline_no_subject');
  const [first, ...others] = to;
  const receivers = !first
    ? t('timeline_nobody')
    : others.length > 0
      ? t.plural('timeline_others', others.length, nameOf(first))
      : nameOf(first);
  return (
    <li class="crm-refusal">
      <div class="crm-refusal-words">
        <h4>
          {/* What is removed here has no page any longer. */}
          {wanted === 'logged' ? <a href={mailHref(id)}>{title}</a> : title}
          {wanted === 'gone' && <span class="tl-tag">{t('crm_refused_gone')}</span>}
        </h4>
        <p class="tl-hint">
          {loggedBy ? t('crm_refused_by', receivers, loggedBy) : t('crm_refused_to', receivers)} · <RelativeTime at={refusedAt} />
        </p>
        <p>{sentenceOf(code, t)}</p>
        {detail && <p class="tl-hint">{t(OF_FORMER_ACCOUNT.includes(code) ? 'crm_refused_account' : 'crm_refused_words', detail)}</p>}
        {rule && <p class="tl-hint">{t('timeline_out_never_log_everyone', rule)}</p>}
      </div>
      {onRetry && (
        <Button aria-label={t('crm_retry_what', title)} busy={busy} onClick={onRetry}>
          {t('timeline_try_again')}
        </Button>
      )}
    </li>
  );
}
