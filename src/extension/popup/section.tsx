import type { ComponentChildren, RefObject } from 'preact';
import { useId } from 'preact/hooks';
import { useTexts } from '../../ui/i18n';
import { WindowedList } from '../../ui/windowed-list';

interface Props<T> {
  title: string;
  count: number;
  items: readonly T[];
  rowHeight: number;
  scroller: RefObject<HTMLElement | null>;
  onEnd?: () => void;
  /** For all of them. */
  action?: ComponentChildren;
  /** Only its head is shown until it is opened. */
  folded?: boolean;
  children(item: T): ComponentChildren;
}

const idOf = ({ id }: { id: string }): string => id;

/** A titled list in the popup; nothing at all when there is nothing in it. */
export function Section<T extends { id: string }>({ title, count, action, folded = false, ...list }: Props<T>) {
  const t = useTexts();
  const id = useId();
  if (count === 0) return null;
  const rows = <WindowedList {...list} keyOf={idOf} label={title} total={count} />;
  const number = <span class="popup-count">{new Intl.NumberFormat(t.language).format(count)}</span>;
  if (folded) {
    return (
      <details class="popup-section">
        <summary class="popup-section-head">
          <h2>{title}</h2>
          {number}
        </summary>
        {rows}
      </details>
    );
  }
  return (
    <section class="popup-section" aria-labelledby={id}>
      <div class="popup-section-head">
        <h2 id={id}>{title}</h2>
        {number}
        {action}
      </div>
      {rows}
    </section>
  );
}
