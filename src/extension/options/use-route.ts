import { useEffect, useState } from 'preact/hooks';
import { parseRoute, type Route } from './route';

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const ending = new AbortController();
    window.addEventListener('hashchange', () => setRoute(parseRoute(location.hash)), { signal: ending.signal });
    return () => ending.abort();
  }, []);
  return route;
}
