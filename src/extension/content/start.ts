import type { MailClient } from '../../mail/mail-client';
import { isAlive } from '../browser-api';
import { askWorker, CallFailed, onFromWorker } from '../messaging';
import { rememberTexts, t } from '../translate';
import { MailPage, type PageParts } from './mail-page';

/** Starts in a mail page; one that cannot be read is offered logging by hand. */
export async function startMailPage(createClient: (signal: AbortSignal) => Promise<MailClient>): Promise<void> {
  const { signal } = new AbortController();
  const parts: PageParts = {
    worker: askWorker,
    listen: onFromWorker,
    t,
    isOrphan: () => !isAlive(),
    failureOf: (error) => (error instanceof CallFailed ? error.code : 'unexpected'),
    signal,
  };
  rememberTexts(['compose_updated', 'sent_untold_updated']);
  const client = await createClient(signal).catch(() => null);
  new MailPage(parts, client);
}
