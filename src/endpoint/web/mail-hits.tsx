import { useId, useMemo, useState } from 'preact/hooks';
import { isByPeople } from '../../core/tracking/by-people';
import { countMail, looksOf } from '../../core/tracking/looks';
import { sayCounts } from '../../core/tracking/words';
import type { MailHits } from '../../core/tracking-api';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { useTexts } from '../../ui/i18n';
import { Waiting } from '../../ui/waiting';
import { eraseTracking, getMailHits, Problem, type ProblemKind } from './api';
import { chartOf } from './chart-data';
import { HitsChart } from './hits-chart';
import { HitsLegend } from './hits-legend';
import { HitsTable } from './hits-table';
import { Trouble } from './states';
import { useRemote } from './use-remote';

interface Props {
  id: string;
  subject: string;
  /** Counts up when there may be more. */
  revision: number;
  level: 3 | 5;
}

/** T6, T7. Opens and clicks of one mail over time, and the way to end that. */
export function MailHitsPart({ id, subject, revision, level }: Props) {
  const t = useTexts();
  const heading = useId();
  const Heading = `h${level}` as const;
  const [erasing, setErasing] = useState<'asked' | 'busy' | null>(null);
  const [trouble, setTrouble] = useState<ProblemKind | null>(null);
  const hits = useRemote(id, (signal) => getMailHits(id, signal), revision);

  async function erase() {
    setErasing('busy');
    setTrouble(null);
    await eraseTracking(id, new AbortController().signal).then(hits.retry, (error: unknown) =>
      setTrouble(error instanceof Problem ? error.kind : 'trouble'),
    );
    setErasing(null);
  }
  return (
    <section class="hits" aria-labelledby={heading}>
      <Heading id={heading}>{t('hits_title')}</Heading>
      {hits.value ? (
        <Shown hits={hits.value} />
      ) : hits.problem === 'gone' ? (
        <p role="status">{t('track_erased')}</p>
      ) : hits.problem ? (
        <Trouble kind={hits.problem} retry={hits.retry} />
      ) : (
        <Waiting text={t('hits_loading')} lines={3} />
      )}
      {trouble && <Trouble kind={trouble} retry={() => void erase()} />}
      {hits.value && (
        <Button look="quiet" icon="trash" busy={erasing === 'busy'} onClick={() => setErasing('asked')}>
          {t('track_erase')}
        </Button>
      )}
      {erasing === 'asked' && (
        <Confirm
          title={t('track_erase_title')}
          text={t('track_erase_text', subject)}
          action={t('track_erase')}
          onClose={() => setErasing(null)}
          onConfirm={() => void erase()}
        />
      )}
    </section>
  );
}

function Shown({ hits: mail }: { hits: MailHits }) {
  const t = useTexts();
  const { message } = mail;
  const data = useMemo(() => chartOf(mail), [mail]);
  const newestFirst = useMemo(() => looksOf(mail.hits).reverse(), [mail]);
  const people = newestFirst.filter(isByPeople);
  const others = newestFirst.filter((hit) => !isByPeople(hit));
  const counts = sayCounts(t, countMail(mail));
  return (
    <>
      <p>
        {counts}
        {message.oneOf > 1 && <span class="tl-hint"> {t('hit_note_one_of', message.oneOf)}</span>}
      </p>
      {message.silenced && <p class="tl-soft">{t('hits_silenced')}</p>}
      {newestFirst.length > 0 && (
        <>
          <HitsChart data={data} label={t('hits_chart', counts)} />
          <HitsLegend hasProxies={data.points.some(({ isProxy }) => isProxy)} hasMachines={data.machines.length > 0} />
        </>
      )}
      {people.length > 0 && <HitsTable message={message} hits={people} caption={t('hits_title')} />}
      {others.length > 0 && (
        <details class="hits-others">
          <summary>{t.plural('hits_others', others.length)}</summary>
          <HitsTable message={message} hits={others} caption={t.plural('hits_others', others.length)} />
        </details>
      )}
      <p class="tl-hint">{t('hit_caveat')}</p>
    </>
  );
}
