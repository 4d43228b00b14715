import { createOutlookClient } from '../../mail/outlook/outlook-client';
import { askWorker } from '../messaging';
import { startMailPage } from './start';

void startMailPage((signal) => createOutlookClient({ signal, accountHint: () => askWorker.accountHint() }));
