import type { RefObject } from 'preact';
import type { OutboxEntry } from '../../core/outbox/entry';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { EmptyState } from '../../ui/notice';
import type { Unconfirmed } from '../protocol';
import type { Section as SectionName } from './pages';
import { RETRIABLE } from './remedies';
import { FailedRow, KeptOutRow, LoggedRow, NotLoggedRow, UnconfirmedRow, WaitingRow } from './rows';
import { Section } from './section';
import type { Actions } from './use-actions';
import type { Outbox } from './use-outbox';

interface Props {
  outbox: Outbox;
  connected: boolean;
  scroller: RefObject<HTMLElement | null>;
  loadMore(section: SectionName, cursor: string | null): Promise<void>;
  act: Actions;
}

const isEntry = (item: OutboxEntry | Unconfirmed): item is OutboxEntry => 'engagement' in item;

export function OutboxLists({ outbox, connected, scroller, loadMore, act }: Props) {
  const t = useTexts();
  const { counts, pages, unconfirmed, notLogged } = outbox;
  const needsYou = [...unconfirmed, ...pages.needsYou.entries];
  const retriable = pages.needsYou.entries.filter(({ failure }) => failure && RETRIABLE.includes(failure.code));
  const list = (section: SectionName) => ({
    scroller,
    count: counts[section],
    items: pages[section].entries,
    onEnd: () => void loadMore(section, pages[section].cursor),
  });
  if (needsYou.length + counts.onTheWay + notLogged.length + counts.keptOut + counts.logged === 0) {
    return <EmptyState title={t('popup_empty_title')} text={t(connected ? 'popup_empty_text' : 'popup_empty_text_unconnected')} />;
  }
  return (
    <>
      <Section
        {...list('needsYou')}
        title={t('popup_needs_you')}
        items={needsYou}
        count={unconfirmed.length + counts.needsYou}
        action={
          retriable.length > 1 && (
            <Button class="tl-button-small popup-all" look="quiet" busy={act.isRetryingAll} onClick={() => void act.retryAll(RETRIABLE)}>
              {t('popup_do_retry_all')}
            </Button>
          )
        }
        rowHeight={132}
      >
        {(item) =>
          isEntry(item) ? (
            <FailedRow entry={item} onRemedy={(remedy) => act.remedy(item, remedy)} />
          ) : (
            <UnconfirmedRow mail={item} onAnswer={(sent) => void act.answer(item.id, sent)} />
          )
        }
      </Section>
      <Section {...list('onTheWay')} title={t('popup_on_the_way')} rowHeight={72}>
        {(entry) => <WaitingRow entry={entry} />}
      </Section>
      <Section title={t('popup_not_logged')} count={notLogged.length} items={notLogged} rowHeight={88} scroller={scroller}>
        {(mail) => <NotLoggedRow mail={mail} onLog={() => void act.logSent(mail.id)} onDismiss={() => void act.dismissSent(mail.id)} />}
      </Section>
      <Section {...list('keptOut')} title={t('popup_kept_out')} rowHeight={72} folded>
        {(entry) => <KeptOutRow entry={entry} />}
      </Section>
      <Section {...list('logged')} title={t('popup_logged')} rowHeight={52}>
        {(entry) => <LoggedRow entry={entry} onUnlog={() => void act.unlog(entry)} />}
      </Section>
    </>
  );
}
