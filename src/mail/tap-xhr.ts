import { after, quietly, type Tap, type TappedRequest, textOf } from './tapped-request';

/** A request that was opened, until it leaves. */
interface Opened {
  url: string;
  isAsync: boolean;
  headers: Map<string, string>;
  /** Headers kept back until it is known whether they are to leave. */
  kept: [string, string][];
  /** It was sent by the page, and waits for its new body. */
  isHeld: boolean;
}

// A Proxy keeps name, length and the look of native code, so that the page sees what it always saw.
export function tapXhr(prototype: XMLHttpRequest, tap: Tap): void {
  const known = new WeakMap<XMLHttpRequest, Opened>();
  const { setRequestHeader, abort } = prototype;
  prototype.open = new Proxy(prototype.open, {
    apply(open, request: XMLHttpRequest, args: [string, string | URL, boolean?]) {
      quietly(() => {
        const url = String(args[1]);
        if (tap.isWanted(url)) known.set(request, { url, isAsync: args[2] !== false, headers: new Map(), kept: [], isHeld: false });
        else known.delete(request);
      });
      return Reflect.apply(open, request, args);
    },
  });
  prototype.setRequestHeader = new Proxy(setRequestHeader, {
    apply(set, request: XMLHttpRequest, args: [string, string]) {
      const isKept = quietly(() => keepHeader(known.get(request), args, tap));
      return isKept ? undefined : Reflect.apply(set, request, args);
    },
  });
  prototype.send = new Proxy(prototype.send, {
    apply(send, request: XMLHttpRequest, args: [unknown?]) {
      const opened = known.get(request);
      const leave = (body: string | null) => {
        if (body === null) for (const header of opened?.kept ?? []) Reflect.apply(setRequestHeader, request, header);
        return Reflect.apply(send, request, body === null ? args : [body]);
      };
      if (!opened) return leave(null);
      quietly(() => follow(request, opened, args[0], tap));
      const changed = opened.isAsync ? quietly(() => askForChange(opened, args[0], tap)) : null;
      if (!changed) return leave(null);
      opened.isHeld = true;
      const leaveNow = (body: string | null) => {
        // Opened anew or given up while it was held: there is nothing to send any more.
        if (known.get(request) !== opened || !opened.isHeld) return;
        opened.isHeld = false;
        leave(body);
      };
      changed.then(leaveNow, () => leaveNow(null));
    },
  });
  prototype.abort = new Proxy(abort, {
    apply(abort, request: XMLHttpRequest, args: []) {
      const opened = known.get(request);
      const wasHeld = opened?.isHeld ?? false;
      if (opened) opened.isHeld = false;
      Reflect.apply(abort, request, args);
      // The browser knows of no request yet, and would say nothing.
      if (wasHeld) quietly(() => ['abort', 'loadend'].map((type) => request.dispatchEvent(new ProgressEvent(type))));
    },
  });
}

function keepHeader(opened: Opened | undefined, [name, value]: [string, string], { carrier }: Tap): boolean {
  const key = String(name).toLowerCase();
  opened?.headers.set(key, String(value));
  if (!opened || key !== carrier) return false;
  opened.kept.push([name, value]);
  return true;
}

const described = ({ url, headers }: Opened, body: string): TappedRequest => ({
  url,
  body,
  header: (name) => headers.get(name.toLowerCase()) ?? null,
});

function askForChange(opened: Opened, body: unknown, { change }: Tap): Promise<string | null> | null {
  const text = textOf(body);
  return typeof text === 'string' ? (change?.(described(opened, text)) ?? null) : null;
}

function follow(request: XMLHttpRequest, opened: Opened, body: unknown, { hear }: Tap): void {
  const heard = after(textOf(body), (text) => hear(described(opened, text)));
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
