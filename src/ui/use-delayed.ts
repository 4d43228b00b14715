import { useEffect, useState } from 'preact/hooks';

const TYPING_PAUSE_MS = 150;

/** The value once it has rested for a moment: what is worth asking somebody about while it is being typed. */
export function useDelayed<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
