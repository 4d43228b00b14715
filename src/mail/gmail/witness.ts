import type { Claim } from '../claim';
import { type AskForChange, changeBodies, makeAskForChange } from '../leaving-change';
import { type ChangeRequest, type HearRequest, tapRequests } from '../request-tap';
import { ASK_EVENT, CHANGE_EVENTS, CLAIM_EVENT, PRESENT_EVENT } from './bridge';
import { findLeaving, names, readAnswer, readRequest, type WireMessage } from './wire';

// Runs in the page's own world from document_start. It throws nothing and evaluates nothing, and changes nothing but the
// body of a mail that leaves, where the rep wants it tracked: drafts stay as they are. InboxSDK misses refused sends, all but the first of several in one request, and `fetch`.

const SYNC = /\/sync(?:\/u\/\d+)?\/i\/s(?:[?#]|$)/;
const MAX_BODY = 60_000_000;

type Say = (claim: Claim) => void;

/** Starts watching `page`. Answers nothing: what it sees goes out as events on the document. */
export function startWitness(page: typeof globalThis = globalThis): void {
  const { document, JSON: json, CustomEvent } = page;
  // Kept now, so that a page that replaces them later does not blind the witness.
  const stringify = json.stringify;
  const dispatch = document.dispatchEvent.bind(document);
  const say: Say = (claim) => void dispatch(new CustomEvent(CLAIM_EVENT, { detail: stringify(claim) }));
  document.addEventListener(
    ASK_EVENT,
    () => void dispatch(new CustomEvent(PRESENT_EVENT, { detail: `${globalOf(page, 10)}\n${globalOf(page, 9)}` })),
  );
  const ask = makeAskForChange(page, CHANGE_EVENTS);
  tapRequests(page, { isWanted: (url) => SYNC.test(url), hear: makeWatch(say), change: makeChange(ask) });
}

/** Gmail's own global, also read by InboxSDK: 10 is the address that the page is signed in with, 9 the key of its addresses. */
function globalOf(page: typeof globalThis, index: 9 | 10): string {
  try {
    const windows = [page, page.window.opener] as unknown as ({ GLOBALS?: unknown[] } | null)[];
    const value = windows.map((one) => one?.GLOBALS?.[index]).find((one) => typeof one === 'string');
    return String(value ?? '');
  } catch {
    return '';
  }
}

function makeWatch(say: Say): HearRequest {
  let order = 0;
  return ({ body: text }) => {
    if (!text.includes('msg-') || text.length > MAX_BODY) return null;
    const { messages, takenBack } = readRequest(text);
    const last = new Map(messages.map((message) => [message.id, message]));
    const drafts = [...takenBack, ...[...last.values()].filter(({ kind }) => kind === 'draft').map(({ id }) => id)];
    const leaving = [...last.values()].filter(({ kind }) => kind !== 'draft');
    if (!drafts.length && !leaving.length) return null;
    const now = ++order;
    for (const message of leaving) say(leavingClaim(message, now));
    return (status, answer) => {
      if (status === 200) for (const draft of drafts) say({ kind: 'saved', draft, order: now });
      sayHowItWent(leaving, status, answer, now, say);
    };
  };
}

function makeChange(ask: AskForChange): ChangeRequest {
  return ({ body }) => (body.length > MAX_BODY ? null : changeBodies(body, findLeaving(body), ask));
}

function leavingClaim({ id, to, cc, bcc, subject, html }: WireMessage, order: number): Claim {
  return { kind: 'leaving', draft: id, order, to, cc, bcc, subject, html };
}

function sayHowItWent(leaving: WireMessage[], status: number, answer: string, order: number, say: Say): void {
  // No answer at all says nothing about the mail: Gmail tries again by itself, and that is seen too.
  if (!leaving.length || status === 0) return;
  const answered = status === 200 ? readAnswer(answer) : new Map<string, never>();
  for (const message of leaving) {
    const draft = message.id;
    if (status !== 200) say({ kind: 'refused', draft, order, status });
    else if (!answered.has(draft) && !names(answer, draft)) continue;
    else if (message.kind === 'scheduled') say({ kind: 'scheduled', draft, order, at: message.at });
    else {
      const { messageId = null, hexId = null, threadHexId = null } = answered.get(draft) ?? {};
      say({ kind: 'accepted', draft, order, messageId, hostMessageId: hexId, hostThreadId: threadHexId ?? message.threadId });
    }
  }
}
