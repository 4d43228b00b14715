import type { HistoryItem, LoggedMail, MailQuery } from '../../core/logged-mail';
import type { Checked, ConnectorContext } from '../crm-connector';
import { foundMail } from '../found-mail';
import { refOf } from '../notes/delivery';
import type { Target } from '../notes/desk';
import { type NotedMail, readNote } from '../notes/note-text';
import { askPage } from './api';
import { inTurns } from './in-turns';
import { readByIds } from './look-up';
import { readNotes, searchNotes } from './notes';
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
  const ids = [...new Set(noted.map(({ id }) => id))];
  return {
    ok: true,
    value: ids.map((id) =>
      loggedMail(
        noted.filter((one) => one.id === id),
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
  const [{ id, direction, at, from, messageId }] = noted as [Noted, ...Noted[]];
  const inOrder = noted.toSorted((a, b) => Number(a.note.id) - Number(b.note.id));
  const written = inOrder.flatMap(({ note }) => {
    const target = names.get(`${note.resource_type} ${note.resource_id}`);
    return target ? [{ ...target, note: String(note.id) }] : [];
  });
  const addresses = new Map(written.map((one) => [one.id, one.address ?? '']));
  return foundMail({ id, direction, at, from, messageId }, refOf({ linkTo: ({ kind, id }) => urlOf(kind, id) }, written), addresses);
}

/** The mails that are noted on a contact, newest first. */
export async function readHistory(context: ConnectorContext, contactId: string, limit: number): Promise<Checked<HistoryItem[]>> {
  const answer = await readNotes(context, { type: 'contact', id: contactId });
  if (!answer.ok) return answer;
  const mails = answer.value.items.flatMap(({ content }) => readNote(content) ?? []);
  const items = mails.map(
    ({ id, direction, at, subject, preview }): HistoryItem => ({
      ...{ id, direction, at, subject, preview },
      url: urlOf('contact', contactId),
    }),
  );
  return { ok: true, value: items.sort((a, b) => b.at - a.at).slice(0, limit) };
}
