import type { RemovalOutcome } from '../../core/outcome';
import type { Checked, ConnectorContext, CrmConnector, Identity, Traces } from '../crm-connector';
import { deliverInTurn } from '../in-turn';
import { hasMarker } from '../marker';
import { deliverNotes } from '../notes/delivery';
import { removeNoteDoubles } from '../notes/doubles';
import { noteHits } from '../notes/hits';
import { removeNotes } from '../notes/removal';
import { askOne, askPage, askSell } from './api';
import { describe } from './description';
import { makeDesk } from './desk';
import { createContact, lookUp } from './look-up';
import { searchNotes } from './notes';
import { find, readHistory } from './reading';
import { search } from './search';
import { AccountShape, ContactShape, UserShape } from './shapes';

/** Where nobody keeps the account's pace: so few mails a second that their requests stay under Sell's ten. */
const CAREFUL_RATE = { burst: 1, perSecond: 1 };

/**
 * K3. Zendesk Sell, by its Core API. It takes no e-mail: a mail becomes one note on each of its records. Nothing in it is
 * unique by a key of ours, so that what may have been written is read back by the marker in the note's last line.
 */
export function makeZendeskSellConnector(context: ConnectorContext): CrmConnector {
  const desk = makeDesk(context);
  return {
    id: 'zendesk-sell',
    // Each mail is several requests, and is told as soon as it is done.
    maxBatch: 1,
    rate: context.pace ? undefined : CAREFUL_RATE,
    check: () => check(context),
    lookUp: (addresses) => lookUp(context, addresses),
    search: (query) => search(context, query),
    describe,
    deliver: (items) => deliverInTurn(items, (item) => deliverNotes(desk, item)),
    remove: (engagementId, traces) => remove(context, engagementId, traces),
    removeDoubles: (mails) => removeNoteDoubles(desk, mails),
    find: (query) => find(context, query),
    readHistory: (contactId, limit) => readHistory(context, contactId, limit),
    createContact: (person) => createContact(context, person),
    noteHits: (note) => noteHits(desk, note),
  };
}

/** D6. Also what nobody here knows of, as far as Sell's index does. */
async function remove(context: ConnectorContext, engagementId: string, traces: Traces | undefined): Promise<RemovalOutcome> {
  const found = await searchNotes(context, engagementId);
  if (!found.ok) return found.outcome;
  const ours = found.value.filter(({ content }) => hasMarker(content, engagementId)).map(({ id }) => String(id));
  return removeNotes(makeDesk(context), engagementId, traces, ours);
}

async function check(context: ConnectorContext): Promise<Checked<Identity>> {
  const user = await askOne(context, { method: 'GET', path: '/users/self' }, UserShape);
  if (!user.ok) return { ok: false, outcome: user.outcome };
  const account = await askOne(context, { method: 'GET', path: '/accounts/self' }, AccountShape);
  if (!account.ok) return { ok: false, outcome: account.outcome };
  const missing = await findMissing(context);
  if (!missing.ok) return missing;
  const { id, name, email, role } = user.value;
  return {
    ok: true,
    value: {
      ...{ userId: String(id), name: name ?? '', address: (email ?? '').toLowerCase(), organisation: account.value.name ?? '' },
      accountId: String(account.value.id),
      role: role === 'admin' ? 'admin' : 'rep',
      missing: missing.value,
    },
  };
}

/** Which of the scopes the token lacks. A note without a record and without text is refused in any case, but only after the scope. */
async function findMissing(context: ConnectorContext): Promise<Checked<string[]>> {
  const missing: string[] = [];
  const read = await askPage(context, '/contacts', { per_page: 1 }, ContactShape);
  if (!read.ok && read.outcome.code === 'permission_missing') missing.push('read');
  else if (!read.ok) return read;
  const write = await askSell(context, { method: 'POST', path: '/notes', data: {} });
  if (!write.ok && write.outcome.code === 'permission_missing') missing.push('write');
  else if (!write.ok && write.outcome.kind === 'retry') return { ok: false, outcome: write.outcome };
  return { ok: true, value: missing };
}
