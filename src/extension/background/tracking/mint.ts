import { decodeBase64url } from '../../../core/tracking/base64url';
import { packPayload, sealedBytes, TOKEN_PATHS, type TokenParts, writeToken } from '../../../core/tracking/token';
import type { Tracking } from '../../../core/tracking-api';

/** Makes the address of a pixel, a link, a trap or a page to opt out; `target`: of a link or a trap. */
export type Mint = (parts: Omit<TokenParts, 'keyRef'>, target?: string) => Promise<string>;

/** Offline, by the rep's own key. The key never leaves the worker. */
export function makeMint({ baseUrl, key, keyRef }: Pick<Tracking, 'baseUrl' | 'key' | 'keyRef'>): Mint {
  const bytes = (decodeBase64url(key) ?? new Uint8Array()) as Uint8Array<ArrayBuffer>;
  const imported = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return async (parts, target) => {
    const payload = packPayload({ ...parts, keyRef });
    const hmac = await crypto.subtle.sign('HMAC', await imported, sealedBytes(payload, target ?? null) as Uint8Array<ArrayBuffer>);
    const token = writeToken(payload, new Uint8Array(hmac));
    const end = parts.kind === 'open' ? '.gif' : target === undefined ? '' : `?u=${encodeURIComponent(target)}`;
    return `${baseUrl}${TOKEN_PATHS[parts.kind]}${token}${end}`;
  };
}
