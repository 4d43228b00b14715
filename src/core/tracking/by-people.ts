import type { Hit } from '../tracking-api';
import { GUESS } from './verdict';

/** Somebody really opened or clicked, as far as anybody can tell; everything else is machines, or the sender herself. */
export const isByPeople = ({ class: by }: Pick<Hit, 'class'>): boolean => by === 'person' || by === 'proxy';

/** As likely as not it was nobody: it is told as a perhaps. */
export const isDoubtful = ({ confidence }: Pick<Hit, 'confidence'>): boolean => confidence <= GUESS;
