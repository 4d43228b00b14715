import { MAX_ATTACHMENTS_BYTES, MAX_BODY_BYTES } from '../../core/limits';
import type { Translate } from '../../core/messages';
import type { Choices, Plan } from '../../core/plan';
import type { ComposeSession } from './compose-session';
import { PlanPeople } from './plan-people';
import { PlanRecords } from './plan-records';
import { formatBytes } from './plan-words';
import { RecordSearch } from './record-search';
import { WrittenFields } from './written-fields';

export interface PlanPartsProps {
  choices: Choices;
  plan: Plan;
  /** Without `describe` there is no dry run: the message is already there to be read. */
  session: Pick<ComposeSession, 'choose' | 'search'> & Partial<Pick<ComposeSession, 'describe' | 'addBcc'>>;
  /** It came in: its sender counts, and nobody else gets a new record. */
  isReceived?: boolean;
  t: Translate;
}

/** What will be logged, to be ticked on and off before it is. */
export function PlanParts({ choices, plan, session, isReceived = false, t }: PlanPartsProps) {
  const choose = (chosen: Choices) => void session.choose(chosen);
  const describe = session.describe?.bind(session);
  return (
    <>
      <PlanPeople plan={plan} choices={choices} isReceived={isReceived} t={t} onChoose={choose} />
      {plan.inherited && <p class="note">{t('panel_inherited')}</p>}
      <PlanRecords plan={plan} choices={choices} t={t} onChoose={choose} addBcc={session.addBcc} />
      {!plan.lookedUp && plan.contacts.length > 0 && <p class="note">{t('panel_not_looked_up')}</p>}
      <RecordSearch choices={choices} search={(query) => session.search(query)} t={t} onChoose={choose} />
      <Sizes plan={plan} t={t} />
      {describe && <WrittenFields plan={plan} describe={describe} t={t} />}
    </>
  );
}

function Sizes({ plan, t }: { plan: Plan; t: Translate }) {
  const size = (bytes: number) => formatBytes(bytes, t);
  const files = plan.attachmentsLeftOut ? 'panel_files_over' : 'panel_files_size';
  return (
    <section>
      <h3>{t('panel_sizes')}</h3>
      <p class={plan.verdict === 'too-large' ? 'over' : 'note'}>
        {t(plan.verdict === 'too-large' ? 'panel_body_over' : 'panel_body_size', size(plan.bodyBytes), size(MAX_BODY_BYTES))}
      </p>
      {plan.attachmentBytes > 0 && (
        <p class={plan.attachmentsLeftOut ? 'over' : 'note'}>{t(files, size(plan.attachmentBytes), size(MAX_ATTACHMENTS_BYTES))}</p>
      )}
    </section>
  );
}
