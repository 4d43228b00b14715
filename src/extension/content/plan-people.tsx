import { useRef } from 'preact/hooks';
import type { Exclusion } from '../../core/engagement';
import type { Translate } from '../../core/messages';
import type { Choices, Plan, PlannedContact } from '../../core/plan';
import { chooseContact, isOn, tickPerson } from './choices';
import { nameOf, reasonOf } from './plan-words';
import { RecordLink } from './record-link';

interface PeopleProps {
  plan: Plan;
  choices: Choices;
  t: Translate;
  onChoose(choices: Choices): void;
}

/** Of somebody on a mail that came in. */
const receivedReasonOf = (exclusion: Exclusion, t: Translate) =>
  exclusion.reason === 'no-record' ? t('reason_no_record_received') : reasonOf(exclusion, t);

type Row = { address: string; contact: PlannedContact | null; exclusion: Exclusion | null; isNew: boolean };

/** Everybody on the message: who is logged and to which record, then who is left out and why. */
export function PlanPeople({ plan, choices, isReceived, t, onChoose }: PeopleProps & { isReceived: boolean }) {
  const rows = useSteadyOrder(toRows(plan));
  const leftOut = plan.excluded.filter(({ reason }) => reason !== 'unticked');
  return (
    <>
      <section>
        <h3>{t(isReceived ? 'panel_who' : 'panel_people')}</h3>
        {rows.length === 0 && <p class="note">{t('panel_nobody')}</p>}
        <ul>
          {rows.map((row) => (
            <PersonRow key={row.address} row={row} choices={choices} t={t} onChoose={onChoose} />
          ))}
          {plan.unresolved.map((text) => (
            <li key={`?${text}`} class="row over">
              <span class="text">{t('plan_unresolved', text)}</span>
            </li>
          ))}
        </ul>
      </section>
      {leftOut.length > 0 && (
        <section>
          <h3>{t('panel_left_out')}</h3>
          <ul>
            {leftOut.map((exclusion) => (
              <li key={exclusion.address} class="row">
                <span class="text">
                  <b>{nameOf(exclusion)}</b>
                  <span class="detail">
                    {isReceived ? receivedReasonOf(exclusion, t) : reasonOf(exclusion, t)}
                    {exclusion.scope && ` · ${t(exclusion.scope === 'everyone' ? 'panel_rule_everyone' : 'panel_rule_me')}`}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function PersonRow({ row, choices, t, onChoose }: { row: Row } & Omit<PeopleProps, 'plan'>) {
  const { address, contact, isNew } = row;
  const name = contact?.name ?? (row.exclusion ? nameOf(row.exclusion) : address);
  const detail = [name === address ? '' : address, contact?.contact?.company?.name ?? ''].filter(Boolean).join(' · ');
  return (
    <li class="row">
      <label>
        <input
          type="checkbox"
          checked={isOn(choices, address)}
          onChange={(event) => onChoose(tickPerson(choices, address, event.currentTarget.checked))}
        />
        <span class="text">
          <b>{name}</b>
          <span class="detail">{detail}</span>
        </span>
      </label>
      {isNew && <span class="tag">{t('panel_new_contact')}</span>}
      {contact?.contact && <RecordLink url={contact.contact.url} name={name} t={t} />}
      {contact && contact.choices.length > 1 && <WhichRecord contact={contact} choices={choices} t={t} onChoose={onChoose} />}
    </li>
  );
}

/** Several records have this address; the rep says which one. */
function WhichRecord({ contact, choices, t, onChoose }: { contact: PlannedContact } & Omit<PeopleProps, 'plan'>) {
  const { address } = contact;
  return (
    <select
      aria-label={t('panel_which_record', address)}
      value={contact.contact?.id ?? ''}
      onChange={(event) => {
        const chosen = contact.choices.find(({ id }) => id === event.currentTarget.value);
        if (chosen) onChoose(chooseContact(choices, address, chosen));
      }}
    >
      <option value="" disabled>
        {t('panel_which_record', address)}
      </option>
      {contact.choices.map(({ id, name, company, owner }) => (
        <option key={id} value={id}>
          {[name, company?.name, owner].filter(Boolean).join(' · ')}
        </option>
      ))}
    </select>
  );
}

function toRows(plan: Plan): Row[] {
  const planned = plan.contacts.map((contact): Row => {
    const isNew = plan.lookedUp && !contact.contact && contact.choices.length === 0;
    return { address: contact.address || contact.name, contact, exclusion: null, isNew };
  });
  const unticked = plan.excluded.filter(({ reason }) => reason === 'unticked');
  return [...planned, ...unticked.map((exclusion): Row => ({ address: exclusion.address, contact: null, exclusion, isNew: false }))];
}

/** A row that is unticked stays where it was. */
function useSteadyOrder(rows: Row[]): Row[] {
  const seen = useRef<string[]>([]);
  for (const { address } of rows) if (!seen.current.includes(address)) seen.current.push(address);
  return [...rows].sort((a, b) => seen.current.indexOf(a.address) - seen.current.indexOf(b.address));
}
