import { createGmailClient } from '../../../src/mail/gmail/gmail-client';
import type { Compose } from '../../../src/mail/mail-client';
import { MailPageUnreadable } from '../../../src/mail/mail-page-unreadable';

// Writes all that the adapter says into the page, where a spec can read it.
const book = document.createElement('adapter-probe');
book.hidden = true;
document.documentElement.append(book);
const log = (event: string, details: object = {}) => {
  const line = document.createElement('i');
  line.textContent = JSON.stringify({ event, ...details });
  book.append(line);
};

const composes: Compose[] = [];
const { signal } = new AbortController();
createGmailClient({ signal, patience: 6_000 }).then(
  (client) => {
    log('client', { account: client.account });
    client.watchComposes((compose) => {
      const n = composes.push(compose) - 1;
      log('compose', { n, kind: compose.kind, hasSlot: compose.slot !== null, header: compose.readHeader(), isDark: compose.isDark() });
      if (compose.slot) compose.slot.textContent = `probe ${n}`;
      compose.onChange(() => log('change', { n, header: compose.readHeader() }));
      compose.onSend((sign) => log('sign', { n, sign, subject: compose.read().subject }));
      compose.signal.addEventListener('abort', () => log('closed', { n }));
    }, signal);
    client.watchStraySends((draft, sign) => log('stray', { draft, sign }), signal);
    document.addEventListener('probe:read', (event) => {
      const n = Number((event as CustomEvent<string>).detail);
      const draft = composes[n]?.read();
      log('read', {
        n,
        draft: draft && { ...draft, files: draft.files.map(({ file, ...rest }) => ({ ...rest, held: file?.size ?? null })) },
      });
    });
    document.addEventListener('probe:inspect', () => log('inspect', { probes: client.inspect() }));
    document.addEventListener('probe:notify', () =>
      client.notify({ text: 'Logged to Ada Lovelace', actions: [{ label: 'View', run: () => log('action') }] }),
    );
  },
  (error) => log('unreadable', { name: error.name, probes: error instanceof MailPageUnreadable ? error.probes : [String(error)] }),
);
