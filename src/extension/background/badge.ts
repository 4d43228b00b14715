import type { EntryCounts } from '../../core/outbox/entry';
import { drawBadge } from '../browser-api';
import { t } from '../translate';

/** The accents of `ui/tokens.css`, which a toolbar cannot read. */
const RED = '#b3261e';
const GREY = '#6b7280';

/** A red number when something needs the rep, a grey dot while something waits, otherwise nothing. */
export async function showBadge(counts: EntryCounts, unconfirmed: number, brokenConnections: number): Promise<void> {
  const needsYou = counts.failed + unconfirmed + brokenConnections;
  const onTheWay = counts.waiting + counts.sending + counts.removing;
  const title =
    needsYou > 0 ? t.plural('badge_needs_you', needsYou) : onTheWay > 0 ? t.plural('badge_on_the_way', onTheWay) : t('app_name');
  const text = needsYou > 99 ? '99+' : needsYou > 0 ? String(needsYou) : onTheWay > 0 ? '•' : '';
  await drawBadge({ text, color: needsYou > 0 ? RED : GREY, title });
}
