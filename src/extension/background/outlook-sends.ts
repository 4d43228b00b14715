import { recipientsOf } from '../../mail/carried-mail';
import type { Claim } from '../../mail/claim';
import type { SendSign } from '../../mail/mail-client';
import { OUTLOOK_ORIGINS } from '../../mail/outlook/hosts';
import { actionOf, PAYLOAD_HEADER, readRequest, type WireMail } from '../../mail/outlook/wire';
import type { SeenRequest, SentBody, SentHeaders } from '../browser-api';
import { tellTab } from '../messaging';
import type { DraftRow } from './database';
import { findDraft, type Sighting, tabsInDoubt } from './outlook-drafts';
import type { Worker } from './worker';

/** Every request of Outlook's that may write mail. */
export const OUTLOOK_REQUESTS = OUTLOOK_ORIGINS.map((origin) => `${origin}/owa/*service.svc*`);

/** The page's own witness reads the answer, where a refusal may stand: it has so long to speak first. */
const GRACE_MS = 1_500;
const MAX_PENDING = 200;
/** Errors before anything could have left. All others leave it open, and so do we. */
const NEVER_LEFT =
  /INTERNET_DISCONNECTED|NAME_NOT_RESOLVED|CONNECTION_REFUSED|ADDRESS_UNREACHABLE|PROXY_CONNECTION_FAILED|BLOCKED|UNKNOWN_HOST|NS_ERROR_OFFLINE/;

type Seen = Sighting & { mail: WireMail };

