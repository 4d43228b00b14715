import type { Engagement, Field, Person } from '../../core/engagement';

/** Somebody at the other end of a mail. */
export interface Counterpart extends Person {
  field: Field;
  /** C7: may he get a contact if he has none. */
  mayBeCreated: boolean;
  /** Whose never-log rule keeps the whole mail out, if it hits all of them. */
  decides: boolean;
}

/** The people that a mail is logged to: its recipients, or the sender of one received, and of the others those who have a record. */
export function counterparts({ direction, from, to, cc, bcc }: Engagement): Counterpart[] {
  const isReceived = direction === 'received';
  const inField = (people: readonly Person[], field: Field) =>
    people.map((person): Counterpart => ({ ...person, field, mayBeCreated: !isReceived && field !== 'bcc', decides: !isReceived }));
  const sender: Counterpart[] = isReceived ? [{ ...from, field: 'to', mayBeCreated: true, decides: true }] : [];
  return [...sender, ...inField(to, 'to'), ...inField(cc, 'cc'), ...inField(bcc, 'bcc')];
}
