import { isolate } from '../../core/bidi';
import type { Translate } from '../../core/messages';
import type { FailureCode } from '../../core/outcome';
import type { MessageState } from '../protocol';
import { needsRep } from './after-send';
import type { MessageView } from './message-session';

export type ChipDeed = 'log' | 'choose' | 'unlog' | 'undo' | 'retry' | 'popup' | 'accounts';

export interface ChipWords {
  /** What is so; '' for nothing to say. */
  text: string;
  tone: 'plain' | 'soft' | 'warn';
  /** The first one stands at the same place in every state, so that the focus stays where it is. */
  deeds: { deed: ChipDeed; label: string }[];
  /** There is a CRM that may know the person. */
  hasPerson: boolean;
}

const words = (text: string, tone: ChipWords['tone'], deeds: ChipWords['deeds'] = [], hasPerson = true): ChipWords => ({
  text,
  tone,
  deeds,
  hasPerson,
});

/** The chip at a message's head. `label` names the connection. */
export function chipWords(view: MessageView, label: string, t: Translate): ChipWords {
  const { state, isBusy } = view;
  if (view.isOrphan) return words(t('compose_updated'), 'warn', [], false);
  if (view.failure) return words(t('chip_no_answer'), 'warn', [{ deed: 'retry', label: t('popup_do_retry') }], state !== null);
  if (!state) return words(view.isAsking ? t('chip_asking') : '', 'soft', [], false);
  if (isBusy && !['logged', 'removing'].includes(state.state)) return words(t('chip_logging'), 'soft');
  switch (state.state) {
    case 'not-logged':
      return words(t('chip_not_logged'), 'plain', logDeeds('compose_log', t));
    case 'removed':
      return words(t('chip_removed'), 'plain', logDeeds('chip_log_again', t));
    case 'waiting':
      return waitingWords(state.code, label, t);
    case 'logged':
      return words(
        [t(state.byOthers ? 'chip_logged_by_crm' : 'chip_logged'), recordWords(state, t)].filter(Boolean).join(' · '),
        'plain',
        state.byOthers ? [] : [{ deed: 'unlog', label: t('chip_unlog') }],
      );
    case 'removing':
      return words(t('sent_removing'), 'soft', view.canUndo ? [{ deed: 'undo', label: t('sent_undo') }] : []);
    case 'failed':
      return words(t(`failure_${state.code ?? 'invalid'}`), 'warn', [{ deed: 'popup', label: t('sent_see') }]);
    case 'never-log':
      return words(neverWords(state, t), 'soft');
    case 'nobody':
      return words('', 'soft', [], false);
    case 'account-unknown':
      return words('', 'soft', [{ deed: 'accounts', label: t('compose_account_unknown_any') }], false);
    case 'not-connected':
      return words('', 'soft', [{ deed: 'accounts', label: t('compose_connect') }], false);
    case 'unknown':
      return words(t('chip_unknown', label), 'warn', [{ deed: 'retry', label: t('popup_do_retry') }, ...logDeeds('compose_log', t)]);
  }
}

const logDeeds = (key: 'compose_log' | 'chip_log_again', t: Translate): ChipWords['deeds'] => [
  { deed: 'log', label: t(key) },
  { deed: 'choose', label: t('popup_do_edit') },
];

function waitingWords(code: FailureCode | null, label: string, t: Translate): ChipWords {
  const drop = { deed: 'unlog', label: t('popup_do_drop') } as const;
  if (code === 'offline') return words(t('chip_waiting_offline'), 'plain', [drop]);
  if (needsRep(code)) return words(t('chip_waiting_reconnect', label), 'warn', [drop, { deed: 'accounts', label: t('sent_reconnect') }]);
  return words(code ? t('chip_waiting_reachable', label) : t('chip_waiting'), 'plain', [drop]);
}

function neverWords({ rule, ruleScope }: MessageState, t: Translate): string {
  if (!rule) return t('chip_never');
  return t(ruleScope === 'me' ? 'chip_never_me' : 'chip_never_everyone', rule);
}

/** "Acme, 2 deals"; the contact's name where there is no company and no deal. */
function recordWords({ records }: MessageState, t: Translate): string {
  const of = (kind: MessageState['records'][number]['kind']) => records.filter((record) => record.kind === kind);
  const companies = of('company');
  const deals = of('deal').length;
  const people = [...of('contact'), ...of('lead')];
  const named = companies.length > 0 ? companies : people;
  const parts: string[] = [];
  if (named.length === 1 && named[0]) parts.push(isolate(named[0].name));
  else if (companies.length > 1) parts.push(t.plural('plan_companies', companies.length));
  else if (people.length > 1) parts.push(t.plural('plan_and_others', people.length - 1, isolate(people[0]?.name ?? '')));
  if (deals > 0) parts.push(t.plural('plan_deals', deals));
  return parts.join(', ');
}
