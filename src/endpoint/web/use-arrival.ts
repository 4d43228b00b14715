import { useEffect, useRef } from 'preact/hooks';

/**
 * Puts focus on the heading of what was opened, once it is there, so that a screen reader says it and Tab goes on from
 * it. Not if the list that led here is still in view with the focus in it: then its reader is walking through it.
 */
export function useArrival(arrived: boolean, title: string | undefined, appName: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const done = useRef(!arrived);
  useEffect(() => {
    if (title === undefined) return;
    document.title = `${title} · ${appName}`;
    if (done.current) return;
    done.current = true;
    const active = document.activeElement;
    const walking = active instanceof HTMLElement && active.closest('.list-pane') !== null && active.checkVisibility();
    if (!walking) heading.current?.focus();
  }, [title, appName]);
  return heading;
}
