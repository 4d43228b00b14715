import type { MailClient, Probe } from './mail-client';

/** The host page shows nothing that its adapter knows. `probes` say what was looked for. */
export class MailPageUnreadable extends Error {
  override name = 'MailPageUnreadable';

  constructor(
    readonly host: MailClient['id'],
    readonly probes: Probe[],
  ) {
    super(`${host}: the page could not be read`);
  }
}
