import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Settings } from '../../core/settings';
import { sayCounts, sayHit } from '../../core/tracking/words';
import { IconButton } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { useTexts } from '../../ui/i18n';
import { ExternalLink } from '../../ui/link';
import { EmptyState } from '../../ui/notice';
import { Switch } from '../../ui/switch';
import { WindowedList } from '../../ui/windowed-list';
import { mailPageOf } from '../mail-page';
import type { HitMail } from '../tracking-protocol';
import { Row } from './rows';
import type { Opens } from './use-opens';

interface Props {
  opens: Opens;
  settings: Settings;
  scroller: RefObject<HTMLElement | null>;
  onErase(mail: HitMail): void;
}

const idOf = ({ id }: HitMail): string => id;

/** T6. What became of tracked mails, a line for each, the newest first. */
export function OpensList({ opens, settings, scroller, onErase }: Props) {
  const t = useTexts();
  const [erasing, setErasing] = useState<HitMail | null>(null);
  const { found, machines, setMachines, loadMore, isNew, see } = opens;
  const unseen = found?.unseen ?? 0;
  useEffect(() => {
    if (unseen > 0) see();
  }, [unseen, see]);
  if (!found) return null;
  const pageOf = (mail: HitMail) => {
    const connection = settings.connections.find(({ id }) => id === mail.connectionId);
    return connection ? mailPageOf(connection, mail.id) : null;
  };
  return (
    <>
      <div class="popup-machines">
        <Switch label={t('popup_machines')} hint={t('popup_machines_hint')} on={machines} onChange={setMachines} />
      </div>
      {found.total === 0 ? (
        <EmptyState title={t('popup_opens_empty')} text={t('popup_opens_empty_text')} />
      ) : (
        <WindowedList
          items={found.mails}
          total={found.total}
          keyOf={idOf}
          rowHeight={92}
          scroller={scroller}
          label={t('hits_title')}
          onEnd={loadMore}
        >
          {(mail) => <OpensRow mail={mail} page={pageOf(mail)} isNew={isNew(mail)} onErase={() => setErasing(mail)} />}
        </WindowedList>
      )}
      {erasing && (
        <Confirm
          title={t('track_erase_title')}
          text={t('track_erase_text', erasing.subject || t('ui_no_subject'))}
          action={t('track_erase')}
          onClose={() => setErasing(null)}
          onConfirm={() => {
            setErasing(null);
            onErase(erasing);
          }}
        />
      )}
    </>
  );
}

/** Who got it, what it was about, and what can be said of it; how often, where it was more than once. */
function OpensRow({ mail, page, isNew, onErase }: { mail: HitMail; page: string | null; isNew: boolean; onErase(): void }) {
  const t = useTexts();
  const { newest, recipient, oneOf, subject, counts } = mail;
  const people = recipient ? recipient.name || recipient.address : t.plural('track_people', oneOf);
  const { opens, clicks, machines } = counts;
  const isMore = opens + clicks + (opens + clicks === 0 ? machines : 0) > 1;
  return (
    <Row
      icon={newest.kind === 'click' ? 'click' : 'eye'}
      tone={isNew ? 'news' : 'plain'}
      title={people}
      subject={subject}
      at={newest.at}
      aside={
        <>
          <ExternalLink url={page} iconOnly>
            {t('popup_open_chart', subject || t('ui_no_subject'))}
          </ExternalLink>
          <IconButton icon="trash" label={t('track_erase_what', subject || t('ui_no_subject'))} onClick={onErase} />
        </>
      }
    >
      <p class="popup-row-sentence">
        {isNew && <span class="popup-new">{t('popup_new')}</span>}
        {sayHit(t, newest)}
      </p>
      {isMore && <p class="tl-hint">{sayCounts(t, counts)}</p>}
    </Row>
  );
}
