import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import {
  type Consent,
  ConsentLookUpAnswerSchema,
  ConsentsAnswerSchema,
  type ConsentsRequestSchema,
  HitsAnswerSchema,
  type OwnOpenSchema,
  type TrackedMail,
  type TrackedMailResult,
  TrackedMailsAnswerSchema,
  type Tracking,
  TrackingSchema,
  type TrackingSettings,
  type TrackingSettingsRequestSchema,
  TrackingSettingsSchema,
} from '../core/tracking-api';
import type { Checked, ConnectorContext } from './crm-connector';
import { askEndpoint, type Call, mapped } from './endpoint-http';
import { inPieces } from './in-pieces';

/** What was kept of `read` in an earlier run, perhaps by another version. */
export function parseTracking(kept: string | null): Tracking | null {
  const tracking: unknown = kept === null ? null : JSON.parse(kept);
  return Check(TrackingSchema, tracking) ? tracking : null;
}

export type HitsAnswer = Static<typeof HitsAnswerSchema>;
export type NewTrackingSettings = Static<typeof TrackingSettingsRequestSchema>;
export type NewConsent = Static<typeof ConsentsRequestSchema>['consents'][number];

/** What serves pixels and links for a connection, keeps consents and tells of hits. */
export interface TrackingSource {
  /** What tokens are minted with. */
  read(): Promise<Checked<Tracking>>;
  /** The newest word of each address, by address; who never said one is missing. */
  lookUpConsents(addresses: readonly string[]): Promise<Checked<Map<string, Consent>>>;
  noteConsents(consents: readonly NewConsent[]): Promise<Checked<null>>;
  /** All words of one address, newest first. */
  readConsents(address: string): Promise<Checked<Consent[]>>;
  /** Idempotent by id; an answer for each, in order. */
  register(mails: readonly TrackedMail[]): Promise<Checked<TrackedMailResult[]>>;
  /** T7. Stops it and erases what is known. */
  erase(id: string): Promise<Checked<null>>;
  /** `cursor` null: the newest hits, and where to go on from. */
  readHits(cursor: string | null): Promise<Checked<HitsAnswer>>;
  readSettings(): Promise<Checked<TrackingSettings>>;
  /** Needs the role admin. */
  writeSettings(changes: NewTrackingSettings): Promise<Checked<TrackingSettings>>;
  noteOwnOpen(open: Static<typeof OwnOpenSchema>): Promise<Checked<null>>;
}

/** `ConsentLookUpRequestSchema`, `ConsentsRequestSchema` and `TrackedMailsRequestSchema` take so many. */
const LOOK_UPS_AT_ONCE = 1000;
const CONSENTS_AT_ONCE = 500;
const MAILS_AT_ONCE = 100;

export function makeEndpointTracking(context: ConnectorContext): TrackingSource {
  const get = async <S extends TSchema>(path: string, schema: S) => askEndpoint(context, { method: 'GET', path }, schema);
  const tell = async (call: Call): Promise<Checked<null>> => mapped(await askEndpoint(context, call, null), () => null);

  return {
    read: async () => mapped(await get('/tracking', TrackingSchema), (tracking) => tracking),
    async lookUpConsents(addresses) {
      const found = new Map<string, Consent>();
      for (const piece of inPieces(addresses, LOOK_UPS_AT_ONCE)) {
        const call = { method: 'POST', path: '/consents/look-up', json: { addresses: piece } } as const;
        const answer = await askEndpoint(context, call, ConsentLookUpAnswerSchema);
        if (!answer.ok) return { ok: false, outcome: answer.outcome };
        for (const { address, consent } of answer.value.consents) if (consent) found.set(address, consent);
      }
      return { ok: true, value: found };
    },
    async noteConsents(consents) {
      for (const piece of inPieces(consents, CONSENTS_AT_ONCE)) {
        const told = await tell({ method: 'PUT', path: '/consents', json: { consents: piece } });
        if (!told.ok) return told;
      }
      return { ok: true, value: null };
    },
    readConsents: async (address) =>
      mapped(await get(`/consents?address=${encodeURIComponent(address)}`, ConsentsAnswerSchema), ({ consents }) => consents),
    async register(mails) {
      const results: TrackedMailResult[] = [];
      for (const messages of inPieces(mails, MAILS_AT_ONCE)) {
        const call = { method: 'POST', path: '/tracked-messages', json: { messages } } as const;
        const answer = await askEndpoint(context, call, TrackedMailsAnswerSchema);
        if (!answer.ok) return { ok: false, outcome: answer.outcome };
        results.push(...answer.value.results);
      }
      return { ok: true, value: results };
    },
    erase: (id) => tell({ method: 'DELETE', path: `/tracked-messages/${encodeURIComponent(id)}` }),
    readHits: async (cursor) =>
      mapped(await get(cursor === null ? '/hits' : `/hits?cursor=${encodeURIComponent(cursor)}`, HitsAnswerSchema), (answer) => answer),
    readSettings: async () => mapped(await get('/tracking-settings', TrackingSettingsSchema), (settings) => settings),
    async writeSettings(changes) {
      const call = { method: 'PUT', path: '/tracking-settings', json: changes } as const;
      return mapped(await askEndpoint(context, call, TrackingSettingsSchema), (settings) => settings);
    },
    noteOwnOpen: (open) => tell({ method: 'POST', path: '/own-opens', json: open }),
  };
}
