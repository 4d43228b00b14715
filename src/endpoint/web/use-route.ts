import { useEffect, useState } from 'preact/hooks';
import { parseRoute, type Route } from './route';

/** Where the page is, by its address. `arrived`: by a step inside the page, so that focus may follow. */
export function useRoute(): { route: Route; arrived: boolean } {
  const [hash, setHash] = useState({ value: location.hash, arrived: false });
  useEffect(() => {
    const follow = () => setHash({ value: location.hash, arrived: true });
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return { route: parseRoute(hash.value), arrived: hash.arrived };
}
