// What every world that runs core offers: browsers, workers and Node. Core is compiled without the DOM's and without
// Node's types, so that `document` or `Buffer` cannot slip in; these few globals are the same everywhere.
declare class URL {
  constructor(url: string, base?: string);
  readonly hostname: string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
