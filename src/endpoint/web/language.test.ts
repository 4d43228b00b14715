import { expect, test } from 'vitest';
import { chooseLanguage } from '../../core/language';
import { loadTranslate } from './language';

const available = ['en', 'de', 'it', 'fr', 'es'];

test('the first language of the browser that there are texts for is taken, with the region’s dates', () => {
  expect(chooseLanguage(['nl-NL', 'de-CH', 'en-US'], available)).toEqual({ texts: 'de', formats: 'de-CH' });
  expect(chooseLanguage(['nl'], available)).toEqual({ texts: 'en', formats: 'en' });
  expect(chooseLanguage([], available)).toEqual({ texts: 'en', formats: 'en' });
});

test('E1: texts come in each of the five languages', async () => {
  const words = await Promise.all(available.map(async (language) => (await loadTranslate([language]))('timeline_companies')));
  expect(words).toEqual(['Companies', 'Unternehmen', 'Aziende', 'Entreprises', 'Empresas']);
});
