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
/** The body that is to go out in place of the page's; null: it goes as it is. Without a promise it goes at once. */
export type ChangeRequest = (request: TappedRequest) => Promise<string | null> | null;

export interface Tap {
  isWanted(url: string): boolean;
  hear: HearRequest;
  change?: ChangeRequest;
  /** A header that holds the body of a request without one, lower case. What takes the place of that body goes as a body. */
  carrier?: string;
}

export type TappedPage = Pick<typeof globalThis, 'XMLHttpRequest' | 'fetch' | 'Request' | 'Headers'>;

/** Runs what we do; whatever goes wrong in it is not the page's business. */
export function quietly<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

/** Answers at once where it can: what is said of a request should be said before it leaves. */
export function textOf(body: unknown): string | Promise<string> {
  if (typeof body === 'string') return body;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return new TextDecoder().decode(body);
  return body instanceof Blob ? body.text() : '';
}

export type Later<T> = T | Promise<T>;
export const after = <T, Result>(value: Later<T>, use: (value: T) => Result): Later<Result> =>
  value instanceof Promise ? value.then(use) : use(value);
