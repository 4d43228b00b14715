import type { Association } from '../../core/engagement';
import type { HistoryItem, LoggedMail, MailQuery } from '../../core/logged-mail';
import type { Checked, ConnectorContext } from '../crm-connector';
import { askPage } from './api';
import { refOf } from './delivery';
import { inTurns } from './in-turns';
import { readByIds } from './look-up';
import { type NotedMail, readNote } from './note';
import { readNotes, searchNotes } from './notes';
import type { Target } from './places';
import { DealShape, LeadShape, nameOf, type SellNote, urlOf } from './shapes';

/** Each is a search of its own; of a longer list the rest stays unknown. */
const MOST_ASKED = 25;

type Noted = NotedMail & { note: SellNote };

/** Mails that are noted under these Message-IDs. Of threads and of a mail page's own ids Sell's notes say nothing. */
export async function find(context: ConnectorContext, { messageIds }: MailQuery): Promise<Checked<LoggedMail[]>> {
  const asked = messageIds.slice(0, MOST_ASKED);
  const found = await inTurns(asked, (messageId) => searchNotes(context, messageId.replace(/[<>]/g, '')));
  if (!found.ok) return found;
  const noted = found.value.flat().flatMap((note): Noted[] => {
    const mail = readNote(note.content);
    return mail && asked.includes(mail.messageId ?? '') ? [{ ...mail, note }] : [];
  });
  const names = await readNames(context, noted);
  if (!names.ok) return names;
  const ids = [...new Set(noted.map(({ engagementId }) => engagementId))];
  return {
    ok: true,
    value: ids.map((id) =>
      loggedMail(
        noted.filter((one) => one.engagementId === id),
        names.value,
      ),
    ),
  };
}

/** What the records are that these notes stand on: a note does not tell a person from an organisation. By `type id`. */
async function readNames(context: ConnectorContext, noted: readonly Noted[]): Promise<Checked<Map<string, Target>>> {
  const idsOf = (type: string) => [
    ...new Set(noted.flatMap(({ note }) => (note.resource_type === type && note.resource_id ? [String(note.resource_id)] : []))),
  ];
  const names = new Map<string, Target>();
  const contacts = await readByIds(context, idsOf('contact'));
  if (!contacts.ok) return contacts;
  for (const one of contacts.value) {
    const kind = one.is_organization ? 'company' : 'contact';
    names.set(`contact ${one.id}`, {
      kind,
      id: String(one.id),
      name: nameOf(one),
      ...(one.email ? { address: one.email.toLowerCase() } : {}),
    });
  }
  for (const [type, path, shape] of [['lead', '/leads', LeadShape] as const, ['deal', '/deals', DealShape] as const]) {
    const ids = idsOf(type);
    const answer = ids.length > 0 ? await askPage(context, path, { ids: ids.slice(0, 100).join(',') }, shape) : null;
    if (answer && !answer.ok) return answer;
    for (const one of answer?.value.items ?? []) names.set(`${type} ${one.id}`, { kind: type, id: String(one.id), name: nameOf(one) });
  }
  return { ok: true, value: names };
}

function loggedMail(noted: readonly Noted[], names: Map<string, Target>): LoggedMail {
  const [first] = noted as [Noted, ...Noted[]];
  const { engagementId, direction, at, from, messageId } = first;
  const written = noted.flatMap(({ note }) => {
    const target = names.get(`${note.resource_type} ${note.resource_id}`);
    return target ? [{ noteId: String(note.id), target }] : [];
  });
  const associations = written.map(({ target: { kind, id, name, address } }): Association => {
    return { kind, recordId: id, name, ...(kind === 'contact' && address ? { address } : {}) };
  });
  return {
    ...{ id: engagementId, state: 'logged', messageId, hostId: null, thread: '', direction, at, from, associations },
    account: direction === 'received' ? '' : (from?.address ?? ''),
    ref: refOf(written),
  };
}

/** The mails that are noted on a contact, newest first. */
export async function readHistory(context: ConnectorContext, contactId: string, limit: number): Promise<Checked<HistoryItem[]>> {
  const answer = await readNotes(context, { type: 'contact', id: contactId });
  if (!answer.ok) return answer;
  const mails = answer.value.items.flatMap(({ content }) => readNote(content) ?? []);
  const items = mails.map(
    ({ engagementId, direction, at, subject, preview }): HistoryItem => ({
      ...{ id: engagementId, direction, at, subject, preview },
      url: urlOf('contact', contactId),
    }),
  );
  return { ok: true, value: items.sort((a, b) => b.at - a.at).slice(0, limit) };
}
