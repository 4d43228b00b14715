import type { Association } from './engagement';
import type { LoggedMail } from './logged-mail';

/** Somebody whom mails of a thread are logged to. */
export interface ThreadContact {
  recordId: string;
  name: string;
  address: string;
}

/** C9: what replies in a thread inherit from the mails of it that are logged. */
export interface ThreadMemory {
  /** Companies, deals and leads of the newest of them: what the rep took off there stays off. */
  records: Association[];
  /** Of all of them, the newest mail's first. */
  contacts: ThreadContact[];
  /** Addresses that mails came from and that are not their contact's own, with whom they were logged to. */
  aliases: Map<string, ThreadContact>;
  /** To whom it was written last, if one of ours is logged. */
  lastWrittenTo: ThreadContact | null;
  /** Epoch ms of the first mail that is logged. */
  since: number;
}

/** Null: nothing of the thread is logged. */
export function rememberThread(mails: readonly LoggedMail[]): ThreadMemory | null {
  const logged = mails.filter(({ state }) => state === 'logged').sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
  const [newest] = logged;
  const oldest = logged.at(-1);
  if (!newest || !oldest) return null;
  const contacts = new Map<string, ThreadContact>();
  for (const contact of logged.flatMap(contactsOf)) {
    const known = contacts.get(contact.recordId);
    if (!known || (known.address === '' && contact.address !== '')) contacts.set(contact.recordId, contact);
  }
  const written = logged.find(({ direction }) => direction === 'sent');
  return {
    records: newest.associations.filter(({ kind, recordId }) => kind !== 'contact' && recordId !== null),
    contacts: [...contacts.values()],
    aliases: aliasesIn(logged),
    lastWrittenTo: (written && contactsOf(written)[0]) ?? null,
    since: oldest.at,
  };
}

const contactsOf = ({ associations }: LoggedMail): ThreadContact[] =>
  associations.flatMap(({ kind, recordId, name, address = '' }) =>
    kind === 'contact' && recordId !== null ? [{ recordId, name, address }] : [],
  );

/** A mail that came from an address which is none of its contacts' was logged to one of them all the same. */
function aliasesIn(logged: readonly LoggedMail[]): ThreadMemory['aliases'] {
  const aliases = new Map<string, ThreadContact>();
  for (const mail of logged) {
    const contacts = contactsOf(mail);
    const sender = mail.direction === 'received' ? (mail.from?.address ?? '') : '';
    const [contact] = contacts;
    if (sender === '' || !contact || aliases.has(sender) || contacts.some(({ address }) => address === sender)) continue;
    aliases.set(sender, contact);
  }
  return aliases;
}

/** Is this one of the thread's contacts, by his record or by an address that led to it. */
export const isOfThread = ({ contacts }: ThreadMemory, address: string, recordIds: readonly string[]): boolean =>
  contacts.some((contact) => contact.address === address || recordIds.includes(contact.recordId));

/**
 * C9: whom in the thread somebody is who writes from an address that no record has: the thread's one contact; of several the one
 * of his name, else the one who was written to last. Null: the thread has none.
 */
export function contactBehind(memory: ThreadMemory, sender: { address: string; name: string }): ThreadContact | null {
  const { contacts, aliases, lastWrittenTo } = memory;
  const known = aliases.get(sender.address);
  if (known || contacts.length < 2) return known ?? contacts[0] ?? null;
  const namesakes = contacts.filter(({ name }) => foldName(name) === foldName(sender.name));
  return (namesakes.length === 1 ? namesakes[0] : lastWrittenTo) ?? contacts[0] ?? null;
}

/** "Lovelace, Ada" and "ada LOVELACE" are one name. */
const foldName = (name: string) =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .sort()
    .join(' ');
