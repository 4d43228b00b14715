import type { RecordDetail } from '../../core/endpoint-api';
import type { RecordKind } from '../../core/engagement';
import { useTexts } from '../../ui/i18n';
import { Icon } from '../../ui/icon';
import { EmptyState } from '../../ui/notice';
import { Waiting } from '../../ui/waiting';
import { getRecord, getTimeline } from './api';
import { Facts } from './facts';
import { MoreButton } from './more-button';
import { listHref } from './route';
import { Announce, Trouble } from './states';
import { Timeline } from './timeline';
import { useArrival } from './use-arrival';
import { useMedia, WIDE } from './use-media';
import { useRemote, useRemoteList } from './use-remote';

interface Props {
  kind: RecordKind;
  id: string;
  arrived: boolean;
  revision: number;
}

/** A record: its timeline, and beside or above it its fields. */
export function RecordPage({ kind, id, arrived, revision }: Props) {
  const t = useTexts();
  const wide = useMedia(WIDE);
  const record = useRemote(`${kind}/${id}`, (signal) => getRecord(kind, id, signal), revision);
  const heading = useArrival(arrived, record.value?.name, t('app_name'));
  return (
    <>
      <main class="timeline-pane" tabIndex={-1}>
        <a class="back" href={listHref(kind)}>
          <Icon name="chevron" />
          {t(`timeline_back_${kind}`)}
        </a>
        {record.value && (
          <header class="record-head">
            <p class="tl-hint">{t(`timeline_kind_${kind}`)}</p>
            <h2 ref={heading} tabIndex={-1}>
              {record.value.name}
            </h2>
          </header>
        )}
        {record.value && !wide && <FoldedFacts record={record.value} />}
        {record.problem ? (
          <Trouble kind={record.problem} retry={record.retry} />
        ) : (
          <Mails kind={kind} id={id} name={record.value?.name ?? ''} revision={revision} />
        )}
      </main>
      {wide && (
        <aside class="facts-pane" aria-label={t('timeline_details')}>
          {record.value ? <Facts record={record.value} /> : !record.problem && <Waiting text={t('timeline_loading_record')} lines={4} />}
        </aside>
      )}
    </>
  );
}

export function FoldedFacts({ record }: { record: RecordDetail }) {
  const t = useTexts();
  return (
    <details class="folded-facts">
      <summary>{t('timeline_details')}</summary>
      <Facts record={record} />
    </details>
  );
}

function Mails({ kind, id, name, revision }: { kind: RecordKind; id: string; name: string; revision: number }) {
  const t = useTexts();
  const mails = useRemoteList(`${kind}/${id}`, (cursor, signal) => getTimeline(kind, id, cursor, signal), revision);
  const items = mails.value;
  if (!items && !mails.problem) return <Waiting text={t('timeline_loading_timeline')} lines={6} />;
  return (
    <>
      {items && <Announce text={mails.more ? t('timeline_mails_more', items.length) : t.plural('timeline_mails', items.length)} />}
      {items && items.length > 0 && <Timeline items={items} here={id} />}
      {items?.length === 0 && !mails.problem && name !== '' && (
        <EmptyState title={t('timeline_empty')} text={t('timeline_empty_text', name)} />
      )}
      {mails.problem && <Trouble kind={mails.problem} retry={mails.retry} />}
      {mails.more && !mails.problem && <MoreButton busy={mails.loadingMore} onMore={mails.loadMore} />}
    </>
  );
}
