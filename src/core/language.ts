const FALLBACK = 'en';

/** The first wanted language that there is a text for. Dates follow the wanted region (`de-CH`), texts the language (`de`). */
export function chooseLanguage(wanted: readonly string[], available: readonly string[]): { texts: string; formats: string } {
  for (const tag of wanted) {
    const texts = tag.toLowerCase().split('-')[0] ?? '';
    if (available.includes(texts)) return { texts, formats: tag };
  }
  return { texts: FALLBACK, formats: FALLBACK };
}
