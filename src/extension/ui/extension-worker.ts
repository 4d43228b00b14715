import { openOptionsPage } from '../browser-api';
import { askWorker, onFromWorker } from '../messaging';
import type { WorkerPort } from './worker-port';

/** The real worker of this extension. */
export const extensionWorker: WorkerPort = {
  ask: askWorker,
  onChanged: (listener, signal) => onFromWorker({ changed: listener }, signal),
  openOptions: (section) => void openOptionsPage(section),
};
