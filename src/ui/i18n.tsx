import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Translate } from '../core/messages';

const Context = createContext<Translate | null>(null);

/** Gives every component below it the texts: `<Texts.Provider value={t}>`. */
export const Texts = Context;

/** The texts of the page around the component; throws outside of `Texts.Provider`. */
export function useTexts(): Translate {
  const t = useContext(Context);
  if (!t) throw new Error('A component was drawn outside of Texts.Provider');
  return t;
}
