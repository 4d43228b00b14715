export interface Day<T> {
  /** `2026-05-03`, in the viewer's time zone. */
  key: string;
  items: T[];
}

/** Days in the order in which the items first name them, each with its items in their order. */
export function groupByDay<T extends { at: number }>(items: readonly T[], timeZone?: string): Day<T>[] {
  const keyOf = dayKeys(timeZone);
  const days = new Map<string, Day<T>>();
  for (const item of items) {
    const key = keyOf(item.at);
    const day = days.get(key);
    if (day) day.items.push(item);
    else days.set(key, { key, items: [item] });
  }
  return [...days.values()];
}

/** Turns epoch ms into the day's key. */
export function dayKeys(timeZone?: string): (at: number) => string {
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => format.format(at);
}

/** "Today", "Yesterday", "Monday 4 May", and with its year once that is over. */
export function dayHeading(key: string, today: string, language: string): string {
  const daysAgo = (Date.parse(today) - Date.parse(key)) / 86_400_000;
  const text =
    daysAgo === 0 || daysAgo === 1
      ? new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-daysAgo, 'day')
      : new Intl.DateTimeFormat(language, {
          timeZone: 'UTC',
          weekday: 'long',
          day: 'numeric',
          month: 'long',
          ...(key.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
        }).format(Date.parse(key));
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
