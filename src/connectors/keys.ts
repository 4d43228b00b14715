import type { FieldFault } from '../core/connector-face';

/** Keys by which services are known, where theirs have a form of their own. */
const SHAPES: Record<string, RegExp> = {
  /** Service keys, and tokens of private apps: `pat-`, the region, then what is secret. */
  connector_hubspot: /^pat-[a-z]{2}\d-[\w-]+$/i,
  /** 64 letters and digits. */
  connector_zendesk_sell: /^[0-9a-z]{64}$/i,
};

/** What is pasted along with a key: line breaks, spaces, and characters that nobody sees. */
const INVISIBLE = /[\s\p{Cf}\p{Cc}]+/gu;

export const cleanKey = (pasted: string | undefined): string => (pasted ?? '').replace(INVISIBLE, '');

/** What is wrong with a key of the service `labelKey`, as far as its form tells; null: nothing. */
export function faultOfKey(key: string, labelKey: string): FieldFault | null {
  if (key === '') return { key: 'options_key_missing', names: [] };
  const other = Object.entries(SHAPES).find(([name, shape]) => name !== labelKey && shape.test(key));
  if (other) return { key: 'options_key_foreign', names: [other[0], labelKey] };
  return (SHAPES[labelKey]?.test(key) ?? true) ? null : { key: 'options_key_malformed', names: [labelKey] };
}

/** What is wrong with an address that gave no base URL. */
export function faultOfUrl(typed: string | undefined): FieldFault {
  const text = (typed ?? '').trim();
  if (text === '') return { key: 'options_url_missing', names: [] };
  const isInsecure = /^http:\/\//i.test(text) && URL.canParse(text);
  return { key: isInsecure ? 'options_url_insecure' : 'options_url_invalid', names: [] };
}
