import { useEffect, useRef, useState } from 'preact/hooks';
import type { Person } from '../../core/engagement';
import type { Translate } from '../../core/messages';
import { Texts } from '../../ui/i18n';
import { useLoaded } from '../../ui/use-loaded';
import type { PersonCard } from '../protocol';
import { useCreating } from './creating';
import { Card } from './person-card';
import { PersonOpens } from './person-opens';
import type { Worker } from './worker';

export interface SidePanelProps {
  person: Person;
  account: string;
  worker: Pick<Worker, 'readPerson' | 'createContact' | 'personHits'>;
  /** Another number: what is known of the person may be other than it was. */
  revision: number;
  /** …and what became of mails to her. */
  hitsRevision: number;
  /** Opened by hand: the focus goes in, and comes back when it is closed. */
  takesFocus: boolean;
  t: Translate;
  onClose(): void;
  /** There is a record now that was not there before. */
  onCreated(): void;
}

/** What the CRM knows of the person on the other side of the message (R2), docked at the page's right edge. */
export function SidePanel({ person, account, worker, revision, hitsRevision, takesFocus, t, onClose, onCreated }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null);
  const { address } = person;
  const { value, failed, reload, set } = useLoaded(() => worker.readPerson(account, address), [account, address, revision]);
  const { value: hits } = useLoaded(() => worker.personHits(account, address), [account, address, revision, hitsRevision]);
  // The card of the person before is not this one's.
  const card = value?.address === address ? value : undefined;
  const adopt = (created: PersonCard) => {
    set(created);
    onCreated();
  };
  const creating = useCreating(() => worker.createContact(account, person), adopt, address);
  useEffect(() => {
    if (takesFocus) panel.current?.focus();
  }, [takesFocus, address]);
  return (
    <Texts.Provider value={t}>
      <aside
        class="side"
        ref={panel}
        tabIndex={-1}
        aria-label={t('side_title')}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          // Gmail and Outlook would leave the message.
          event.stopPropagation();
          event.preventDefault();
          onClose();
        }}
      >
        <header>
          <div class="text">
            <h2>{card?.contacts[0]?.name || person.name || address}</h2>
            <p class="note">{address}</p>
          </div>
          <button type="button" class="icon" aria-label={t('panel_close')} title={t('panel_close')} onClick={onClose}>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
            </svg>
          </button>
        </header>
        <div class="scroll" aria-busy={!card && !failed}>
          {card && <Card card={card} t={t} creating={creating} onRetry={reload} />}
          {card && hits?.address === address && <PersonOpens hits={hits} t={t} />}
          {!card && <Pending failed={failed} t={t} onRetry={reload} />}
        </div>
      </aside>
    </Texts.Provider>
  );
}

const PATIENCE_MS = 150;

function Pending({ failed, t, onRetry }: { failed: boolean; t: Translate; onRetry(): void }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (failed)
    return (
      <div role="status">
        <p class="over">{t('chip_no_answer')}</p>
        <button type="button" class="deed" onClick={onRetry}>
          {t('popup_do_retry')}
        </button>
      </div>
    );
  return (
    <p class="note" role="status">
      {isLate && t('plan_looking_up')}
    </p>
  );
}
