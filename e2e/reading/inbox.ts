import type { practiceGmail } from '../gmail/site.mjs';
import { keep } from '../outlook/mailbox.mjs';
import type { practiceOutlook } from '../outlook/site.mjs';

type Person = { name: string; address: string };

/** A mail that somebody sends to the first account. */
export interface Incoming {
  from: Person;
  subject: string;
  html?: string;
  /** Without: only to the first account. */
  to?: Person[];
  cc?: Person[];
  /** The subject of the thread that it comes into. */
  answers?: string;
}

/** Puts a mail into the practice mailbox; a page shows it when it looks again. */
export type Receive = (mail: Incoming) => void;

type Gmail = ReturnType<typeof practiceGmail>;
type Outlook = ReturnType<typeof practiceOutlook>;

const newest = <M extends { subject: string; at: number }>(messages: Iterable<M>, subject: string | undefined): M | undefined =>
  [...messages].filter((one) => subject !== undefined && one.subject.endsWith(subject)).sort((a, b) => b.at - a.at)[0];

export function receiveInGmail({ boxes, receive }: Gmail): Receive {
  const wire = ({ address, name }: Person): [1, string, string] => [1, address, name];
  return ({ from, subject, html = 'Hello', to, cc = [], answers }) => {
    const answered = newest(boxes[0]?.messages.values() ?? [], answers);
    receive({ ...from, subject, html, ...(to && { to: to.map(wire) }), cc: cc.map(wire), ...(answered && { answers: answered }) });
  };
}

export function receiveInOutlook({ boxes: [box] }: Outlook): Receive {
  return ({ from, subject, html = 'Hello', to, cc = [], answers }) => {
    if (!box) return;
    const answered = newest(box.messages.values(), answers);
    const thread = answered ? { conversationId: answered.conversationId, inReplyTo: answered.messageId } : {};
    const me = { name: box.name, address: box.address };
    const messageId = `<${Date.now().toString(36)}.${box.messages.size}@mail.example>`;
    keep(box, { from, to: to ?? [me], cc, subject, html, at: Date.now(), messageId, folder: 'inbox', read: false, ...thread });
  };
}
