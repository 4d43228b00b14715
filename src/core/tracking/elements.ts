import type { Part } from './letter-parts';
import type { Tag } from './tags';

/** Elements that never hold anything. */
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const BOLD = new Set(['b', 'strong']);
/** Browsers move what is put straight into these out of them. */
const NO_PLACE = new Set(['table', 'tbody', 'thead', 'tfoot', 'tr', 'colgroup', 'select', 'optgroup', 'option']);

/** Follows which elements are open, tag by tag. What closes without being open, closes nothing; what is left open ends with its parent. */
export function followElements() {
  const stack: { name: string; start: number; part: Part | null }[] = [];
  const open = new Map<string, number>();
  let foreign = 0;
  let bold = 0;

  function pop(): void {
    const { name, part } = stack.pop() as (typeof stack)[number];
    open.set(name, (open.get(name) ?? 1) - 1);
    if (part) foreign--;
    if (BOLD.has(name)) bold--;
  }

  return {
    /** `part`: what its content is, if it is not the sender's own text. */
    open({ name, start }: Tag, part: Part | null): void {
      if (VOID.has(name)) return;
      stack.push({ name, start, part });
      open.set(name, (open.get(name) ?? 0) + 1);
      if (part) foreign++;
      if (BOLD.has(name)) bold++;
    },
    close(name: string): void {
      if (!open.get(name)) return;
      while (stack.at(-1)?.name !== name) pop();
      pop();
    },
    isOwn: (): boolean => foreign === 0,
    isBold: (): boolean => bold > 0,
    /** The nearest place, not behind this one, where an image may stand. */
    placeAt(start: number): number {
      let top = stack.length - 1;
      while (top >= 0 && NO_PLACE.has(stack[top]?.name ?? '')) top--;
      return stack[top + 1]?.start ?? start;
    },
  };
}
export type Elements = ReturnType<typeof followElements>;
