import { createHash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { parseAddress } from '../../core/address';
import type { IngestResult } from '../../core/endpoint-api';
import { type Engagement, EngagementSchema, type Person } from '../../core/engagement';
import { MAX_ATTACHMENTS_BYTES, MAX_BODY_BYTES } from '../../core/limits';

/** An engagement that is well formed, with canonical addresses, and the hash of what was sent to us. */
export interface Submission {
  engagement: Engagement;
  hash: string;
}

export type Rejection = Extract<IngestResult, { result: 'rejected' }>;

export const reject = (id: string, code: Rejection['code'], detail: string, rule?: string): Rejection => ({
  id,
  result: 'rejected',
  code,
  detail,
  ...(rule === undefined ? {} : { rule }),
});

const schema = Compile(EngagementSchema);

type Parse = typeof parseAddress;

/** Checks each item of a batch by itself, so that a bad one does not take the others with it. */
export function readSubmissions(items: readonly unknown[]): (Submission | Rejection)[] {
  // The same few people stand in most mails of a batch, and several times in each.
  const known = new Map<string, string | null>();
  const parse: Parse = (text) => {
    const seen = known.get(text);
    if (seen !== undefined) return seen;
    const address = parseAddress(text);
    known.set(text, address);
    return address;
  };
  return items.map((item) => readSubmission(item, parse));
}

function readSubmission(item: unknown, parse: Parse): Submission | Rejection {
  if (!schema.Check(item)) {
    const [error] = schema.Errors(item);
    return reject(idOf(item), 'invalid', `This is no engagement: ${error?.instancePath ?? ''} ${error?.message ?? ''}.`.slice(0, 300));
  }
  const bodyBytes = Math.max(Buffer.byteLength(item.html), Buffer.byteLength(item.text));
  if (bodyBytes > MAX_BODY_BYTES) return reject(item.id, 'too_large', 'The body is over 2 MB.');
  const attached = item.attachments.reduce((sum, { sha256, size }) => sum + (sha256 === null ? 0 : size), 0);
  if (attached > MAX_ATTACHMENTS_BYTES) return reject(item.id, 'too_large', 'The attachments together are over 50 MB.');
  const engagement = withCanonicalAddresses(item, parse);
  if (engagement === null) return reject(item.id, 'invalid', 'A contact or the account has no valid address.');
  return { engagement, hash: createHash('sha256').update(canonicalJson(item)).digest('hex') };
}

function idOf(item: unknown): string {
  const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : '';
  return typeof id === 'string' ? id.slice(0, 100) : '';
}

/**
 * Never trusts a client's own canonical form: a rule for ada@acme.com must hit "ADA@acme.com." too. What is no address
 * stays as it is among the people shown, and can be nobody's contact.
 */
function withCanonicalAddresses(engagement: Engagement, parse: Parse): Engagement | null {
  const account = parse(engagement.account);
  const isValid = ({ kind, recordId, address }: Engagement['associations'][number]) =>
    kind !== 'contact' || (address === undefined ? recordId !== null : parse(address) !== null);
  const noRecord = engagement.associations.some(({ kind, recordId }) => kind !== 'contact' && recordId === null);
  if (account === null || noRecord || !engagement.associations.every(isValid)) return null;
  const person = (one: Person): Person => ({ address: parse(one.address) ?? one.address, name: one.name });
  const plain = (address: string) => parse(address) ?? address;
  return {
    ...engagement,
    account,
    from: person(engagement.from),
    to: engagement.to.map(person),
    cc: engagement.cc.map(person),
    bcc: engagement.bcc.map(person),
    associations: engagement.associations.map((one) => ({
      ...one,
      ...(one.address === undefined ? {} : { address: plain(one.address) }),
      ...(one.through === undefined ? {} : { through: one.through.map(plain) }),
    })),
  };
}

/** JSON with sorted keys: the same content gives the same text, however it was written. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join()}}`;
}
