// How people are typed into a practice client's recipient fields.

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;

/** `Name <addr>`, `"Last, First" <addr>` or an address. Null: not an address. */
export function parsePerson(text) {
  const named = /^\s*(?:"([^"]*)"|([^"<]*?))\s*<\s*([^<>\s]+)\s*>\s*$/.exec(text);
  const address = named ? named[3] : text.trim();
  return ADDRESS.test(address) ? { address, name: named ? (named[1] ?? named[2]).trim() : '' } : null;
}

/** Splits at commas, semicolons and line ends outside of quotes. */
export function splitList(text) {
  return (
    text
      .match(/(?:"[^"]*"|[^,;\n"])+/g)
      ?.map((piece) => piece.trim())
      .filter(Boolean) ?? []
  );
}
