import { useEffect, useState } from 'preact/hooks';
import { useTexts } from './i18n';
import { fullTime, relativeTime, relativeTimeLasts } from './time-words';

/** A moment (epoch ms) in words that stay true while the component is drawn; '' for none. */
export function useRelativeTime(at: number | null, style: 'long' | 'short' = 'long'): string {
  const t = useTexts();
  const [drawn, draw] = useState(0);
  // Not as it was when it was last drawn: what has just happened would lie in the future.
  const now = Date.now();
  useEffect(() => {
    if (at === null) return;
    const timer = setTimeout(() => draw(drawn + 1), relativeTimeLasts(at, Date.now()));
    return () => clearTimeout(timer);
  }, [at, drawn]);
  return at === null ? '' : relativeTime(at, now, t.language, style);
}

/** The same with the full time in its tooltip. */
export function RelativeTime({ at, short = false }: { at: number; short?: boolean }) {
  const t = useTexts();
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at, t.language)}>
      {useRelativeTime(at, short ? 'short' : 'long')}
    </time>
  );
}