interface Pending {
  sightings: Seen[];
  at: number;
  /** The drafts they speak of, in their order; null: none that we know. */
  joined: Promise<(DraftRow | null)[]>;
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/**
 * The witness in the worker. It sees what no page can: sends by a page's workers, and those whose window closed before
 * the answer. It believes nothing that is not one of our drafts, and no answer but the HTTP status, which is all it sees.
 */
export function makeOutlookWitness(ready: Promise<Worker>, wait = pause) {
  const pending = new Map<string, Pending>();
  /** When a send was confirmed here and by nobody else, by draft: a later save of the draft takes it back. */
  const confirmedHere = new Map<string, number>();
  /** Drafts that a request without an id was taken for: the next one like it is another's. */
  const taken = new Set<string>();
  /** One after the other, so that each sees what the one before was taken for. */
  let joining: Promise<unknown> = ready;

  function see(request: SeenRequest, payload: string): void {
    const origin = originOf(request);
    const at = Math.round(request.timeStamp);
    const mails = origin === null ? [] : readRequest(payload, request.url, at);
    if (origin === null || mails.length === 0) return;
    const sightings = mails.map((mail) => ({ draft: mail.draft, mail, isSend: mail.isSend, origin, tab: request.tabId }));
    const joined = joining.then(() => Promise.all(sightings.map((sighting) => join(sighting, at)))).catch(() => []);
    joining = joined;
    const [oldest] = pending.keys();
    const lost = oldest !== undefined && pending.size >= MAX_PENDING ? forget(oldest) : undefined;
    if (lost) void letGo(lost);
    pending.set(request.requestId, { sightings, at, joined });
  }

  async function join(sighting: Seen, at: number): Promise<DraftRow | null> {
    const worker = await ready;
    const { mail } = sighting;
    const row = await findDraft(worker, sighting, taken);
    if (row && mail.draft === '') taken.add(row.id);
    const claim = claimOf(mail, at, row !== null);
    if (claim) await tellPages(worker, sighting, row, claim);
    const { subject, html } = mail;
    if (row && mail.isSend) await sign(worker, row, { kind: 'leaving', recipients: recipientsOf(mail), subject, html }, at);
    return row;
  }

  /** As `join`, once more: a page that was told of it may have named its draft since. */
  async function settle({ sightings, at, joined }: Pending, doneAt: number, status: number): Promise<void> {
    const worker = await ready;
    const rows = await joined;
    if (sightings.some(({ mail }, index) => mail.isSend && (isOk(status) || !rows[index]))) await wait(GRACE_MS);
    for (const [index, sighting] of sightings.entries()) {
      const known = rows[index] ?? (await findDraft(worker, sighting, taken));
      const row = known && (await worker.db.drafts.get(known.id));
      if (!sighting.mail.isSend) {
        if (row && isOk(status)) await takeBack(worker, row, at);
        continue;
      }
      // A page that read the answer may have spoken before another could say that Send was pressed.
      const isRefused = row != null && (worker.sends.refusedAt(row.id) ?? 0) >= at;
      const end: End = isRefused ? { kind: 'failed', status } : verdict(sighting.mail, status, doneAt);
      if (row && isOpen(row, doneAt)) await sign(worker, row, end, at);
      await tellPages(worker, sighting, row ?? null, endOf(end, sighting.mail.draft, at));
    }
  }

  async function letGo({ joined }: Pending): Promise<void> {
    for (const row of await joined) if (row) taken.delete(row.id);
  }

  async function takeBack(worker: Worker, row: DraftRow, savedAt: number): Promise<void> {
    const sentAt = confirmedHere.get(row.id);
    if (sentAt === undefined || savedAt <= sentAt || row.send.phase !== 'confirmed') return;
    confirmedHere.delete(row.id);
    await sign(worker, row, { kind: 'undone' });
  }

  async function sign(worker: Worker, row: DraftRow, signed: SendSign, seenAt?: number): Promise<void> {
    if (signed.kind === 'confirmed') confirmedHere.set(row.id, signed.at);
    const news = await worker.sends.sign(row, signed, seenAt);
    if (news) for (const tab of row.tabs) void tellTab(tab).news(news);
  }

  const forget = (requestId: string) => {
    const sent = pending.get(requestId);
    pending.delete(requestId);
    return sent;
  };
  return {
    onBody(request: SentBody): void {
      if (actionOf(request.url) === 'write') see(request, bodyOf(request));
    },
    onHeaders(request: SentHeaders): void {
      if (actionOf(request.url) !== 'write' || pending.has(request.requestId)) return;
      const header = request.requestHeaders?.find(({ name }) => name.toLowerCase() === PAYLOAD_HEADER.toLowerCase());
      if (header?.value) see(request, header.value);
    },
    /** Resolves when all that follows from it is stored. */
    async onAnswered({ requestId, timeStamp }: SeenRequest, status: number): Promise<void> {
      const sent = forget(requestId);
      if (!sent) return;
      await settle(sent, Math.round(timeStamp), status);
      await letGo(sent);
    },
    async onLost({ requestId, timeStamp }: SeenRequest, error: string): Promise<void> {
      const sent = forget(requestId);
      if (!sent) return;
      if (NEVER_LEFT.test(error)) await settle(sent, Math.round(timeStamp), 0);
      await letGo(sent);
    },
  };
}

/** The page that asked, and the one that has the draft; while nobody knows which, those that may. */
async function tellPages(worker: Worker, { tab, origin }: Sighting, row: DraftRow | null, claim: Claim): Promise<void> {
  const tabs = new Set([tab, ...(row ? row.tabs : await tabsInDoubt(worker, origin))]);
  for (const one of tabs) if (one >= 0) void tellTab(one).wire(claim);
}

/** Of the page that asked; null if that is not Outlook's: any page of the web may send a request there. */
function originOf({ initiator, originUrl }: SeenRequest): string | null {
  return OUTLOOK_ORIGINS.find((origin) => initiator === origin || originUrl?.startsWith(`${origin}/`)) ?? null;
}

function bodyOf({ requestBody }: SentBody): string {
  const decoder = new TextDecoder();
  return (requestBody?.raw ?? []).map(({ bytes }) => (bytes ? decoder.decode(bytes, { stream: true }) : '')).join('') + decoder.decode();
}

/** What the page is told: whose draft it is, and people's addresses; the body only where nobody else keeps it. */
function claimOf(mail: WireMail, order: number, isKept: boolean): Claim | null {
  const { draft, to, cc, bcc, subject, from = null, operation = null, html } = mail;
  const carried = { to, cc, bcc, subject, from, operation };
  if (mail.isSend) return { kind: 'leaving', draft, order, ...carried, html: isKept ? '' : html };
  return draft === '' ? null : { kind: 'saved', draft, order, mail: carried };
}

const isOk = (status: number) => status >= 200 && status < 300;

type End = Extract<SendSign, { kind: 'failed' | 'scheduled' | 'confirmed' }>;

function verdict(mail: WireMail, status: number, at: number): End {
  if (!isOk(status)) return { kind: 'failed', status };
  if (mail.isScheduled) return { kind: 'scheduled', at: mail.at };
  return { kind: 'confirmed', messageId: null, hostThreadId: '', hostMessageId: null, at };
}

function endOf(end: End, draft: string, order: number): Claim {
  if (end.kind === 'failed') return { kind: 'refused', draft, order, status: end.status };
  if (end.kind === 'scheduled') return { kind: 'scheduled', draft, order, at: end.at };
  return { kind: 'accepted', draft, order, messageId: null, hostMessageId: null, hostThreadId: '' };
}

/** The page's word that Send was pressed may reach us after the answer to a quick request. */
const LAG_MS = 1_000;

/** Nobody has said yet how this send ended, and Send was not pressed again since. */
const isOpen = ({ send }: DraftRow, doneAt: number) =>
  (send.phase === 'intent' || send.phase === 'unconfirmed') && send.since <= doneAt + LAG_MS;
