import type { Delivery, IngestResult } from '../../core/endpoint-api';
import type { LoggedMail } from '../../core/logged-mail';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { CrmRef, FailureCode } from '../../core/outcome';
import type { Queries } from '../store/database';
import type { UrlOf } from '../store/records';
import { readRefs } from '../store/refs';
import { readEntries } from '../store/sql-outbox';

/** Nothing is called logged that the CRM has no id for. Null: it has, or it is out again. */
function deliveryOf(id: string, { state, failure }: OutboxEntry, isConnected: boolean): Delivery | null {
  if (state === 'logged' || state === 'removed') return null;
  const { code, ...words } = failure ?? (isConnected ? {} : { code: 'not_connected' as const });
  return { id, state: state === 'sending' ? 'waiting' : state, ...(code ? { code: asRepHears(code) } : {}), ...words };
}

/** It is not the rep's own key that is refused. */
export const asRepHears = (code: FailureCode): FailureCode =>
  code === 'token_refused' || code === 'not_connected' ? 'crm_reconnect' : code;

interface Asked {
  read: Queries;
  tenant: string;
  /** There is a CRM that they are on their way to. */
  isConnected: boolean;
}

/** Our answer on what was taken in, with the word of the CRM that it went to. */
export async function answerWithCrm(
  { read, tenant, isConnected }: Asked,
  results: readonly IngestResult[],
  urlOf: UrlOf,
): Promise<IngestResult[]> {
  const ids = results.flatMap((one) => ('ref' in one ? [one.ref.id] : []));
  const entries = await readEntries(read, tenant, ids);
  if (entries.size === 0) return [...results];
  // The CRM may have tied it to more.
  const refs = await readRefs(read, tenant, [...entries.keys()], urlOf);
  return results.map((result): IngestResult => {
    const entry = 'ref' in result ? entries.get(result.ref.id) : undefined;
    if (!entry || !('ref' in result)) return result;
    const delivery = deliveryOf(result.id, entry, isConnected);
    if (delivery) return { id: result.id, result: 'accepted', delivery };
    return { ...result, ref: refAsThere(refs.get(entry.id)?.ref ?? result.ref, entry) };
  });
}

const refAsThere = (own: CrmRef, { ref }: OutboxEntry): CrmRef => (ref ? { ...own, id: ref.id, url: ref.url } : own);

/** What is asked about mails, with the CRM's word: what it does not have is told apart from what is logged. */
export async function statesWithCrm(
  { read, tenant, isConnected }: Asked,
  states: readonly LoggedMail[],
): Promise<{ states: LoggedMail[]; deliveries: Delivery[] }> {
  const entries = await readEntries(
    read,
    tenant,
    states.flatMap(({ ref }) => ref?.id ?? []),
  );
  const deliveries: Delivery[] = [];
  const logged = states.flatMap((mail): LoggedMail[] => {
    const entry = entries.get(mail.ref?.id ?? '');
    if (!entry || !mail.ref) return [mail];
    const delivery = deliveryOf(mail.id, entry, isConnected);
    if (delivery) deliveries.push(delivery);
    return delivery ? [] : [{ ...mail, ref: refAsThere(mail.ref, entry) }];
  });
  return { states: logged, deliveries };
}
