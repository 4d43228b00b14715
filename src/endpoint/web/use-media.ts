import { useEffect, useState } from 'preact/hooks';

/** Details stand in a column of their own; the same widths as in `web.css`. */
export const WIDE = '(min-width: 1100px)';
/** There is room for one column only. */
export const NARROW = '(max-width: 719.98px)';

export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = () => setMatches(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [query]);
  return matches;
}
