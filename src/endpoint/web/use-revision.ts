import { useEffect, useState } from 'preact/hooks';

const EVERY_MS = 5000;

/** Counts up while the page is looked at, so that a mail logged elsewhere appears by itself. */
export function useRevision(): number {
  const [revision, setRevision] = useState(0);
  useEffect(() => {
    const look = () => document.visibilityState === 'visible' && navigator.onLine && setRevision((count) => count + 1);
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return revision;
}
