/**
 * The database cannot be asked just now: it is away, changing its leader, or overloaded. Whether what was being written is
 * there is unknown; nothing of it was acknowledged. Whoever asked may ask the same again.
 */
export class StoreAway extends Error {
  constructor(cause: unknown) {
    super('The database is away.', { cause });
  }
}

/** There is no room left for what was to be written. */
export class StoreFull extends Error {
  constructor(cause: unknown) {
    super('The database has no room left.', { cause });
  }
}
