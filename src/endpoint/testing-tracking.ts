import { createHmac } from 'node:crypto';
import { messageRefOf, packPayload, sealedBytes, TOKEN_PATHS, type TokenKind, writeToken } from '../core/tracking/token';
import type { Consent, FeedItem, TrackedMail, Tracking } from '../core/tracking-api';
import type { Answer, TestEndpoint } from './testing';
import { newId, START } from './testing-mails';

export const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
export const GMAIL_PROXY = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

/** The path of a pixel, a link, a trap or the page to opt out, as the extension mints it. */
export function mint(
  { keyRef, key }: Pick<Tracking, 'keyRef' | 'key'>,
  kind: TokenKind,
  id: string,
  link = 0,
  target: string | null = null,
): string {
  const payload = packPayload({ kind, keyRef, messageRef: messageRefOf(id), link });
  const hmac = createHmac('sha256', Buffer.from(key, 'base64url')).update(sealedBytes(payload, target)).digest();
  const query = target === null ? '' : `?u=${encodeURIComponent(target)}`;
  return TOKEN_PATHS[kind] + writeToken(payload, hmac) + (kind === 'open' ? '.gif' : '') + query;
}

export const trackedMail = (more: Partial<TrackedMail> = {}): TrackedMail => ({
  id: newId(),
  account: 'anna@northwind.example',
  thread: 'gmail:thread',
  at: START - 3_600_000,
  subject: 'Offer',
  recipients: [{ address: 'ada@acme.example', name: 'Ada Lovelace' }],
  links: ['https://shop.example/offer'],
  ...more,
});

/** What tests of tracking do with the endpoint. */
export function trackingAt(endpoint: TestEndpoint) {
  const { anna } = endpoint.tokens;
  const post = (path: string, body: unknown, token = anna) => endpoint.call('POST', path, { token, body });
  const settle = () => endpoint.app.desk.intake.drain();
  return {
    settle,
    key: async (token = anna): Promise<Tracking> => (await endpoint.call('GET', 'tracking', { token })).json,
    consent: (address: string, state: Consent['state'] = 'given') =>
      endpoint.call('PUT', 'consents', { token: anna, body: { consents: [{ address, state, how: 'spoken' }] } }),
    register: (mails: TrackedMail[], token = anna) => post('tracked-messages', { messages: mails }, token),
    /** Asks for a path as somebody else's program does. */
    async hit(path: string, agent = CHROME, headers: Record<string, string> = {}): Promise<Answer> {
      const answer = await endpoint.call('GET', path, { headers: { 'user-agent': agent, ...headers } });
      await settle();
      return answer;
    },
    async feed(cursor?: string, token = anna): Promise<{ hits: FeedItem[]; erased: string[]; cursor: string; more: boolean }> {
      await settle();
      return (await endpoint.call('GET', cursor === undefined ? 'hits' : `hits?cursor=${cursor}`, { token })).json;
    },
  };
}
