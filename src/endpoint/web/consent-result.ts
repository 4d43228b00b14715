import { CRM_HREF } from './route';

/**
 * What became of a consent that somebody gave, or did not give, at the CRM, from where she comes back to this page: `connected`,
 * `declined`, `expired` or the code of a failure; null: she comes from elsewhere. It is said once: a reload has forgotten it.
 */
export function takeConsentResult(): string | null {
  const result = new URLSearchParams(location.search).get('crm');
  if (result !== null) history.replaceState(null, '', location.pathname + CRM_HREF);
  return result;
}
