import type { LoggedMail, MailQuery } from '../../core/logged-mail';
import type { Checked, ConnectorContext } from '../crm-connector';
import { foundMail } from '../found-mail';
import { noMemory } from '../memory';
import { refOf } from '../notes/delivery';
import type { Target } from '../notes/desk';
import { type NotedMail, readNote } from '../notes/note-text';
import { type Answer, settle } from './api';
import { type FoundContact, findContact } from './contacts';
import { makeDesk } from './desk';
import { listNotes } from './notes';

/** Each is a look-up and a list of notes, of four requests a second; whoever is on a mail after them is not asked about. */
const MOST_PEOPLE = 3;
const CONTACT_KEPT_MS = 600_000;

type Noted = NotedMail & { note: string; on: Target };

/** R1: notes cannot be searched, but those of the people on the mail can be read: ours say which mail they are of. */
export async function find(context: ConnectorContext, { messageIds, people = [] }: MailQuery): Promise<Checked<LoggedMail[]>> {
  if (messageIds.length === 0) return { ok: true, value: [] };
  const noted = new Map<string, Noted[]>();
  for (const address of people.slice(0, MOST_PEOPLE)) {
    const answer = await readNotesOf(context, address);
    if (!answer.ok) return { ok: false, outcome: await settle(context, answer) };
    for (const mail of answer.value)
      if (messageIds.includes(mail.messageId ?? '')) noted.set(mail.id, [...(noted.get(mail.id) ?? []), mail]);
  }
  return { ok: true, value: [...noted.values()].flatMap((notes) => toLoggedMail(context, notes)) };
}

async function readNotesOf(context: ConnectorContext, address: string): Promise<Answer<Noted[]>> {
  const contact = await recallContact(context, address);
  if (!contact.ok) return contact;
  if (!contact.value) return { ok: true, value: [] };
  const { id, name } = contact.value;
  const on: Target = { kind: 'contact', id, name, address };
  const notes = await listNotes(context, { kind: 'contact', id });
  if (!notes.ok) return notes.reason === 'gone' ? { ok: true, value: [] } : notes;
  return {
    ok: true,
    value: notes.value.flatMap((row) => {
      const mail = readNote(row.note);
      return mail ? [{ ...mail, note: `${row.id}`, on }] : [];
    }),
  };
}

/** Who has no record is asked for again each time: somebody may be making it. */
async function recallContact(context: ConnectorContext, address: string): Promise<Answer<FoundContact | null>> {
  let answer: Answer<FoundContact | null> = { ok: true, value: null };
  const contact = await (context.memory ?? noMemory).recall(`contact ${address}`, CONTACT_KEPT_MS, async () => {
    answer = await findContact(context, address);
    return answer.ok ? (answer.value ?? undefined) : undefined;
  });
  return contact ? { ok: true, value: contact } : answer;
}

/** The record that it was found on, and those that the note names. */
function toLoggedMail(context: ConnectorContext, notes: readonly Noted[]): LoggedMail[] {
  const [first] = notes;
  if (!first) return [];
  const { id, direction, at, from, messageId } = first;
  const on = notes.map((one) => ({ ...one.on, note: one.note }));
  const others = first.records.filter((record) => !on.some((one) => one.kind === record.kind && one.id === record.id));
  const ref = refOf(makeDesk(context), on);
  const addresses = new Map(on.map((one) => [one.id, one.address ?? '']));
  return [foundMail({ id, direction, at, from, messageId }, { ...ref, records: [...ref.records, ...others] }, addresses)];
}
