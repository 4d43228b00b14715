import type { Claim } from '../claim';
import { type AskForChange, changeBodies, makeAskForChange } from '../leaving-change';
import { type HearAnswer, type TappedRequest, tapRequests } from '../request-tap';
import { CHANGE_EVENTS, CLAIM_EVENT, CONVERSATIONS_EVENT, MESSAGES_EVENT } from './bridge';
import { isConversationList, mayListSent, readConversations } from './conversation-claim';
import {
  type Answered,
  actionOf,
  findLeaving,
  mayHoldMessages,
  PAYLOAD_HEADER,
  payloadJson,
  readAnswer,
  readMessages,
  readRequest,
  type WireMail,
} from './wire';
import { parseJson } from './wire-tree';

// Runs in the page's own world from document_start. It throws nothing and evaluates nothing, makes no Trusted Types policy
// (a second `default` one would stop the page), and changes nothing but the body of a mail that leaves, where the rep wants
// it tracked: drafts stay as they are.

const MAX_BODY = 60_000_000;
const MAX_READ = 8_000_000;
/** Reading is not urgent; the page is. */
const IDLE = { timeout: 2_000 };

/** Starts watching `page`. Answers nothing: what it sees goes out as events on the document. */
export function startWitness(page: typeof globalThis = globalThis): void {
  const { document, JSON: json, CustomEvent } = page;
  // Kept now, so that a page that replaces them later does not blind the witness.
  const stringify = json.stringify;
  const dispatch = document.dispatchEvent.bind(document);
  const whenIdle = page.requestIdleCallback?.bind(page) ?? ((work: () => void) => page.setTimeout(work));
  const tell = (event: string, what: unknown) => void dispatch(new CustomEvent(event, { detail: stringify(what) }));
  const showRead =
    (request: TappedRequest): HearAnswer =>
    (status, answer) => {
      if (status !== 200 || answer.length > MAX_READ) return;
      const hasMessages = mayHoldMessages(answer);
      const isList = isConversationList(request.url) && mayListSent(payloadOf(request));
      if (!hasMessages && !isList) return;
      whenIdle(() => {
        const answered = parseJson(answer);
        if (isList) tell(CONVERSATIONS_EVENT, readConversations(payloadOf(request), answered));
        const messages = hasMessages ? readMessages(answered) : [];
        if (messages.length > 0) tell(MESSAGES_EVENT, messages);
      }, IDLE);
    };
  const watchWrites = makeWatch((claim) => tell(CLAIM_EVENT, claim));
  const ask = makeAskForChange(page, CHANGE_EVENTS);
  tapRequests(page, {
    isWanted: (url) => actionOf(url) !== null,
    hear: (request) => (actionOf(request.url) === 'read' ? showRead(request) : watchWrites(request)),
    change: (request) => (actionOf(request.url) === 'write' ? changeWritten(request, ask) : null),
    carrier: PAYLOAD_HEADER.toLowerCase(),
  });
}

const payloadOf = (request: TappedRequest) => request.body || (request.header(PAYLOAD_HEADER) ?? '');

function changeWritten(request: TappedRequest, ask: AskForChange): Promise<string | null> | null {
  const json = payloadJson(payloadOf(request));
  return json.length > MAX_BODY ? null : changeBodies(json, findLeaving(json, request.url), ask);
}

function makeWatch(say: (claim: Claim) => void) {
  let order = 0;
  /** Drafts whose send has no answer yet: a save that crosses it takes nothing back. */
  const leaving = new Set<string>();
  return (request: TappedRequest): HearAnswer | null => {
    const payload = payloadOf(request);
    if (payload.length > MAX_BODY) return null;
    const mails = readRequest(payload, request.url);
    if (mails.length === 0) return null;
    // By the clock, which the worker's witness shares.
    order = Math.max(order + 1, Date.now());
    const asked = order;
    const crossing = new Set(leaving);
    for (const mail of mails.filter(({ isSend }) => isSend)) {
      say({ kind: 'leaving', draft: mail.draft, order: asked, ...carried(mail), html: mail.html });
      leaving.add(mail.draft);
    }
    return (status, answer) => {
      for (const { draft } of mails) leaving.delete(draft);
      for (const claim of claimsOf(mails, status, answer, asked)) if (claim.kind !== 'saved' || !crossing.has(claim.draft)) say(claim);
    };
  };
}

/** How it went. No answer at all says nothing about the mail: it may have left. */
function claimsOf(mails: WireMail[], status: number, answer: string, order: number): Claim[] {
  if (status === 0) return [];
  const answers = status >= 200 && status < 300 ? readAnswer(answer) : null;
  return mails.flatMap((mail, index) => claimOf(mail, answers && (answers[index] ?? answers[0] ?? null), status, order) ?? []);
}

/** `answered` null: the service said nothing that we can read. */
function claimOf(mail: WireMail, answered: Answered | null, status: number, order: number): Claim | null {
  const { draft, isSend } = mail;
  const isOk = status >= 200 && status < 300;
  if (isOk && !answered) return null;
  if (!isOk || answered?.isRefused) return isSend ? { kind: 'refused', draft, order, status } : null;
  const { itemId = '', conversationId = '', messageId = null } = answered ?? {};
  if (!isSend) return draft || itemId ? { kind: 'saved', draft: draft || itemId, order, mail: carried(mail) } : null;
  if (mail.isScheduled) return { kind: 'scheduled', draft, order, at: mail.at };
  return { kind: 'accepted', draft, order, messageId, hostMessageId: itemId || null, hostThreadId: conversationId };
}

const carried = ({ to, cc, bcc, subject, from = null, operation = null }: WireMail) => ({ to, cc, bcc, subject, from, operation });
