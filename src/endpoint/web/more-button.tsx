import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';

/** Shown within this many px of the edge, the next page is fetched before anybody has to ask. */
const AHEAD = '600px';

/** The end of a list that goes on: loads as it comes near, and can be pressed. */
export function MoreButton({ busy, onMore }: { busy: boolean; onMore(): void }) {
  const t = useTexts();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (busy || !place.current) return;
    // Columns scroll by themselves on a wide page, the whole page on a narrow one; `scrollMargin` is for the columns.
    const options: IntersectionObserverInit & { scrollMargin?: string } = { rootMargin: AHEAD, scrollMargin: AHEAD };
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onMore(), options);
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [busy, onMore]);
  return (
    <div ref={place} class="more">
      <Button look="quiet" busy={busy} onClick={onMore}>
        {t('timeline_more')}
      </Button>
    </div>
  );
}
