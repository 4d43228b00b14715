import { useState } from 'preact/hooks';
import type { HistoryItem } from '../../core/logged-mail';
import type { Translate } from '../../core/messages';
import type { Contact, Lead } from '../../core/records';
import type { PersonCard } from '../protocol';
import type { Creating } from './creating';
import { PastMail } from './past-mail';
import { formatAmount } from './plan-words';
import { RecordLink } from './record-link';

interface CardProps {
  card: PersonCard;
  t: Translate;
  creating: Creating;
  onRetry(): void;
}

/** One person's contact, company, open deals and last mails. */
export function Card({ card, t, creating, onRetry }: CardProps) {
  const { contacts, leads, history } = card;
  const [chosen, setChosen] = useState('');
  const contact = contacts.find(({ id }) => id === chosen) ?? contacts[0];
  return (
    <>
      {card.rule && <p class="note">{t('chip_never_rule', card.rule)}</p>}
      {card.code && <Incomplete card={card} t={t} onRetry={onRetry} />}
      {contacts.length > 1 && <WhichContact contacts={contacts} chosen={contact?.id ?? ''} t={t} onChoose={setChosen} />}
      {contact && <ContactFacts contact={contact} t={t} />}
      <Leads leads={leads} t={t} />
      {!contact && leads.length === 0 && !card.code && !card.rule && <NoRecord t={t} creating={creating} />}
      {/* The history that was read is the first contact's. */}
      {contact && contact === contacts[0] && !(card.code && history.length === 0) && <History history={history} t={t} />}
    </>
  );
}

function Incomplete({ card, t, onRetry }: { card: PersonCard; t: Translate; onRetry(): void }) {
  return (
    <div role="status">
      <p class="over">{t(`failure_${card.code ?? 'unreachable'}`)}</p>
      <button type="button" class="deed" onClick={onRetry}>
        {t('popup_do_retry')}
      </button>
    </div>
  );
}

function NoRecord({ t, creating }: { t: Translate; creating: Creating }) {
  return (
    <section>
      <p>{t('side_nobody')}</p>
      <button type="button" class="action" disabled={creating.state === 'busy'} onClick={creating.run}>
        {t('side_create')}
      </button>
      <p class="over" role="status">
        {creating.state === 'failed' && t('side_create_failed')}
      </p>
    </section>
  );
}

interface WhichProps {
  contacts: Contact[];
  chosen: string;
  t: Translate;
  onChoose(id: string): void;
}

function WhichContact({ contacts, chosen, t, onChoose }: WhichProps) {
  return (
    <section>
      <label class="field">
        {t('side_several')}
        <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
          {contacts.map(({ id, name, company, owner }) => (
            <option key={id} value={id}>
              {[name, company?.name, owner].filter(Boolean).join(' · ')}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}

function ContactFacts({ contact, t }: { contact: Contact; t: Translate }) {
  const { company, deals } = contact;
  const open = deals.filter((deal) => deal.open);
  return (
    <>
      <section>
        <h3>{t('kind_contact')}</h3>
        <Row name={contact.name || contact.address} detail={contact.owner ? t('side_owner', contact.owner) : ''} url={contact.url} t={t} />
      </section>
      {company && (
        <section>
          <h3>{t('kind_company')}</h3>
          <Row name={company.name} detail={company.domain ?? ''} url={company.url} t={t} />
        </section>
      )}
      <section>
        <h3>{t('side_deals')}</h3>
        {open.length === 0 && <p class="note">{t('side_no_deals')}</p>}
        {open.map(({ id, name, stage, amount, currency, url }) => (
          <Row key={id} name={name} detail={[stage, formatAmount(amount, currency, t)].filter(Boolean).join(' · ')} url={url} t={t} />
        ))}
      </section>
    </>
  );
}

function Leads({ leads, t }: { leads: Lead[]; t: Translate }) {
  if (leads.length === 0) return null;
  return (
    <section>
      <h3>{t('panel_leads')}</h3>
      {leads.map(({ id, name, url }) => (
        <Row key={id} name={name} detail="" url={url} t={t} />
      ))}
    </section>
  );
}

function Row({ name, detail, url, t }: { name: string; detail: string; url: string | null; t: Translate }) {
  return (
    <div class="row">
      <span class="text">
        <b>{name}</b>
        <span class="detail">{detail}</span>
      </span>
      <RecordLink url={url} name={name} t={t} />
    </div>
  );
}

function History({ history, t }: { history: HistoryItem[]; t: Translate }) {
  return (
    <section>
      <h3>{t('side_history')}</h3>
      {history.length === 0 && <p class="note">{t('side_no_history')}</p>}
      <ul>
        {history.map((item) => (
          <HistoryRow key={item.id} item={item} t={t} />
        ))}
      </ul>
    </section>
  );
}

const SIGNS: Record<HistoryItem['direction'], string> = { sent: '→', received: '←', forwarded: '↪' };

function HistoryRow({ item: { direction, at, subject, preview, url }, t }: { item: HistoryItem; t: Translate }) {
  const sign = (
    <span class="arrow" title={t(`timeline_${direction}`)}>
      <span aria-hidden="true">{SIGNS[direction]}</span>
      <span class="unseen">{t(`timeline_${direction}`)}</span>
    </span>
  );
  return (
    <PastMail sign={sign} subject={subject} url={url} at={at} t={t}>
      {preview}
    </PastMail>
  );
}
