import type { Hit } from '../tracking-api';

/** Somebody really opened or clicked, as far as anybody can tell; everything else is machines, or the sender herself. */
export const isByPeople = ({ class: by }: Pick<Hit, 'class'>): boolean => by === 'person' || by === 'proxy';
