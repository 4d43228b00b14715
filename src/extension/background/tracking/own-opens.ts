import { TOKEN_PATHS } from '../../../core/tracking/token';
import { readBlockedImages, writeBlockedImages } from '../../browser-api';

/**
 * T3. Pixels of ours that the rep's own browser would ask for are not asked for: by their own address, and behind a mail
 * host's proxy, which Gmail's page is given as `…googleusercontent.com/…#https://our-host/…` (a rule matches the fragment too).
 */
export async function blockOwnPixels(baseUrls: readonly string[]): Promise<void> {
  const wanted = [...new Set(baseUrls.map((baseUrl) => `${baseUrl.replace(/^https?:/, '')}${TOKEN_PATHS.open}`))].sort();
  const there = await readBlockedImages();
  if (wanted.join('\n') !== there.toSorted().join('\n')) await writeBlockedImages(wanted);
}
