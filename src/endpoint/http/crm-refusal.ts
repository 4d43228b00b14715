import type { Checked } from '../../connectors/crm-connector';
import { asRepHears } from '../crm/deliveries';
import { Refusal } from './problem';

/** What the CRM behind us answered, or why it did not: as a bad gateway with the code of the failure. */
export function orRefuse<T>(answer: Checked<T>): T {
  if (answer.ok) return answer.value;
  const { outcome } = answer;
  if (outcome.kind === 'rejected') throw new Refusal(422, outcome.code, outcome.detail ?? 'The CRM behind this endpoint refused it.');
  throw new Refusal(502, asRepHears(outcome.code), 'The CRM behind this endpoint could not be asked.');
}
