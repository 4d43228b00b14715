import Type, { type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { Refusal } from './problem';

const unknownCursor = () => new Refusal(400, 'cursor_unknown', 'This cursor is none of ours: begin again without one.');

/** A cursor that is a number of a sequence. */
export function readNumber(cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0;
  if (!/^\d{1,15}$/.test(cursor)) throw unknownCursor();
  return Number(cursor);
}

/** A cursor of the outbox: a time and a number of a sequence. */
export function readPosition(cursor: string | undefined): string | undefined {
  if (cursor !== undefined && !/^\d{1,15}\.\d{1,15}$/.test(cursor)) throw unknownCursor();
  return cursor;
}

export const PlaceSchemas = {
  timeline: Type.Object({ at: Type.Integer(), id: Type.String() }),
  records: Type.Object({ search: Type.String(), id: Type.String() }),
};

/** A cursor that is a place in an ordered list, as opaque text. */
export const writePlace = (place: object | null): string | null =>
  place === null ? null : Buffer.from(JSON.stringify(place)).toString('base64url');

export function readPlace<S extends TSchema>(schema: S, cursor: string | undefined): Static<S> | null {
  if (cursor === undefined || cursor === '') return null;
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw unknownCursor();
  }
  if (!Value.Check(schema, place)) throw unknownCursor();
  return place;
}
