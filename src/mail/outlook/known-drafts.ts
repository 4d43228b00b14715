import { recipientsOf } from '../carried-mail';
import type { WirePerson } from '../claim';
import type { Draft } from '../mail-client';

type People = Record<'to' | 'cc' | 'bcc', WirePerson[]>;

/** More drafts than this nobody looks through. */
const MAX_DRAFTS = 500;

/**
 * Drafts that the page was given or has saved. A window that opens with one shows no id, and is told by whom it is for and
 * what it is about; of two that are alike, neither is it.
 */
export class KnownDrafts {
  readonly #drafts = new Map<string, { subject: string; people: string }>();

  note(draftId: string, mail: People & { subject: string }): void {
    this.#drafts.delete(draftId);
    this.#drafts.set(draftId, { subject: mail.subject.trim(), people: keyOf(recipientsOf(mail)) });
    const [oldest] = this.#drafts.keys();
    if (oldest !== undefined && this.#drafts.size > MAX_DRAFTS) this.#drafts.delete(oldest);
  }

  forget(draftId: string): void {
    this.#drafts.delete(draftId);
  }

  /** '' if none is like it, or several are. */
  find({ subject, recipients }: Pick<Draft, 'subject' | 'recipients'>): string {
    const people = keyOf(recipients);
    if (people === '' && subject.trim() === '') return '';
    const alike = [...this.#drafts].filter(([, draft]) => draft.subject === subject.trim() && draft.people === people);
    return alike.length === 1 ? (alike[0]?.[0] ?? '') : '';
  }
}

const keyOf = (recipients: Draft['recipients']) =>
  recipients
    .map(({ address, name }) => address || name.toLowerCase())
    .sort()
    .join('\n');
