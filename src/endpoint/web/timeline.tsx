import { useMemo } from 'preact/hooks';
import type { TimelineItem } from '../../core/endpoint-api';
import { useTexts } from '../../ui/i18n';
import { dayHeading, dayKeys, groupByDay } from './days';
import { MailEntry } from './mail-entry';

interface Props {
  items: readonly TimelineItem[];
  /** The id of the record whose timeline it is. */
  here: string | null;
  /** Not folded to begin with. */
  opened?: boolean;
}

/** Mails under the headings of their days. */
export function Timeline({ items, here, opened }: Props) {
  const t = useTexts();
  const days = useMemo(() => groupByDay(items), [items]);
  const today = dayKeys()(Date.now());
  return (
    <>
      {days.map((day) => (
        <section key={day.key} class="day" aria-labelledby={`day-${day.key}`}>
          <h3 id={`day-${day.key}`}>
            <time dateTime={day.key}>{dayHeading(day.key, today, t.language)}</time>
          </h3>
          {/* biome-ignore lint/a11y/noRedundantRoles: list-style none takes the role away in Safari */}
          <ol role="list" class="entries">
            {day.items.map((item) => (
              <li key={item.id}>
                <MailEntry item={item} here={here} opened={opened} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}
