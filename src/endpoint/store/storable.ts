/**
 * Text as every database takes it: PostgreSQL's TEXT takes no NUL, and many a tool ends a text there; half of a surrogate pair is in no
 * encoding. Each becomes U+FFFD. Applied to whatever is handed to a statement, so that what is stored is found again as well.
 */
export const storable = (value: unknown): unknown => (typeof value === 'string' ? storableText(value) : value);

const storableText = (text: string) => {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
};
