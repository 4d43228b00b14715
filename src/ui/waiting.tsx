import { useEffect, useState } from 'preact/hooks';

const PATIENCE_MS = 150;

/** Stands where something is still coming: nothing at first, after 150 ms grey lines and words. */
export function Waiting({ text, lines = 2 }: { text: string; lines?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="tl-waiting" role="status">
      {late && (
        <>
          <p class="tl-hint">{text}</p>
          {Array.from({ length: lines }, (_, line) => (
            <div key={line} class="tl-skeleton" aria-hidden="true" />
          ))}
        </>
      )}
    </div>
  );
}
