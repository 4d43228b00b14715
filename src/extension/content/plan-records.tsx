import type { RecordKind } from '../../core/engagement';
import type { Translate } from '../../core/messages';
import type { Choices, Plan } from '../../core/plan';
import { isOn, recordKey, tick } from './choices';
import { formatAmount } from './plan-words';
import { RecordLink } from './record-link';

interface RecordsProps {
  plan: Plan;
  choices: Choices;
  t: Translate;
  onChoose(choices: Choices): void;
}

interface Item {
  id: string;
  name: string;
  detail: string;
  url: string | null;
}

/** The companies, deals and leads that the message is tied to, each with its tick. */
export function PlanRecords({ plan, choices, t, onChoose }: RecordsProps) {
  const companies = plan.companies.map(({ record }): Item => ({ ...record, detail: record.domain ?? '' }));
  const deals = plan.deals.map(({ record }): Item => {
    const detail = [record.stage, formatAmount(record.amount, record.currency, t)].filter(Boolean).join(' · ');
    return { ...record, detail };
  });
  const leads = plan.leads.map(({ record }): Item => ({ ...record, detail: '' }));
  const shared = { choices, t, onChoose };
  return (
    <>
      <Ticks kind="company" title={t('panel_companies')} items={companies} {...shared} />
      <Ticks kind="deal" title={t('panel_deals')} items={deals} {...shared} />
      <Ticks kind="lead" title={t('panel_leads')} items={leads} {...shared} />
    </>
  );
}

type TicksProps = { kind: RecordKind; title: string; items: Item[] } & Omit<RecordsProps, 'plan'>;

function Ticks({ kind, title, items, choices, t, onChoose }: TicksProps) {
  if (items.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {items.map(({ id, name, detail, url }) => (
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
              </span>
            </label>
            <RecordLink url={url} name={name} t={t} />
          </li>
        ))}
      </ul>
    </section>
  );
}
