import type { ComponentChildren } from 'preact';
import type { OutboxEntry } from '../../core/outbox/entry';
import { Button, IconButton } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { Icon, type IconName } from '../../ui/icon';
import { ExternalLink } from '../../ui/link';
import { Menu } from '../../ui/menu';
import { RelativeTime, useRelativeTime } from '../../ui/relative-time';
import type { NotLogged, Unconfirmed } from '../protocol';
import { correspondentsOf, namesInShort, peopleOf } from '../ui/people';
import { type Remedy, remediesFor } from './remedies';

interface RowProps {
  icon: IconName;
  tone: 'plain' | 'ok' | 'warn' | 'danger' | 'news';
  title: string;
  subject: string;
  /** Epoch ms. */
  at?: number;
  aside?: ComponentChildren;
  children?: ComponentChildren;
}

/** What every line of the popup is made of. */
export function Row({ icon, tone, title, subject, at, aside, children }: RowProps) {
  const t = useTexts();
  const shown = subject || t('ui_no_subject');
  return (
    <div class="popup-row">
      <span class={`popup-row-icon popup-row-${tone}`}>
        <Icon name={icon} />
      </span>
      <div class="popup-row-words">
        <div class="popup-row-head">
          <p class="popup-row-title tl-one-line" title={title}>
            {title}
          </p>
          {at !== undefined && (
            <span class="tl-hint">
              <RelativeTime at={at} short />
            </span>
          )}
        </div>
        <p class="tl-hint tl-one-line" title={shown}>
          {shown}
        </p>
        {children}
      </div>
      {aside && <div class="popup-row-aside">{aside}</div>}
    </div>
  );
}

const REMEDY_ICONS: Record<Remedy, IconName> = { retry: 'retry', edit: 'edit', drop: 'trash', connect: 'settings', keep: 'check' };

/** Refused: what happened, what to do, and the button that does it. */
export function FailedRow({ entry, onRemedy }: { entry: OutboxEntry; onRemedy(remedy: Remedy): void }) {
  const t = useTexts();
  const [first, ...others] = remediesFor(entry);
  const code = entry.failure?.code ?? 'server_error';
  const what = `${entry.wanted === 'gone' ? `${t('popup_unlog_failed')} ` : ''}${t(`failure_${code}`)}`;
  // The others tell how it is logged after all.
  const helps = entry.wanted !== 'gone' || code === 'crm_former';
  return (
    <Row icon="alert" tone="danger" title={peopleOf(entry, t)} subject={entry.engagement.subject}>
      <p class="popup-row-sentence">
        {what} {helps && t(`remedy_${code}`)}
      </p>
      <div class="popup-row-buttons">
        <Button class="tl-button-small" onClick={() => onRemedy(first)}>
          {t(`popup_do_${first}`)}
        </Button>
        {others.length > 0 && (
          <Menu
            icon="more"
            label={t('popup_more_for', peopleOf(entry, t))}
            items={others.map((remedy) => ({ label: t(`popup_do_${remedy}`), icon: REMEDY_ICONS[remedy], run: () => onRemedy(remedy) }))}
          />
        )}
      </div>
    </Row>
  );
}

/** No host has said whether it left: only the rep can know. */
export function UnconfirmedRow({ mail, onAnswer }: { mail: Unconfirmed; onAnswer(sent: boolean): void }) {
  const t = useTexts();
  return (
    <Row icon="question" tone="warn" title={namesInShort(mail.names, t)} subject={mail.subject} at={mail.at}>
      <p class="popup-row-sentence">{t(mail.scheduled ? 'popup_unconfirmed_scheduled' : 'popup_unconfirmed')}</p>
      <div class="popup-row-buttons">
        <Button class="tl-button-small" onClick={() => onAnswer(true)}>
          {t('popup_was_sent')}
        </Button>
        <Button class="tl-button-small" look="quiet" onClick={() => onAnswer(false)}>
          {t('popup_was_not_sent')}
        </Button>
      </div>
    </Row>
  );
}

/** R3: it was sent and no CRM has it. One click logs it, or opens it where it can be read. */
export function NotLoggedRow({ mail, onLog, onDismiss }: { mail: NotLogged; onLog(): void; onDismiss(): void }) {
  const t = useTexts();
  const people = namesInShort(mail.names, t);
  return (
    <Row
      icon="send"
      tone="plain"
      title={people}
      subject={mail.subject}
      at={mail.at}
      aside={<IconButton icon="close" label={t('popup_sent_dismiss', people)} onClick={onDismiss} />}
    >
      <div class="popup-row-buttons">
        <Button class="tl-button-small" onClick={onLog}>
          {t(mail.isKept ? 'popup_sent_log' : 'popup_sent_open')}
        </Button>
      </div>
    </Row>
  );
}

/** On its way: what it waits for and when it is tried next. */
export function WaitingRow({ entry }: { entry: OutboxEntry }) {
  const t = useTexts();
  const { state, dueAt, failure } = entry;
  const next = useRelativeTime(dueAt);
  const overdue = dueAt === null || dueAt <= Date.now();
  const when = overdue ? t('popup_next_in_line') : t(failure ? 'popup_next_try' : 'popup_goes_out', next);
  const words = { sending: t('popup_sending'), removing: t('popup_removing') }[state as string] ?? when;
  return (
    <Row icon={state === 'removing' ? 'undo' : 'clock'} tone="plain" title={peopleOf(entry, t)} subject={entry.engagement.subject}>
      <p class="popup-row-sentence tl-soft">
        {words}
        {failure && ` · ${t(`failure_${failure.code}`)}`}
      </p>
    </Row>
  );
}

/** A rule, or the rep herself, stands against it. */
export function KeptOutRow({ entry }: { entry: OutboxEntry }) {
  const t = useTexts();
  const { failure, engagement, changedAt } = entry;
  const rules = engagement.excluded.flatMap(({ reason, rule, scope }) => (reason === 'never-log' && rule ? [{ rule, scope }] : []));
  const rule = failure?.rule ?? rules[0]?.rule;
  const scope = rules.find((hit) => hit.rule === rule)?.scope;
  return (
    <Row icon="ban" tone="plain" title={correspondentsOf(engagement, t)} subject={engagement.subject} at={changedAt}>
      <p class="popup-row-sentence tl-soft">
        {rule ? t(scope ? `popup_rule_${scope}` : 'popup_rule', rule) : t(`failure_${failure?.code ?? 'never_log'}`)}
      </p>
    </Row>
  );
}

/** The CRM has it: who, what, when; its record and the way back. */
export function LoggedRow({ entry, onUnlog }: { entry: OutboxEntry; onUnlog(): void }) {
  const t = useTexts();
  const people = peopleOf(entry, t);
  const others = entry.ref?.records.flatMap(({ kind, name }) => (name && (kind === 'company' || kind === 'deal') ? [name] : [])) ?? [];
  return (
    <Row
      icon="check"
      tone="ok"
      title={people}
      subject={[entry.engagement.subject || t('ui_no_subject'), ...others].join(' · ')}
      at={entry.changedAt}
      aside={
        <>
          <ExternalLink url={entry.ref?.url ?? null} iconOnly>
            {t('popup_open_record', people)}
          </ExternalLink>
          <IconButton icon="undo" label={t('popup_unlog', people)} onClick={onUnlog} />
        </>
      }
    />
  );
}
