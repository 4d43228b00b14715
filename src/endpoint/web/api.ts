import type { Static } from 'typebox';
import { API_PREFIX } from '../../core/api-prefix';
import type {
  CrmAnswer,
  CrmCheck,
  CrmRefusal,
  CrmRefusalsSchema,
  CrmRequestSchema,
  EngagementAnswerSchema,
  PairingCodeSchema,
  RecordDetail,
  RecordsAnswerSchema,
  TimelineAnswerSchema,
  Problem as Told,
  User,
} from '../../core/endpoint-api';
import type { RecordKind } from '../../core/engagement';
import type { FoundRecord } from '../../core/records';
import type { MailHits } from '../../core/tracking-api';
import type { Listed } from './refreshed';

/** Why an answer did not come; each has its sentence, `timeline_problem_<problem>`. */
export type ProblemKind = 'offline' | 'unreachable' | 'signed_out' | 'not_yours' | 'gone' | 'busy' | 'trouble';

/** Thrown by every call here, for whatever kept the answer away; an abort is thrown as it is. */
export class Problem extends Error {
  /** `told`: the endpoint's own words on it. */
  constructor(
    readonly kind: ProblemKind,
    options?: ErrorOptions,
    readonly told?: Pick<Told, 'code' | 'detail' | 'faults'>,
  ) {
    super(kind, options);
  }
}

export type Mail = Static<typeof EngagementAnswerSchema>;
export type PairingCode = Static<typeof PairingCodeSchema>;

export const getMe = (signal: AbortSignal) => call<User>('/me', signal);

export async function getRecords(kind: RecordKind, q: string, cursor: string | null, signal: AbortSignal): Promise<Listed<FoundRecord>> {
  const answer = await call<Static<typeof RecordsAnswerSchema>>(`/records?${query({ kind, q, cursor })}`, signal);
  return { items: answer.records, cursor: answer.cursor };
}

export const getRecord = (kind: RecordKind, id: string, signal: AbortSignal) =>
  call<RecordDetail>(`/records/${kind}/${encodeURIComponent(id)}`, signal);

export const getTimeline = (kind: RecordKind, id: string, cursor: string | null, signal: AbortSignal) =>
  call<Static<typeof TimelineAnswerSchema>>(`/records/${kind}/${encodeURIComponent(id)}/timeline?${query({ cursor })}`, signal);

export const getMail = (id: string, signal: AbortSignal) => call<Mail>(`/engagements/${encodeURIComponent(id)}`, signal);

export const getMailHits = (id: string, signal: AbortSignal) => call<MailHits>(`/tracked-messages/${encodeURIComponent(id)}/hits`, signal);

export const eraseTracking = (id: string, signal: AbortSignal) =>
  call<null>(`/tracked-messages/${encodeURIComponent(id)}`, signal, 'DELETE');

export const askPairingCode = (signal: AbortSignal) => call<PairingCode>('/pairing-codes', signal, 'POST');

export const getCrm = (signal: AbortSignal) => call<CrmAnswer>('/crm-connection', signal);

export const connectCrm = (request: Static<typeof CrmRequestSchema>, signal: AbortSignal) =>
  call<CrmAnswer>('/crm-connection', signal, 'PUT', request);

export const disconnectCrm = (signal: AbortSignal) => call<null>('/crm-connection', signal, 'DELETE');

export const checkCrm = (signal: AbortSignal) => call<CrmCheck>('/crm-connection/check', signal, 'POST');

export const getRefusals = (cursor: string | null, signal: AbortSignal): Promise<Listed<CrmRefusal>> =>
  call<Static<typeof CrmRefusalsSchema>>(`/crm-refusals?${query({ cursor })}`, signal);

export const retryRefusals = (ids: string[], signal: AbortSignal) => call<null>('/crm-retries', signal, 'POST', { ids });

function query(values: Record<string, string | null>): URLSearchParams {
  return new URLSearchParams(Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

async function call<T>(path: string, signal: AbortSignal, method = 'GET', json?: object): Promise<T> {
  const headers = { accept: 'application/json', ...(json ? { 'content-type': 'application/json' } : {}) };
  const body = json && JSON.stringify(json);
  const answer = await fetch(API_PREFIX + path, { method, signal, headers, body }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new Problem(navigator.onLine ? 'unreachable' : 'offline', { cause: error });
  });
  if (!answer.ok) throw new Problem(problemOf(answer.status), {}, (await answer.json().catch(() => undefined)) as Told | undefined);
  return (answer.status === 204 ? null : await answer.json()) as T;
}

const problemOf = (status: number): ProblemKind =>
  status === 401
    ? 'signed_out'
    : status === 403
      ? 'not_yours'
      : status === 404 || status === 410
        ? 'gone'
        : status === 429
          ? 'busy'
          : 'trouble';
