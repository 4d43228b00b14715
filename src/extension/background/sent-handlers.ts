import { mailOrigins, openTab } from '../browser-api';
import { CallFailed, type Handlers } from '../messaging';
import type { FromUiReader } from '../protocol';
import { codeOf } from './failures';
import type { Worker } from './worker';

/** The popup's list of mails that were sent and not logged (R3). */
export function makeSentHandlers(ready: Promise<Worker>): Handlers<FromUiReader> {
  return {
    async listNotLogged() {
      const { sentMails } = await ready;
      // What nobody was asked about is asked behind the answer; its own news say when it is there.
      void sentMails.check().catch(codeOf);
      return sentMails.list();
    },
    async logSent(_, id) {
      const { sentMails, sends, db } = await ready;
      const row = await sentMails.get(id);
      if (!row || row.state === 'settled') return { opened: false };
      if (!row.draft) {
        // The page said where it is: it may only name places of its own, and be one of the mail pages.
        if (!row.path || !mailOrigins().includes(row.origin)) throw new CallFailed('not_allowed');
        const url = new URL(row.path, row.origin);
        if (url.origin !== row.origin) throw new CallFailed('not_allowed');
        await sentMails.ask(id);
        await openTab(url.href);
        return { opened: true };
      }
      const draft = await db.drafts.get(row.id);
      if (!draft) throw new CallFailed('draft_unknown');
      const { messageId, hostThreadId, hostMessageId, at } = row;
      const { plan } = await sends.logLater(draft, row.draft, { messageId, hostThreadId, hostMessageId, at });
      if (plan.verdict === 'nobody-left') throw new CallFailed('nobody_left');
      if (plan.verdict !== 'will-log') throw new CallFailed('not_connected');
      await sentMails.logged(id);
      return { opened: false };
    },
    async dismissSent(_, id) {
      await (await ready).sentMails.dismiss(id);
    },
  };
}
