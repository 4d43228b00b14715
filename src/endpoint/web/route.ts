import type { RecordKind } from '../../core/engagement';

/** In the order of the tabs. */
export const KINDS: readonly RecordKind[] = ['contact', 'company', 'deal', 'lead'];

export type Route =
  | { view: 'records'; kind: RecordKind }
  | { view: 'record'; kind: RecordKind; id: string }
  | { view: 'mail'; id: string }
  | { view: 'crm' };

/** `#/contact`, `#/contact/<id>`, `#/engagement/<id>`, `#/crm`; whatever else leads to the contacts. */
export function parseRoute(hash: string): Route {
  const [first = '', second = ''] = hash.replace(/^#\/?/, '').split('/');
  const id = decoded(second);
  if (first === 'crm') return { view: 'crm' };
  if (first === 'engagement' && id !== '') return { view: 'mail', id };
  const kind = KINDS.find((known) => known === first) ?? 'contact';
  return first === kind && id !== '' ? { view: 'record', kind, id } : { view: 'records', kind };
}

export const listHref = (kind: RecordKind) => `#/${kind}`;
export const recordHref = (record: { kind: RecordKind; id: string }) => `#/${record.kind}/${encodeURIComponent(record.id)}`;
export const CRM_HREF = '#/crm';
export const mailHref = (id: string) => `#/engagement/${encodeURIComponent(id)}`;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
