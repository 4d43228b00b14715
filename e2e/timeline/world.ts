import { connectorKinds } from '../../src/connectors/registry';
import type { CrmRefusal, CrmState, RecordDetail, TimelineItem } from '../../src/core/endpoint-api';
import type { RecordKind } from '../../src/core/engagement';
import type { FoundRecord } from '../../src/core/records';
import type { Hit, MailHits } from '../../src/core/tracking-api';
import type { World } from './fake-endpoint';

const HOUR = 3_600_000;
const ANNA = { name: 'Anna Berger', address: 'anna@northwind.example' };
const ADA = { name: 'Ada Lovelace', address: 'ada@acme.example' };

export const record = (kind: RecordKind, id: string, name: string, detail: string): FoundRecord => ({
  kind,
  id,
  name,
  detail,
  address: null,
  url: null,
});

export const detail = ({ kind, id, name }: FoundRecord, fields: RecordDetail['fields'] = [], linked: FoundRecord[] = []): RecordDetail => ({
  kind,
  id,
  name,
  fields,
  linked,
});

/** A mail from Anna to Ada, logged to Ada, to Acme and to one deal. */
export const mail = (id: string, more: Partial<TimelineItem> = {}): TimelineItem => ({
  id,
  direction: 'sent',
  at: Date.now() - HOUR,
  from: ANNA,
  to: [ADA],
  cc: [],
  subject: `Subject ${id}`,
  preview: 'Hello Ada, thank you for the call.',
  attachments: [],
  records: [
    { kind: 'contact', id: 'ada', name: 'Ada Lovelace', rule: 'recipient' },
    { kind: 'company', id: 'acme', name: 'Acme', rule: 'primary-company' },
    { kind: 'deal', id: 'renewal', name: 'Renewal 2027', rule: 'open-deal' },
  ],
  excluded: [],
  loggedBy: { id: 'u1', name: 'Anna Berger' },
  loggedAt: Date.now() - HOUR,
  via: 'extension',
  ...more,
});

export const crm = (more: Partial<CrmState> = {}): CrmState => ({
  ...{ connector: 'hubspot', baseUrl: 'https://api.hubapi.com', account: 'HubSpot 4711001' },
  ...{ connectedAt: Date.now() - 40 * 24 * HOUR, connectedBy: 'Tom Keller', failure: null },
  ...more,
});

export const refusal = (id: string, more: Partial<CrmRefusal> = {}): CrmRefusal => ({
  ...{ id, at: Date.now() - HOUR, subject: `Subject ${id}`, from: ANNA, to: [ADA], loggedBy: 'Anna Berger' },
  ...{ wanted: 'logged', refusedAt: Date.now() - HOUR, code: 'record_gone' },
  ...more,
});

/** Ada of Acme with a deal and two mails, one of which left somebody out; Bob without a mail; no leads. */
export function smallWorld(): World {
  const ada = record('contact', 'ada', 'Ada Lovelace', ADA.address);
  const bob = record('contact', 'bob', 'Bob Martin', 'bob@globex.example');
  const acme = record('company', 'acme', 'Acme', 'acme.example');
  const renewal = record('deal', 'renewal', 'Renewal 2027', 'Proposal');
  const cc = [{ name: 'Cem Legal', address: 'cem@acme-legal.example' }];
  const first = mail('first', {
    cc,
    subject: 'Proposal',
    excluded: [{ ...cc[0], field: 'cc', reason: 'never-log', rule: 'acme-legal.example', scope: 'everyone' } as never],
    attachments: [{ name: 'Proposal.pdf', type: 'application/pdf', size: 1_234_567, sha256: 'a'.repeat(64) }],
  });
  const mails = [
    first,
    mail('second', { direction: 'received', at: Date.now() - 26 * HOUR, from: ADA, to: [ANNA], subject: 'Re: Proposal' }),
  ];
  const details = [
    detail(
      ada,
      [
        { field: 'address', value: ADA.address, kind: 'address' },
        { field: 'owner', value: 'Anna Berger', kind: 'text' },
        { field: 'created', value: String(Date.now()), kind: 'time' },
      ],
      [acme, renewal],
    ),
    detail(bob),
    detail(acme, [{ field: 'domain', value: 'acme.example', kind: 'text' }], [ada]),
    detail(renewal, [
      { field: 'stage', value: 'Proposal', kind: 'stage' },
      { field: 'amount', value: '1250000 EUR', kind: 'money' },
    ]),
  ];
  return {
    signedIn: true,
    role: 'rep',
    crm: {
      connection: null,
      outbox: {},
      faces: connectorKinds
        .filter(({ id }) => id !== 'endpoint')
        .map(({ id, labelKey, aboutKey, fields, rights, endsAt }) => ({ id, labelKey, aboutKey, fields, rights, endsAt })),
      oauth: ['hubspot', 'zendesk-sell'],
    },
    check: { ok: true, name: 'Tom Keller', account: 'HubSpot 4711001', missing: [] },
    refusals: [],
    refuses: null,
    changes: [],
    failing: null,
    records: [ada, bob, acme, renewal],
    details: new Map(details.map((one) => [`${one.kind}/${one.id}`, one])),
    timelines: new Map([
      ['contact/ada', mails],
      ['company/acme', mails],
      ['deal/renewal', mails],
    ]),
    bodies: new Map([
      ['first', { html: '<p>Hello Ada,</p><p>here is the <b>proposal</b>.</p>', text: 'Hello Ada,\nhere is the proposal.' }],
    ]),
    hits: new Map(),
  };
}

const MINUTE = 60_000;
type Told = [minutes: number, kind: Hit['kind'], by: Hit['class'], reason: string];

/** A mail to three people, sent an hour ago, and what happened to it. */
export function hitsOf(id: string, told: readonly Told[] = STORY): MailHits {
  const at = Date.now() - HOUR;
  const hits = told.map(
    ([minutes, kind, by, reason], index): Hit => ({
      ...{ id: `${id}-${index}`, messageId: id, kind, class: by, confidence: 0.8, reason, at: at + minutes * MINUTE },
      target: kind === 'click' ? 'https://northwind.example/offer' : null,
    }),
  );
  const counts = hits.map(({ kind, class: by, target, at: once }) => ({ kind, class: by, target, hits: 1, firstAt: once, lastAt: once }));
  return {
    message: { id, subject: 'Proposal', at, oneOf: 3, recipient: null, links: ['https://northwind.example/offer'], silenced: null },
    hits,
    counts,
  };
}

const STORY: readonly Told[] = [
  [0.1, 'open', 'prefetch', 'gmail-prefetch'],
  [0.2, 'click', 'scanner', 'many-links'],
  [12, 'open', 'proxy', 'gmail-proxy'],
  [19, 'open', 'person', 'mail-client'],
  [20, 'click', 'person', 'browser'],
  [31, 'open', 'self', 'own-open'],
  [47, 'open', 'proxy', 'gmail-proxy'],
];
