import { CallFailed, type CallFailure } from '../messaging';

const STORAGE_FULL = ['QuotaExceededError'];
const STORAGE_REFUSED = [
  ...['OpenFailedError', 'MissingAPIError', 'InvalidStateError', 'DatabaseClosedError', 'UnknownError', 'SecurityError', 'VersionError'],
];

/** What a handler threw, as a code that a page has words for. Dexie wraps the browser's own error in `inner`. */
export function codeOf(error: unknown): CallFailure {
  if (error instanceof CallFailed) return error.code;
  const names = namesOf(error);
  if (names.some((name) => STORAGE_FULL.includes(name))) return 'storage_full';
  if (names.some((name) => STORAGE_REFUSED.includes(name))) return 'storage_refused';
  // A fault of ours: told to the browser by its name and place, never by its words, which may quote a mail.
  const place = error instanceof Error ? (/^\s+at .*$/m.exec(error.stack ?? '')?.[0].trim() ?? '') : '';
  globalThis.reportError?.(new Error(`${names.join(' < ')} ${place}`));
  return 'unexpected';
}

function namesOf(error: unknown): string[] {
  const names: string[] = [];
  for (let at = error; at instanceof Object && names.length < 5; at = (at as { inner?: unknown }).inner)
    names.push(String((at as { name?: unknown }).name ?? 'Error'));
  return names;
}
