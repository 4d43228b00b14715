import type { Engagement, Field, Person } from '../../core/engagement';

/** Somebody at the other end of a mail. */
export interface Counterpart extends Person {
  field: Field;
}

/** The people that a mail is logged to: its recipients, or the sender of one received (C7: not the others it went to). */
export function counterparts({ direction, from, to, cc, bcc }: Engagement): Counterpart[] {
  if (direction === 'received') return [{ ...from, field: 'to' }];
  const inField = (people: readonly Person[], field: Field) => people.map((person) => ({ ...person, field }));
  return [...inField(to, 'to'), ...inField(cc, 'cc'), ...inField(bcc, 'bcc')];
}
