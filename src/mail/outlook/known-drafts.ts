import { recipientsOf } from '../carried-mail';
import type { Draft } from '../mail-client';
import type { MessageClaim } from './message-claim';

type Opened = Pick<Draft, 'subject' | 'recipients' | 'text'>;

/**
 * Which of the messages that the page was given is the draft in a window, for Outlook shows no ids: the one with its
 * subject, its people and its text. '' if none is, or several are.
 */
export function draftOpenedIn(opened: Opened, messages: readonly MessageClaim[]): string {
  const drafts = messages.filter((message) => message.isDraft && isIn(opened, message));
  return drafts.length === 1 ? (drafts[0]?.itemId ?? '') : '';
}

function isIn({ subject, recipients, text }: Opened, draft: MessageClaim): boolean {
  const people = recipientsOf(draft);
  const preview = withoutSpaces(draft.preview);
  // What holds nothing yet is like every other.
  if (people.length === 0 && draft.subject.trim() === '' && preview === '') return false;
  return draft.subject.trim() === subject.trim() && areSame(recipients, people) && withoutSpaces(text).startsWith(preview);
}

const areSame = (shown: Draft['recipients'], carried: Draft['recipients']) =>
  shown.length === carried.length &&
  shown.every(({ known, address, name }) =>
    carried.some((one) => (known ? one.address === address : one.name.toLowerCase() === name.toLowerCase())),
  );

const withoutSpaces = (text: string) => text.replace(/\s+/g, '');
