import { useTexts } from '../../ui/i18n';
import { Waiting } from '../../ui/waiting';
import { getMailHits } from './api';
import { MailHitsPart } from './mail-hits';
import { Trouble } from './states';
import { useArrival } from './use-arrival';
import { useRemote } from './use-remote';

interface Props {
  id: string;
  arrived: boolean;
  revision: number;
  retry(): void;
}

/** A mail that is tracked and not logged: nothing is known of it but its subject and what became of it. */
export function TrackedOnly({ id, arrived, revision, retry }: Props) {
  const t = useTexts();
  const hits = useRemote(id, (signal) => getMailHits(id, signal));
  const subject = hits.value?.message.subject || t('timeline_no_subject');
  const heading = useArrival(arrived, hits.value && subject, t('app_name'));
  if (hits.problem) return <Trouble kind={hits.problem} retry={hits.problem === 'gone' ? retry : hits.retry} />;
  if (!hits.value) return <Waiting text={t('hits_loading')} lines={4} />;
  return (
    <>
      <header class="record-head">
        <p class="tl-hint">{t('hits_not_logged')}</p>
        <h2 ref={heading} tabIndex={-1}>
          {subject}
        </h2>
      </header>
      <MailHitsPart id={id} subject={subject} revision={revision} level={3} />
    </>
  );
}
