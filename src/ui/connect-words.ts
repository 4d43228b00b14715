import type { ConnectFailure, ConnectorFace, FieldFaults, FieldId } from '../core/connector-face';
import type { Translate } from '../core/messages';

/** What is wrong, in words: with a field, or with the whole. */
export type ConnectFaults = Partial<Record<FieldId | 'all', string>>;

/** Failures that a wrong address explains as well as anything else. */
const OF_ADDRESS: readonly ConnectFailure[] = ['unreachable', 'timeout', 'server_error'];

/** What was typed and cannot be right, said at its field. */
export const wordsOfFaults = (faults: FieldFaults, t: Translate): ConnectFaults =>
  Object.fromEntries(Object.entries(faults).map(([id, { key, names }]) => [id, t(key, ...names.map((name) => t(name)))]));

/** Why it could not be connected, said at the field that is to blame where there is one. */
export function wordsOfFailure(
  { code, detail }: { code: ConnectFailure; detail: string },
  { fields, labelKey }: ConnectorFace,
  hasAddress: boolean,
  t: Translate,
): ConnectFaults {
  const key = fields.find(({ kind }) => kind === 'secret' || kind === 'code')?.id ?? 'all';
  if (code === 'pairing_code_unknown') return { [key]: t('options_code_unknown') };
  if (code === 'other_account') return { [key]: t('options_other_account', detail) };
  if (code === 'token_refused') return { [key]: t('options_key_refused', t(labelKey)) };
  const isAddressAsked = !hasAddress && fields.some(({ kind }) => kind === 'url');
  if (isAddressAsked && OF_ADDRESS.includes(code)) return { baseUrl: `${t(`failure_${code}`)} ${t('options_url_check')}` };
  return { all: `${t(`failure_${code}`)} ${t(`remedy_${code}`)}` };
}
