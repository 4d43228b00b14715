import type { EntryCounts } from '../../core/outbox/entry';
import { drawBadge } from '../browser-api';
import { t } from '../translate';

/** The accents of `ui/tokens.css`, which a toolbar cannot read. */
const RED = '#b3261e';
const GREY = '#6b7280';
const BLUE = '#0b63ce';

const MOST_SHOWN = 99;
const inShort = (count: number): string => (count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count));

interface BadgeState {
  counts: EntryCounts;
  unconfirmed: number;
  brokenConnections: number;
  /** Opens and clicks that the rep has not seen. */
  opens: number;
}

/** A red number when something needs the rep, a blue one of opens and clicks, a grey dot while something waits, otherwise nothing. */
export async function showBadge({ counts, unconfirmed, brokenConnections, opens }: BadgeState): Promise<void> {
  const needsYou = counts.failed + unconfirmed + brokenConnections;
  const onTheWay = counts.waiting + counts.sending + counts.removing;
  if (needsYou > 0) return drawBadge({ text: inShort(needsYou), color: RED, title: t.plural('badge_needs_you', needsYou) });
  if (opens > 0) return drawBadge({ text: inShort(opens), color: BLUE, title: t.plural('badge_opens', opens) });
  if (onTheWay > 0) return drawBadge({ text: '•', color: GREY, title: t.plural('badge_on_the_way', onTheWay) });
  await drawBadge({ text: '', color: GREY, title: t('app_name') });
}
