import { createOutlookClient } from '../../mail/outlook/outlook-client';
import { askWorker, onFromWorker } from '../messaging';
import { startMailPage } from './start';

void startMailPage(async (signal) => {
  const client = await createOutlookClient({ signal, accountHint: () => askWorker.accountHint() });
  onFromWorker({ wire: (claim) => client.overhear(claim) }, signal);
  return client;
});
