import { ASK_EVENT, CLAIM_EVENT, type Claim, PRESENT_EVENT } from './bridge';
import { names, readAnswer, readRequest, type WireMessage } from './wire';

// Runs in the page's own world from document_start, and only looks: it changes no argument and no answer, throws
// nothing, evaluates nothing. InboxSDK misses refused sends, all but the first of several in one request, and `fetch`.

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
  document.addEventListener(ASK_EVENT, () => void dispatch(new CustomEvent(PRESENT_EVENT, { detail: addressOf(page) })));
  const watch = makeWatch(say);
  watchXhr(page.XMLHttpRequest.prototype, watch);
  page.fetch = watchFetch(page.fetch, page.Request, watch);
}

/** The address the page is signed in with: Gmail's own global, also read by InboxSDK. */
function addressOf(page: typeof globalThis): string {
  try {
    const windows = [page, page.window.opener] as unknown as ({ GLOBALS?: unknown[] } | null)[];
    const address = windows.map((one) => one?.GLOBALS?.[10]).find((value) => typeof value === 'string');
    return String(address ?? '');
  } catch {
    return '';
  }
}

/** Hears of one request; answers what to do with its answer, or null if it is none of ours. */
type Watch = (url: string, body: unknown) => ((status: number, answer: string) => void) | null;

function makeWatch(say: Say): Watch {
  let order = 0;
  return (url, body) => {
    if (!SYNC.test(url)) return null;
    const text = textOf(body);
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

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new TextDecoder().decode(body);
  return '';
}

/** Runs what the witness does; whatever goes wrong in it is not the page's business. */
function quietly<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

// A Proxy keeps name, length and the look of native code, so that the page sees what it always saw.
function watchXhr(prototype: XMLHttpRequest, watch: Watch): void {
  const urls = new WeakMap<XMLHttpRequest, string>();
  prototype.open = new Proxy(prototype.open, {
    apply(open, request: XMLHttpRequest, args: [string, string | URL]) {
      quietly(() => urls.set(request, String(args[1])));
      return Reflect.apply(open, request, args);
    },
  });
  prototype.send = new Proxy(prototype.send, {
    apply(send, request: XMLHttpRequest, args: [unknown?]) {
      const heard = quietly(() => watch(urls.get(request) ?? '', args[0]));
      if (heard)
        quietly(() => request.addEventListener('loadend', () => quietly(() => heard(request.status, answerOf(request))), { once: true }));
      return Reflect.apply(send, request, args);
    },
  });
}

function answerOf(request: XMLHttpRequest): string {
  const { responseType } = request;
  if (responseType === '' || responseType === 'text') return request.responseText;
  return responseType === 'json' ? JSON.stringify(request.response) : textOf(request.response);
}

function watchFetch(original: typeof fetch, RequestType: typeof Request, watch: Watch): typeof fetch {
  return new Proxy(original, {
    apply(fetch, self, args: Parameters<typeof original>) {
      const heard = quietly(() => hear(args, RequestType, watch));
      const answer = Reflect.apply(fetch, self, args) as Promise<Response>;
      if (heard)
        quietly(() =>
          answer.then(
            (response) => void tell(heard, response),
            () => {},
          ),
        );
      return answer;
    },
  });
}

type Heard = Promise<((status: number, answer: string) => void) | null>;

function hear([input, init]: Parameters<typeof fetch>, RequestType: typeof Request, watch: Watch): Heard | null {
  const request = input instanceof RequestType ? input : null;
  const url = request ? request.url : String(input);
  if (!SYNC.test(url)) return null;
  if (init?.body) return Promise.resolve(watch(url, init.body));
  return request
    ? request
        .clone()
        .text()
        .then(
          (body) => watch(url, body),
          () => null,
        )
    : null;
}

async function tell(heard: Heard, response: Response): Promise<void> {
  try {
    const copy = response.clone();
    (await heard)?.(response.status, await copy.text());
  } catch {
    // The page's own reading of the answer is not touched by this.
  }
}
