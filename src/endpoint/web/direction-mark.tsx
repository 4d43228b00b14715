import type { TimelineItem } from '../../core/endpoint-api';
import { useTexts } from '../../ui/i18n';

const PATHS: Record<TimelineItem['direction'], string> = {
  sent: 'M4.5 11.5l7-7M6 4.5h5.5V10',
  received: 'M11.5 4.5l-7 7M10 11.5H4.5V6',
  forwarded: 'M3 11V9a3 3 0 0 1 3-3h6.5M9.5 3l3 3-3 3',
};

export function DirectionMark({ direction }: { direction: TimelineItem['direction'] }) {
  const t = useTexts();
  return (
    <span class={`direction direction-${direction}`} title={t(`timeline_${direction}`)}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
        <path d={PATHS[direction]} />
      </svg>
      <span class="tl-unseen">{t(`timeline_${direction}`)}</span>
    </span>
  );
}
