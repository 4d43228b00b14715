/** An amount in whole units, as text or number, in the smallest ones: yen has none, euro has cents. Null: no amount. */
export function minorUnits(amount: string | number | null | undefined, currency: string): number | null {
  const value = typeof amount === 'string' && amount.trim() !== '' ? Number(amount) : amount;
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const minor = Math.round(value * 10 ** digitsOf(currency));
  return Number.isSafeInteger(minor) ? minor : null;
}

function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}
