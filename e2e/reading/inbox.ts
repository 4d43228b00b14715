import { keepMessage as keepInGmail } from '../gmail/mailbox.mjs';
import type { practiceGmail } from '../gmail/site.mjs';
import { keep } from '../outlook/mailbox.mjs';
import type { practiceOutlook } from '../outlook/site.mjs';

type Person = { name: string; address: string };

/** A mail that somebody sends to the first account. */
export interface Incoming {
  from: Person;
  subject: string;
  html?: string;
  /** Without: just now. */
  hoursAgo?: number;
  /** Without: only to the first account. */
  to?: Person[];
  cc?: Person[];
  /** The subject of the thread that it comes into. */
  answers?: string;
}

/** A mail that the first account has sent, from elsewhere. */
export interface Outgoing {
  to: Person;
  subject: string;
  html: string;
  hoursAgo: number;
  /** Without: a thread of its own. */
  answers?: string;
}

export type Sent = (mail: Outgoing) => void;

/** Puts a mail into the practice mailbox; a page shows it when it looks again. */
export type Receive = (mail: Incoming) => void;

const HOUR = 3_600_000;

type Gmail = ReturnType<typeof practiceGmail>;
type Outlook = ReturnType<typeof practiceOutlook>;

const newest = <M extends { subject: string; at: number }>(messages: Iterable<M>, subject: string | undefined): M | undefined =>
  [...messages].filter((one) => subject !== undefined && one.subject.endsWith(subject)).sort((a, b) => b.at - a.at)[0];

export function receiveInGmail({ boxes, receive }: Gmail): Receive {
  const wire = ({ address, name }: Person): [1, string, string] => [1, address, name];
  return ({ from, subject, html = 'Hello', hoursAgo = 0, to, cc = [], answers }) => {
    const answered = newest(boxes[0]?.messages.values() ?? [], answers);
    const at = Date.now() - hoursAgo * HOUR;
    receive({ ...from, subject, html, at, ...(to && { to: to.map(wire) }), cc: cc.map(wire), ...(answered && { answers: answered }) });
  };
}

export function sentInGmail({ boxes: [box] }: Gmail): Sent {
  return ({ to, subject, html, hoursAgo, answers }) => {
    if (!box) return;
    const answered = newest(box.messages.values(), answers);
    const id = `msg-f:${box.messages.size}`;
    const wire: unknown[] = new Array(56).fill(null);
    Object.assign(wire, { 0: id, 1: [1, box.address, box.name], 2: [[1, to.address, to.name]], 6: Date.now() - hoursAgo * HOUR });
    Object.assign(wire, { 7: subject, 8: [null, [[0, `<div dir="ltr">${html}</div>`]]], 10: ['^all', '^pfg', '^f'] });
    keepInGmail(box, answered?.threadId ?? id.replace('msg', 'thread'), wire);
  };
}

export function sentInOutlook({ boxes: [box] }: Outlook): Sent {
  return ({ to, subject, html, hoursAgo, answers }) => {
    if (!box) return;
    const answered = newest(box.messages.values(), answers);
    const thread = answered ? { conversationId: answered.conversationId, inReplyTo: answered.messageId } : {};
    keep(box, { to: [to], subject, html, at: Date.now() - hoursAgo * HOUR, folder: 'sentitems', ...thread });
  };
}

export function receiveInOutlook({ boxes: [box] }: Outlook): Receive {
  return ({ from, subject, html = 'Hello', hoursAgo = 0, to, cc = [], answers }) => {
    if (!box) return;
    const answered = newest(box.messages.values(), answers);
    const thread = answered ? { conversationId: answered.conversationId, inReplyTo: answered.messageId } : {};
    const me = { name: box.name, address: box.address };
    const messageId = `<${Date.now().toString(36)}.${box.messages.size}@mail.example>`;
    keep(box, {
      from,
      to: to ?? [me],
      cc,
      subject,
      html,
      at: Date.now() - hoursAgo * HOUR,
      messageId,
      folder: 'inbox',
      read: false,
      ...thread,
    });
  };
}
