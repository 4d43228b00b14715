import { Trouble } from './trouble';

/** A whole number from 0 to `max` that the operator gave under `name`. Throws `Trouble`. */
export function readNumber(name: string, text: string | undefined, otherwise: number, max: number): number {
  if (text === undefined || text === '') return otherwise;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > max) throw new Trouble(`${name} must be a whole number up to ${max}, not “${text}”.`);
  return number;
}
