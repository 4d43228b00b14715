import type { ConnectorKind } from '../../connectors/registry';

/** The service's base URL as requests are made from, or the locale string that says what is wrong with what was typed. */
export function readBaseUrl(kind: Pick<ConnectorKind, 'parseBaseUrl'>, typed: string): { url: string } | { fault: string } {
  const text = typed.trim();
  if (text === '') return { fault: 'options_url_missing' };
  const url = kind.parseBaseUrl(text);
  if (url !== null) return { url };
  return { fault: /^http:\/\//i.test(text) && URL.canParse(text) ? 'options_url_insecure' : 'options_url_invalid' };
}
