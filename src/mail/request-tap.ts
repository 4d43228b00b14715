/** A request of the page, as it goes out. */
export interface TappedRequest {
  url: string;
  /** '' for what is neither text nor bytes. */
  body: string;
  header(name: string): string | null;
}

/** Hears how a request was answered: status 0 and '' if it was not. */
export type HearAnswer = (status: number, answer: string) => void;
/** Null: the answer is of no interest. */
export type HearRequest = (request: TappedRequest) => HearAnswer | null;

type Page = Pick<typeof globalThis, 'XMLHttpRequest' | 'fetch' | 'Request' | 'Headers'>;

/**
 * Shows us the requests of a page that are wanted. For the page's own world: it changes no argument and no answer,
 * throws nothing and evaluates nothing. `hear` is called before the request leaves wherever its body can be read at once.
 */
export function tapRequests(page: Page, isWanted: (url: string) => boolean, hear: HearRequest): void {
  tapXhr(page.XMLHttpRequest.prototype, isWanted, hear);
  page.fetch = tapFetch(page, isWanted, hear);
}

/** Runs what we do; whatever goes wrong in it is not the page's business. */
function quietly<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

/** Answers at once where it can: what is said of a request should be said before it leaves. */
function textOf(body: unknown): string | Promise<string> {
  if (typeof body === 'string') return body;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new TextDecoder().decode(body);
  return body instanceof Blob ? body.text() : '';
}

type Later<T> = T | Promise<T>;
const after = <T, Result>(value: Later<T>, use: (value: T) => Result): Later<Result> =>
  value instanceof Promise ? value.then(use) : use(value);

interface Sent {
  url: string;
  headers: Map<string, string>;
}

// A Proxy keeps name, length and the look of native code, so that the page sees what it always saw.
function tapXhr(prototype: XMLHttpRequest, isWanted: (url: string) => boolean, hear: HearRequest): void {
  const known = new WeakMap<XMLHttpRequest, Sent>();
  prototype.open = new Proxy(prototype.open, {
    apply(open, request: XMLHttpRequest, args: [string, string | URL]) {
      quietly(() => {
        const url = String(args[1]);
        if (isWanted(url)) known.set(request, { url, headers: new Map() });
        else known.delete(request);
      });
      return Reflect.apply(open, request, args);
    },
  });
  prototype.setRequestHeader = new Proxy(prototype.setRequestHeader, {
    apply(set, request: XMLHttpRequest, args: [string, string]) {
      quietly(() => known.get(request)?.headers.set(String(args[0]).toLowerCase(), String(args[1])));
      return Reflect.apply(set, request, args);
    },
  });
  prototype.send = new Proxy(prototype.send, {
    apply(send, request: XMLHttpRequest, args: [unknown?]) {
      const sent = known.get(request);
      if (sent) quietly(() => follow(request, sent, args[0], hear));
      return Reflect.apply(send, request, args);
    },
  });
}

function follow(request: XMLHttpRequest, { url, headers }: Sent, body: unknown, hear: HearRequest): void {
  const header = (name: string) => headers.get(name.toLowerCase()) ?? null;
  const heard = after(textOf(body), (text) => hear({ url, body: text, header }));
  if (!heard) return;
  const tell = async () => {
    try {
      const [hearAnswer, answer] = [await heard, await answerOf(request)];
      hearAnswer?.(request.status, answer);
    } catch {
      // An answer that cannot be read tells us nothing.
    }
  };
  const tellAtOnce = () => {
    const answer = answerOf(request);
    if (heard instanceof Promise || answer instanceof Promise) void tell();
    else heard(request.status, answer);
  };
  request.addEventListener('loadend', () => quietly(tellAtOnce), { once: true });
}

function answerOf(request: XMLHttpRequest): string | Promise<string> {
  const { responseType } = request;
  if (responseType === '' || responseType === 'text') return request.responseText;
  return responseType === 'json' ? JSON.stringify(request.response) : textOf(request.response);
}

function tapFetch({ fetch: original, Request, Headers }: Page, isWanted: (url: string) => boolean, hear: HearRequest): typeof fetch {
  const listen = ([input, init]: Parameters<typeof fetch>): Later<HearAnswer | null> => {
    const request = input instanceof Request ? input : null;
    const url = request ? request.url : String(input);
    if (!isWanted(url)) return null;
    const headers = new Headers(init?.headers ?? request?.headers);
    const body = init?.body == null && request ? request.clone().text() : textOf(init?.body);
    return after(body, (text) => hear({ url, body: text, header: (name) => headers.get(name) }));
  };
  return new Proxy(original, {
    apply(fetch, self, args: Parameters<typeof original>) {
      const heard = quietly(() => listen(args));
      const answer = Reflect.apply(fetch, self, args) as Promise<Response>;
      if (heard) quietly(() => void tellAnswer(heard, answer));
      return answer;
    },
  });
}

/** The answer is copied before whoever asked can read it: a body can be read once. */
async function tellAnswer(heard: Later<HearAnswer | null>, answer: Promise<Response>): Promise<void> {
  try {
    const copied = answer.then((response) => ({ status: response.status, text: response.clone().text() }));
    const { status, text } = await copied.catch(() => ({ status: 0, text: '' }));
    (await heard)?.(status, await text);
  } catch {
    // The page's own reading of the answer is not touched by this.
  }
}
