import type { HistoryItem } from '../../core/logged-mail';
import type { Checked, ConnectorContext, CrmConnector, Identity } from '../crm-connector';
import { parseBaseUrl } from '../endpoint-pairing';
import { deliverInTurn } from '../in-turn';
import { deliverNotes } from '../notes/delivery';
import { removeNoteDoubles } from '../notes/doubles';
import { noteHits } from '../notes/hits';
import { readNote } from '../notes/note-text';
import { removeNotes } from '../notes/removal';
import { ACTIVECAMPAIGN_RATE, askOnly, askWhoAmI, settle } from './api';
import { makeDesk } from './desk';
import { describeNotes } from './fields';
import { find } from './find';
import { createContact, lookUp } from './known';
import { accountName, recordUrl } from './links';
import { isId, listNotes } from './notes';
import { search } from './search';

/** What the connection needs to see, in ActiveCampaign's own words. */
export const AREAS = { Contacts: '/contacts', Accounts: '/accounts', Deals: '/deals' };

/**
 * ActiveCampaign, API version 3: a mail is one note on each of its records. It knows nothing of our ids, and its notes
 * cannot be searched: what was written is known by the traces of its delivery, or by the notes of the people on the mail.
 */
export function makeActiveCampaignConnector(context: ConnectorContext): CrmConnector {
  const desk = makeDesk(context);
  return {
    id: 'activecampaign',
    // One mail is several requests; the answer to each mail is kept before the next begins.
    maxBatch: 1,
    rate: context.pace ? undefined : ACTIVECAMPAIGN_RATE,
    describe: describeNotes,
    check: () => check(context),
    lookUp: (addresses) => lookUp(context, addresses),
    search: (query) => search(context, query),
    deliver: (items) => deliverInTurn(items, (item) => deliverNotes(desk, item)),
    remove: (id, traces) => removeNotes(desk, id, traces),
    removeDoubles: (mails) => removeNoteDoubles(desk, mails),
    find: (query) => find(context, query),
    readHistory: (contactId, limit) => readHistory(context, contactId, limit),
    createContact: (person) => createContact(context, person),
    noteHits: (note) => noteHits(desk, note),
  };
}

/** The API's address as its page in the settings shows it, or any page of the account; null: none, or not over TLS. */
export function parseApiUrl(text: string): string | null {
  const url = parseBaseUrl(text);
  return url && new URL(url).origin;
}

async function check(context: ConnectorContext): Promise<Checked<Identity>> {
  const me = await askWhoAmI(context);
  if (!me.ok) return { ok: false, outcome: me.outcome };
  const missing: string[] = [];
  for (const [area, path] of Object.entries(AREAS)) {
    const answer = await askOnly(context, { method: 'GET', path, query: { limit: '1' } });
    if (answer.ok) continue;
    if (answer.reason !== 'forbidden') return { ok: false, outcome: answer.outcome };
    missing.push(area);
  }
  const { id, firstName, lastName, email } = me.value.user;
  const name = `${firstName ?? ''} ${lastName ?? ''}`.trim() || email;
  // With the service before it: a bare account name in a sentence could be anything.
  const organisation = `ActiveCampaign ${accountName(context.baseUrl)}`;
  // The address is the account's own, and tells it from all others.
  return { ok: true, value: { userId: `${id}`, name, address: email, role: 'rep', organisation, accountId: '', missing } };
}

/** Of the contact's notes those that are mails of ours; when they were sent says their text. */
async function readHistory(context: ConnectorContext, contactId: string, limit: number): Promise<Checked<HistoryItem[]>> {
  if (!isId(contactId)) return { ok: true, value: [] };
  const answer = await listNotes(context, { kind: 'contact', id: contactId });
  if (!answer.ok) return { ok: false, outcome: await settle(context, answer) };
  const url = recordUrl(context.baseUrl, 'contact', contactId);
  const mails = answer.value.flatMap(({ note }) => readNote(note) ?? []);
  const items = mails.map(({ id, direction, at, subject, preview }): HistoryItem => ({ id, direction, at, subject, preview, url }));
  return { ok: true, value: items.sort((a, b) => b.at - a.at).slice(0, limit) };
}
