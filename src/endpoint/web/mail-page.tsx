import { useEffect } from 'preact/hooks';
import type { TimelineItem } from '../../core/endpoint-api';
import { useTexts } from '../../ui/i18n';
import { Icon } from '../../ui/icon';
import { Waiting } from '../../ui/waiting';
import { getMail, getRecord } from './api';
import { Facts } from './facts';
import { FoldedFacts } from './record-page';
import { recordHref } from './route';
import { Trouble } from './states';
import { Timeline } from './timeline';
import { TrackedOnly } from './tracked-only';
import { useArrival } from './use-arrival';
import { useMedia, WIDE } from './use-media';
import { useRemote } from './use-remote';

type Owner = TimelineItem['records'][number];

interface Props {
  id: string;
  arrived: boolean;
  revision: number;
  /** Tells which record's row belongs to this mail. */
  onOwner(owner: Owner | null): void;
}

/** One mail by its own address: where the extension's "View" leads. */
export function MailPage({ id, arrived, revision, onOwner }: Props) {
  const t = useTexts();
  const wide = useMedia(WIDE);
  const mail = useRemote(id, (signal) => getMail(id, signal), revision);
  const item = mail.value?.item;
  const owner = item ? ownerOf(item) : null;
  const record = useRemote(
    owner && `${owner.kind}/${owner.id}`,
    (signal) => getRecord(owner?.kind ?? 'contact', owner?.id ?? '', signal),
    revision,
  );
  const heading = useArrival(arrived, item && (item.subject || t('timeline_no_subject')), t('app_name'));
  useEffect(() => onOwner(owner), [owner?.kind, owner?.id]);
  return (
    <>
      <main class="timeline-pane" tabIndex={-1}>
        {owner && (
          <a class="back back-to-record" href={recordHref(owner)}>
            <Icon name="chevron" />
            {t('timeline_whole_of', owner.name)}
          </a>
        )}
        {item && (
          <h2 class="tl-unseen" ref={heading} tabIndex={-1}>
            {item.subject || t('timeline_no_subject')}
          </h2>
        )}
        {item && <Timeline items={[item]} here={null} opened />}
        {mail.problem === 'gone' ? (
          <TrackedOnly id={id} arrived={arrived} revision={revision} retry={mail.retry} />
        ) : (
          mail.problem && <Trouble kind={mail.problem} retry={mail.retry} />
        )}
        {!item && !mail.problem && <Waiting text={t('timeline_loading_mail')} lines={4} />}
        {record.value && !wide && <FoldedFacts record={record.value} />}
      </main>
      {wide && (
        <aside class="facts-pane" aria-label={t('timeline_details')}>
          {record.value ? (
            <Facts record={record.value} />
          ) : record.problem ? (
            <Trouble kind={record.problem} retry={record.retry} />
          ) : (
            <Waiting text={t('timeline_loading_record')} lines={4} />
          )}
        </aside>
      )}
    </>
  );
}

/** The record to show beside a mail: a contact it was written to, rather one that was there before it. */
function ownerOf({ records }: TimelineItem): Owner | null {
  const contacts = records.filter(({ kind }) => kind === 'contact');
  return contacts.find(({ rule }) => rule !== 'created') ?? contacts[0] ?? records[0] ?? null;
}
