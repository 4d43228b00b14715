import type { Person } from '../../core/engagement';
import { splitName } from '../plain-text';

/** The properties of a contact that is to be made. */
export function contactProperties(person: Person): Record<string, string> {
  const { first, last } = splitName(person);
  return { email: person.address, ...(first ? { firstname: first } : {}), ...(last ? { lastname: last } : {}) };
}
