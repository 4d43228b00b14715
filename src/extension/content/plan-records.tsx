import type { RecordKind } from '../../core/engagement';
import type { Translate } from '../../core/messages';
import type { Choices, Plan } from '../../core/plan';
import { isOn, recordKey, tick } from './choices';
import { DropBox } from './drop-box';
import { formatAmount } from './plan-words';
import { RecordLink } from './record-link';

interface RecordsProps {
  plan: Plan;
  choices: Choices;
  t: Translate;
  onChoose(choices: Choices): void;
  /** Null: only the rep herself can. Left out: the mail is sent already. */
  addBcc?: ((address: string) => void) | null;
}

interface Item {
  id: string;
  name: string;
  detail: string;
  url: string | null;
  /** The deal's own address, and if the mail has it. */
  dropbox?: string;
  filed?: boolean;
}

/** The companies, deals and leads that the message is tied to, each with its tick. */
export function PlanRecords({ plan, choices, t, onChoose, addBcc }: RecordsProps) {
  const companies = plan.companies.map(({ record }): Item => ({ ...record, detail: record.domain ?? '' }));
  const deals = plan.deals.map(({ record, filed }): Item => {
    const detail = [record.stage, formatAmount(record.amount, record.currency, t)].filter(Boolean).join(' · ');
    return { ...record, detail, ...(filed ? { filed } : {}) };
  });
  const leads = plan.leads.map(({ record }): Item => ({ ...record, detail: '' }));
  const shared = { choices, t, onChoose, addBcc };
  return (
    <>
      <Ticks kind="company" title={t('panel_companies')} items={companies} {...shared} />
      <Ticks kind="deal" title={t('panel_deals')} items={deals} {...shared} />
      <Ticks kind="lead" title={t('panel_leads')} items={leads} {...shared} />
    </>
  );
}

type TicksProps = { kind: RecordKind; title: string; items: Item[] } & Omit<RecordsProps, 'plan'>;

function Ticks({ kind, title, items, choices, t, onChoose, addBcc }: TicksProps) {
  if (items.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {items.map(({ id, name, detail, url, dropbox, filed = false }) => (
          <li key={id} class="row">
            <label>
              <input
                type="checkbox"
                checked={isOn(choices, recordKey(kind, id))}
                onChange={(event) => onChoose(tick(choices, recordKey(kind, id), event.currentTarget.checked))}
              />
              <span class="text">
                <b>{name}</b>
                <span class="detail">{detail}</span>
                {filed && <span class="detail">{t('panel_drop_box_filed')}</span>}
              </span>
            </label>
            {dropbox && !filed && addBcc !== undefined && isOn(choices, recordKey(kind, id)) && (
              <DropBox address={dropbox} name={name} addBcc={addBcc} t={t} />
            )}
            <RecordLink url={url} name={name} t={t} />
          </li>
        ))}
      </ul>
    </section>
  );
}
