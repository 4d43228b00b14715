import { decodeBase64url } from '../../../core/tracking/base64url';
import { urlOf } from '../../../core/tracking/our-urls';
import { findLinks, type Minted } from '../../../core/tracking/rewrite';
import { messageRefOf, packPayload, sealedBytes, type TokenKind, writeToken } from '../../../core/tracking/token';
import type { Tracking } from '../../../core/tracking-api';

/** Makes the tokens of one mail, offline, by the rep's own key, which never leaves the worker. `footer`: its text; null: none. */
export async function mint(tracking: Tracking, engagementId: string, html: string, footer: string | null): Promise<Minted> {
  const { baseUrl, keyRef } = tracking;
  const messageRef = messageRefOf(engagementId);
  const seal = await makeSeal(tracking.key);
  const token = async (kind: TokenKind, target: string | null = null, link = 0): Promise<string> => {
    const payload = packPayload({ kind, keyRef, messageRef, link });
    return writeToken(payload, await seal(sealedBytes(payload, target)));
  };
  const found = findLinks(html, [baseUrl]);
  const links = await Promise.all(found.map(async ({ target }, place) => ({ target, token: await token('click', target, place + 1) })));
  // A page of ours, which tells whoever comes there after all what this is.
  const page = urlOf(baseUrl, 'opt-out', await token('opt-out'));
  return {
    baseUrl,
    pixel: await token('open'),
    links,
    trap: { target: page, token: await token('trap', page) },
    footer: footer === null ? null : { text: footer, token: await token('opt-out') },
  };
}

async function makeSeal(key: string): Promise<(bytes: Uint8Array) => Promise<Uint8Array>> {
  const raw = (decodeBase64url(key) ?? new Uint8Array()) as Uint8Array<ArrayBuffer>;
  const imported = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return async (bytes) => new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytes as Uint8Array<ArrayBuffer>));
}
