import { elementScroll, observeElementOffset, observeElementRect, type Range, Virtualizer } from '@tanstack/virtual-core';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

interface Props<T> {
  items: readonly T[];
  keyOf(item: T): string;
  /** Height of a row in px, as a first guess; each is measured when it is drawn. */
  rowHeight: number;
  /** What scrolls: this list, or a box that holds this list and others. */
  scroller: RefObject<HTMLElement | null>;
  label: string;
  /** How many there are when not all are loaded. */
  total?: number;
  /** The last of `items` came into view and there are more. */
  onEnd?: () => void;
  children(item: T): ComponentChildren;
}

/** A list that draws only the rows in view, so that 10,000 scroll like 10. Screen readers hear the place in the whole list. */
export function WindowedList<T>({ items, keyOf, rowHeight, scroller, label, total, onEnd, children }: Props<T>) {
  const list = useRef<HTMLUListElement>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const focused = useRef<{ key: string; index: number } | null>(null);
  const margin = useOffsetIn(scroller, list);

  const options = {
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index: number) => keyOf(items[index] as T),
    overscan: 6,
    scrollMargin: margin,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    rangeExtractor: (range: Range) => indexesOf(range, focused.current?.index ?? null),
    onChange: redraw as () => void,
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLLIElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());

  useLayoutEffect(() => {
    const place = focused.current;
    if (!place || items.some((item) => keyOf(item) === place.key)) return;
    focused.current = null;
    const next = list.current?.querySelector(`li[data-index="${Math.min(place.index, items.length - 1)}"]`);
    if (document.activeElement === document.body) next?.querySelector<HTMLElement>('a, button')?.focus();
  }, [items, keyOf]);

  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= items.length - 1 && items.length < (total ?? items.length)) onEnd?.();
  }, [last, items.length, total, onEnd]);

  return (
    // biome-ignore lint/a11y/noRedundantRoles: list-style none takes the role away in Safari
    <ul ref={list} class="tl-windowed" role="list" aria-label={label} style={{ height: `${virtualizer.getTotalSize()}px` }}>
      {rows.map((row) => {
        const item = items[row.index];
        return item === undefined ? null : (
          <li
            key={row.key}
            ref={virtualizer.measureElement}
            data-index={row.index}
            aria-setsize={total ?? items.length}
            aria-posinset={row.index + 1}
            style={{ transform: `translateY(${row.start - margin}px)` }}
            onFocusIn={() => {
              focused.current = { key: String(row.key), index: row.index };
            }}
            onFocusOut={({ currentTarget: left }) =>
              // A row that is removed loses its focus too: then the place is remembered for the next row.
              queueMicrotask(() => {
                if (left.isConnected && !left.contains(document.activeElement)) focused.current = null;
              })
            }
          >
            {children(item)}
          </li>
        );
      })}
    </ul>
  );
}

/** The rows in view and a few around them; also the one that has focus, which must not vanish under the keyboard. */
function indexesOf({ startIndex, endIndex, overscan, count }: Range, focused: number | null): number[] {
  const first = Math.max(0, startIndex - overscan);
  const last = Math.min(count - 1, endIndex + overscan);
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
  if (focused === null || focused >= count || (focused >= first && focused <= last)) return indexes;
  return focused < first ? [focused, ...indexes] : [...indexes, focused];
}

/** How far down in the scrolling box the list begins, in px; follows what grows or shrinks above it. */
function useOffsetIn(scroller: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const box = scroller.current;
    const element = list.current;
    if (!box || !element) return;
    const measure = () => setOffset(Math.round(element.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop));
    measure();
    const observer = new ResizeObserver(measure);
    for (const child of box.children) observer.observe(child);
    return () => observer.disconnect();
  }, [scroller, list]);
  return offset;
}
