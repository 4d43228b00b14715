/** Letters that run from right to left, and the signs that turn a line round. */
const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const SIGNS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const [FIRST_STRONG, POP] = ['\u2068', '\u2069'];

/**
 * Somebody's name or subject inside of a sentence of ours: whichever way it runs, the words around it stay where they
 * are, and what it says of itself turns nothing round. Most texts come back as they are.
 */
export const isolate = (text: string): string => (TURNS.test(text) ? FIRST_STRONG + text.replace(SIGNS, '') + POP : text);
