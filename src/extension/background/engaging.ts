import { parseAddress } from '../../core/address';
import type { Engagement, Person } from '../../core/engagement';
import type { Plan, Recipient } from '../../core/plan';
import { planAssociations } from '../../core/plan-records';
import type { MailAccount } from '../../core/settings';
import type { WireDraft } from '../protocol';
import { threadOf } from './mail-index';
import { plainText } from './plain-text';

export interface Planned {
  plan: Plan;
  account: MailAccount | undefined;
  /** As the page names the sender, or the CRM the user whose address it is; '' if neither does. */
  senderName: string;
}

/** The mail itself, beside its content: which one it is, whose, where it stands. */
export interface MailFacts {
  id: string;
  direction: 'sent' | 'received';
  /** The account of the page, where the plan knows none. */
  account: string;
  from: Person;
  hostThreadId: string;
  messageId: string | null;
  /** Prefixed; see `hostIdOf`. */
  hostId: string | null;
  /** Epoch ms. */
  at: number;
}

type Content = Pick<WireDraft, 'recipients' | 'subject' | 'html' | 'text' | 'files'>;

export function toRecipient({ address, name, field, known }: WireDraft['recipients'][number]): Recipient {
  const canonical = parseAddress(known ? address : name);
  return canonical ? { address: canonical, name: known ? name : '', field } : { address: '', name: name || address, field };
}

/** A mail as its CRM will be given it: what was planned for it, within the limits of the schema. */
export function toEngagement(facts: MailFacts, content: Content, { plan, account }: Planned): Engagement {
  const people = (field: string) =>
    content.recipients
      .filter((one) => one.field === field)
      .map(toRecipient)
      .flatMap(({ address, name }) => (address === '' ? [] : [{ address, name: name.slice(0, 500) }]));
  const { id, direction, from, messageId, hostId, at } = facts;
  return {
    ...{ id, kind: 'email', direction },
    account: account?.address ?? facts.account,
    // A mail that begins a thread which nobody has named yet waits for no other.
    thread: threadOf(facts.hostThreadId || id),
    messageId: messageId?.slice(0, 998) ?? null,
    ...(hostId === null ? {} : { hostId }),
    at: Math.max(0, Math.round(at)),
    from: { address: from.address, name: from.name.slice(0, 500) },
    to: people('to'),
    cc: people('cc'),
    bcc: people('bcc'),
    subject: content.subject.slice(0, 2000),
    html: content.html,
    text: content.text || plainText(content.html),
    attachments: content.files.map(({ name, type, size, sha256 }) => ({
      name: name.slice(0, 255),
      type: type.slice(0, 127),
      size,
      sha256: plan.attachmentsLeftOut ? null : sha256,
    })),
    associations: planAssociations(plan, account?.createContacts ?? false),
    associationsComplete: plan.lookedUp,
    excluded: plan.excluded,
    via: 'extension',
  };
}
