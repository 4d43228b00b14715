import type { RecordKind } from '../../core/engagement';
import type { Choices } from '../../core/plan';
import type { Contact, FoundRecord } from '../../core/records';

/** `kind:id`, or the address for a contact. */
export const recordKey = (kind: RecordKind, id: string): string => `${kind}:${id}`;

export const isOn = ({ off }: Choices, key: string): boolean => !off.includes(key);

export function tick(choices: Choices, key: string, isTicked: boolean): Choices {
  const off = choices.off.filter((other) => other !== key);
  return { ...choices, off: isTicked ? off : [...off, key] };
}

/** Ticks somebody on the message. Who was added by search is no recipient: unticked, he is gone. */
export function tickPerson(choices: Choices, address: string, isTicked: boolean): Choices {
  const added = isTicked ? choices.added : choices.added.filter((one) => one.kind !== 'contact' || one.address !== address);
  return { ...tick(choices, address, isTicked), added };
}

/** Of several records with one address, this one. */
export function chooseContact(choices: Choices, address: string, { id, name }: Contact): Choices {
  const others = choices.added.filter((one) => one.kind !== 'contact' || one.address !== address);
  return { ...choices, added: [...others, { kind: 'contact', recordId: id, name, address }] };
}

export function addRecord(choices: Choices, { kind, id, name, address }: FoundRecord): Choices {
  const others = choices.added.filter((one) => one.kind !== kind || one.recordId !== id);
  const added = { kind, recordId: id, name, ...(kind === 'contact' && address ? { address } : {}) };
  const off = choices.off.filter((key) => key !== recordKey(kind, id) && key !== address);
  return { off, added: [...others, added] };
}
