import { useEffect, useRef, useState } from 'preact/hooks';
import type { PersonCard } from '../protocol';

export interface Creating {
  state: 'idle' | 'busy' | 'failed';
  run(): void;
}

/** Creates somebody's contact at a click; the answer is his card as it is then. */
export function useCreating(create: () => Promise<PersonCard>, set: (card: PersonCard) => void, address: string): Creating {
  const [state, setState] = useState<Creating['state']>('idle');
  const current = useRef(address);
  current.current = address;
  useEffect(() => setState('idle'), [address]);
  const run = () => {
    setState('busy');
    create().then(
      (card) => {
        if (card.address !== current.current) return;
        setState(card.contacts.length > 0 ? 'idle' : 'failed');
        set(card);
      },
      () => address === current.current && setState('failed'),
    );
  };
  return { state, run };
}
