import { useEffect, useState } from 'preact/hooks';

/** False while the browser knows of no network. */
export function useOnline(): boolean {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const ended = new AbortController();
    for (const event of ['online', 'offline']) addEventListener(event, () => setOnline(navigator.onLine), { signal: ended.signal });
    return () => ended.abort();
  }, []);
  return isOnline;
}
