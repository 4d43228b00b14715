import type { Caller } from '../messaging';
import type { FromPage, FromReader } from '../protocol';

/** The worker as a page may call it. */
export type Worker = Caller<FromPage & FromReader>;
