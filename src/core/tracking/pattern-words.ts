/**
 * Words of which every text that a pattern fits has at least one, in lower case; null: none can be told. Understands what our patterns are
 * made of; whatever is optional, repeated or one of a class is no part of a word.
 * @param source of a RegExp without the flags `u` and `v`
 */
export function wordsOf(source: string): string[] | null {
  const { words } = readChoice(source, { at: 0 });
  return words;
}

/** `isWhole`: what fits is one of the words and nothing besides. */
interface Part {
  words: string[] | null;
  isWhole: boolean;
}
interface Place {
  at: number;
}
const MOST = 64;
const NOTHING: Part = { words: null, isWhole: false };

/** Up to the end, or to the parenthesis that closes it. */
function readChoice(source: string, place: Place): Part {
  const parts = [readSequence(source, place)];
  while (source[place.at] === '|') {
    place.at++;
    parts.push(readSequence(source, place));
  }
  const words = parts.flatMap((part) => part.words ?? []);
  const isTold = parts.every((part) => part.words !== null);
  return isTold ? { words: [...new Set(words)], isWhole: parts.every(({ isWhole }) => isWhole) } : NOTHING;
}

function readSequence(source: string, place: Place): Part {
  let best: string[] | null = null;
  let [run, isWhole] = [[''], true];
  const endRun = () => {
    if (shortest(run) > (best ? shortest(best) : 0)) best = run;
    run = [''];
  };
  while (place.at < source.length && source[place.at] !== '|' && source[place.at] !== ')') {
    const part = readAtom(source, place);
    const quantifier = /^(?:[?*+]|\{[^}]*\})\??/.exec(source.slice(place.at, place.at + 16))?.[0] ?? '';
    place.at += quantifier.length;
    if (part.isWhole && part.words && !quantifier && run.length * part.words.length <= MOST) {
      run = run.flatMap((head) => (part.words ?? []).map((tail) => head + tail));
      continue;
    }
    endRun();
    isWhole = false;
    if (!quantifier && part.words && shortest(part.words) > (best ? shortest(best) : 0)) best = part.words;
  }
  if (isWhole) return { words: run, isWhole };
  endRun();
  return { words: best, isWhole };
}

const shortest = (words: readonly string[]) => Math.min(...words.map(({ length }) => length));

function readAtom(source: string, place: Place): Part {
  const letter = source[place.at++] as string;
  if (letter === '(') return readGroup(source, place);
  if (letter === '[') {
    const end = /^(?:\\.|[^\]\\])*\]/.exec(source.slice(place.at))?.[0] ?? '';
    place.at += end.length;
    return NOTHING;
  }
  if (letter === '.') return NOTHING;
  if (letter === '^' || letter === '$') return { words: [''], isWhole: true };
  if (letter !== '\\') return { words: [letter.toLowerCase()], isWhole: true };
  const escaped = source[place.at++] as string;
  if (/[bB]/.test(escaped)) return { words: [''], isWhole: true };
  if (/[dDwWsS]/.test(escaped)) return NOTHING;
  if (/\w/.test(escaped)) throw new Error(`\\${escaped} is in no pattern of ours`);
  return { words: [escaped], isWhole: true };
}

/** What is only looked at, before or behind, takes no room. */
function readGroup(source: string, place: Place): Part {
  const [head = ''] = /^\?(?:[:=!]|<[=!])/.exec(source.slice(place.at, place.at + 3)) ?? [];
  place.at += head.length;
  const part = readChoice(source, place);
  place.at++;
  return head === '' || head === '?:' ? part : { words: [''], isWhole: true };
}
