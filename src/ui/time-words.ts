const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 7],
  ['week', 4.35],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
];

/** "in 20 seconds", "5 minutes ago" (short: "5 min. ago"), "yesterday": `at` as seen from `now`, both in epoch ms. */
export function relativeTime(at: number, now: number, language: string, style: 'long' | 'short' = 'long'): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style });
  let amount = (at - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.round(Math.abs(amount)) < size) return format.format(Math.round(amount), unit);
    amount /= size;
  }
  return format.format(Math.round(amount), 'year');
}

/** How long the words of `relativeTime` stay true, roughly, in ms. */
export function relativeTimeLasts(at: number, now: number): number {
  return Math.abs(at - now) < 60_000 ? 1000 : 30_000;
}

export function fullTime(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** "3 May", with the year when it is not this one. */
export function shortDate(at: number, now: number, language: string): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}

export function clockTime(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(at);
}
