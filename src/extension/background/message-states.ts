import type { LoggedMail } from '../../core/logged-mail';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { Plan } from '../../core/plan';
import type { MessageState } from '../protocol';

/** Nothing is known of it. */
export const NOTHING: MessageState = {
  ...{ state: 'not-logged', id: '', records: [], url: null, code: null, rule: null, ruleScope: null },
  logsItself: false,
};

/** Why a plan logs nothing; null: it will be logged. */
export function stateOfPlan({ verdict, excluded }: Plan): MessageState | null {
  if (verdict === 'will-log') return null;
  if (verdict === 'too-large') return { ...NOTHING, state: 'failed', code: 'too_large' };
  const hit = excluded.find(({ reason }) => reason === 'never-log');
  if (hit) return { ...NOTHING, state: 'never-log', rule: hit.rule ?? null, ruleScope: hit.scope ?? null };
  return { ...NOTHING, state: 'nobody' };
}

const named = (records: readonly { kind: string; name: string }[]): MessageState['records'] =>
  records.map(({ kind, name }) => ({ kind: kind as MessageState['records'][number]['kind'], name }));

export function stateOfEntry({ id, state, wanted, engagement, ref, failure }: OutboxEntry): MessageState {
  const hit = engagement.excluded.find(({ reason }) => reason === 'never-log');
  const told = {
    ...NOTHING,
    id,
    records: named(ref?.records ?? engagement.associations),
    url: ref?.url ?? null,
    code: failure?.code ?? null,
  };
  if (state === 'sending' || state === 'waiting') return { ...told, state: 'waiting' };
  if (state !== 'blocked') return { ...told, state: state === 'failed' && wanted === 'gone' ? 'failed' : state };
  if (failure?.code === 'never_log')
    return { ...told, state: 'never-log', rule: failure.rule ?? hit?.rule ?? null, ruleScope: hit?.scope ?? null };
  return { ...told, state: failure?.code === 'nobody_left' ? 'nobody' : 'failed' };
}

export const stateOfLogged = ({ id, associations, ref, byOthers }: LoggedMail): MessageState => ({
  ...NOTHING,
  ...{ state: 'logged', id, records: named(associations), url: ref?.url ?? null },
  ...(byOthers ? { byOthers } : {}),
});

/** What stood against it does not any more, as far as this browser knows; it waits for the rep's word. */
export const keptOut = (entry: OutboxEntry): MessageState =>
  entry.failure?.code === 'never_log' ? { ...NOTHING, id: entry.id } : stateOfEntry(entry);
