import type { Translate } from '../../core/messages';
import type { FailureCode } from '../../core/outcome';
import type { Notice } from '../../mail/mail-client';
import type { DeliveryNews } from '../protocol';
import { webUrl } from './record-link';

export interface NoticeActions {
  view(url: string): void;
  unlog(id: string): void;
  openOptions(section: string): void;
  openPopup(): void;
}

/** The CRM cannot be written to until the rep has done something. */
const NEEDS_REP: readonly FailureCode[] = ['token_refused', 'permission_missing', 'host_permission_missing', 'not_connected'];
export const needsRep = (code: FailureCode | null): boolean => code !== null && NEEDS_REP.includes(code);

/** The short notice after sending: "logged" only when the CRM has it. Null: there is nothing to say. */
export function noticeOf(news: DeliveryNews, t: Translate, actions: NoticeActions): Notice | null {
  const { id, state, code, rule } = news;
  const names = namesOf(news, t);
  switch (state) {
    case 'logged':
      return {
        text: t('sent_logged', names),
        actions: [...viewAction(news, t, actions), { label: t('sent_undo'), run: () => actions.unlog(id) }],
      };
    case 'held':
      return { text: t('sent_held', names), actions: [] };
    case 'waiting':
    case 'sending':
      return waitingNotice(code, names, t, actions);
    case 'blocked':
      return blockedNotice(code, rule, t);
    case 'failed':
      return { text: t(`failure_${code ?? 'invalid'}`), actions: [{ label: t('sent_see'), run: actions.openPopup }] };
    case 'unconfirmed':
      return { text: t('sent_unconfirmed'), actions: [{ label: t('sent_see'), run: actions.openPopup }] };
    case 'removing':
      return { text: t('sent_removing'), actions: [] };
    case 'removed':
      return { text: t('sent_removed'), actions: [] };
    case 'cancelled':
      return null;
  }
}

function blockedNotice(code: FailureCode | null, rule: string | null, t: Translate): Notice | null {
  if (code === 'removed') return null;
  if (rule) return { text: t('sent_blocked_rule', rule), actions: [] };
  const isEmpty = code === null || code === 'nobody_left' || code === 'never_log';
  return { text: isEmpty ? t('sent_blocked') : t('sent_blocked_because', t(`failure_${code}`)), actions: [] };
}

function waitingNotice(code: FailureCode | null, names: string, t: Translate, actions: NoticeActions): Notice {
  if (code === 'offline') return { text: t('sent_waiting_offline', names), actions: [] };
  if (needsRep(code))
    return {
      text: t('sent_waiting_reconnect', names),
      actions: [{ label: t('sent_reconnect'), run: () => actions.openOptions('accounts') }],
    };
  return { text: t(code ? 'sent_waiting_reachable' : 'sent_waiting', names), actions: [] };
}

function viewAction({ url }: DeliveryNews, t: Translate, actions: NoticeActions): Notice['actions'] {
  const href = webUrl(url);
  return href ? [{ label: t('sent_view'), run: () => actions.view(href) }] : [];
}

function namesOf({ names }: DeliveryNews, t: Translate): string {
  if (names.length <= 2) return new Intl.ListFormat(t.language).format(names);
  return t.plural('plan_and_others', names.length - 1, names[0] ?? '');
}

/** Says each new state of a sent mail once. */
export class SentNotices {
  readonly #said = new Map<string, string>();
  readonly #say: (news: DeliveryNews) => void;

  constructor(say: (news: DeliveryNews) => void) {
    this.#say = say;
  }

  hear(news: DeliveryNews): void {
    const what = `${news.state} ${news.code ?? ''}`;
    if (this.#said.get(news.id) === what) return;
    // The try itself is no news: "will be logged" was said, and "logged" comes next.
    const isOnlyTrying = news.state === 'sending' && this.#said.has(news.id);
    this.#said.set(news.id, what);
    if (!isOnlyTrying) this.#say(news);
  }

  /** Those that may still change. */
  get open(): string[] {
    return [...this.#said].filter(([, what]) => !/^(logged|removed|cancelled|blocked)/.test(what)).map(([id]) => id);
  }
}
