import { after, type HearAnswer, type Later, quietly, type Tap, type TappedPage, type TappedRequest, textOf } from './tapped-request';

type FetchArguments = Parameters<typeof fetch>;

export function tapFetch({ fetch: original, Request, Headers }: TappedPage, { isWanted, hear, change, carrier }: Tap): typeof fetch {
  const describe = ([input, init]: FetchArguments): Later<TappedRequest> | null => {
    const request = input instanceof Request ? input : null;
    const url = request ? request.url : String(input);
    if (!isWanted(url)) return null;
    const headers = new Headers(init?.headers ?? request?.headers);
    const body = init?.body == null && request ? request.clone().text() : textOf(init?.body);
    return after(body, (text) => ({ url, body: text, header: (name: string) => headers.get(name) }));
  };
  const withBody = ([input, init]: FetchArguments, body: string): Request => {
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
    if (carrier) headers.delete(carrier);
    return new Request(input, { ...init, headers, body });
  };
  return new Proxy(original, {
    apply(fetch, self, args: FetchArguments) {
      const described = quietly(() => describe(args));
      const heard = described && quietly(() => after(described, hear));
      // Heard first: who is asked for a change knows of the mail by then.
      const changed = described && change ? quietly(() => after(described, change)) : null;
      const leave = (body: string | null | undefined) =>
        Reflect.apply(fetch, self, body == null ? args : [withBody(args, body)]) as Promise<Response>;
      const answer = changed
        ? Promise.resolve(changed)
            .catch(() => null)
            .then(leave)
        : leave(null);
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
