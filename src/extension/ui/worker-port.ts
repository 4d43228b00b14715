import type { Caller } from '../messaging';
import type { FromUi, FromUiReader, FromWorker } from '../protocol';
import type { FromUiTracking } from '../tracking-protocol';

export type Changed = Parameters<FromWorker['changed']>[0];

/** What popup and options need from the worker and the browser, handed in so that both can be drawn without an extension. */
export interface WorkerPort {
  ask: Caller<FromUi & FromUiReader & FromUiTracking>;
  onChanged(listener: (what: Changed) => void, signal: AbortSignal): void;
  /** Opens the options page at `section` (see `options/route.ts`). */
  openOptions(section: string): void;
}
