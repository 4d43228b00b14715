import { PairingAnswerSchema } from '../core/endpoint-api';
import type { Connected } from './connector-kind';
import type { ConnectorContext } from './crm-connector';
import { identityOf } from './endpoint';
import { askEndpoint } from './endpoint-http';

/**
 * The base URL of an endpoint as people type it, in the form that requests are made from; null: no URL, or one that
 * would carry a token in the clear to another machine.
 */
export function parseBaseUrl(text: string): string | null {
  const url = parseUrl(withScheme(text.trim()));
  if (!url || url.username || url.password) return null;
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) return null;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

const withScheme = (typed: string) => {
  if (/^[a-z]+:\/\//i.test(typed)) return typed;
  return /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(typed) ? `http://${typed}` : `https://${typed}`;
};

/** Exchanges a code that the endpoint showed (the token of `context`) for a token. `device` names this browser in the endpoint's list. */
export async function pairWithEndpoint({ token: code, ...context }: ConnectorContext, device: string): Promise<Connected> {
  const call = { method: 'POST', path: '/pairings', json: { code, device } } as const;
  const answer = await askEndpoint({ ...context, token: '' }, call, PairingAnswerSchema);
  if (answer.ok) return { ok: true, token: answer.value.token, identity: identityOf(answer.value.user) };
  const detail = answer.problem?.detail ?? '';
  // A code in no possible form is refused before it is looked for.
  const isUnknown = answer.problem?.code === 'pairing_code_unknown' || answer.problem?.status === 400;
  return { ok: false, code: isUnknown ? 'pairing_code_unknown' : answer.outcome.code, detail };
}

/** Revokes the token. Best effort: the endpoint may be gone. */
export async function unpairFromEndpoint(context: ConnectorContext): Promise<void> {
  await askEndpoint(context, { method: 'DELETE', path: '/pairings/current' }, null);
}
