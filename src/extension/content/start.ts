import type { MailClient } from '../../mail/mail-client';
import { MailPageUnreadable } from '../../mail/mail-page-unreadable';
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
  try {
    new MailPage(parts, await createClient(signal));
  } catch (error) {
    new MailPage(parts, null);
    if (error instanceof MailPageUnreadable)
      await askWorker.reportSelfCheck({ host: error.host, at: Date.now(), probes: error.probes }).catch(() => undefined);
  }
}
