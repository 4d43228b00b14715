import { sayCounts, sayHit } from '../../../core/tracking/words';
import type { FeedItem } from '../../../core/tracking-api';
import { clearNotice, listNotices, mayShowNotices, openTab, showNotice } from '../../browser-api';
import { mailPageOf } from '../../mail-page';
import { t } from '../../translate';
import type { SettingsStore } from '../settings-store';
import type { Hits } from './hits';

const PREFIX = 'opens ';

/** T6. Desktop notifications of what people did: one for each mail, which is changed and never joined by a second. */
export function makeOpenNotices({ settings, hits }: { settings: SettingsStore; hits: Pick<Hits, 'findMail' | 'markSeen'> }) {
  return {
    async tell(news: readonly FeedItem[]): Promise<void> {
      if (!(await settings.read()).notifyOpens || !(await mayShowNotices())) return;
      for (const messageId of new Set(news.map((item) => item.messageId))) {
        const mail = await hits.findMail(messageId);
        if (!mail || mail.unseen === 0) continue;
        const { opens, clicks } = mail.counts;
        const words = [sayHit(t, mail.newest), ...(opens + clicks > 1 ? [sayCounts(t, mail.counts)] : [])];
        await showNotice(PREFIX + messageId, { title: mail.subject || t('ui_no_subject'), message: words.join('\n'), at: mail.newest.at });
      }
    },
    /** Takes those away of which nothing is news any more: seen, erased, or found not to have been people. */
    async tidy(): Promise<void> {
      if (!(await mayShowNotices())) return;
      for (const id of await listNotices()) {
        if (id.startsWith(PREFIX) && !((await hits.findMail(id.slice(PREFIX.length)))?.unseen ?? 0)) await clearNotice(id);
      }
    },
    /** The rep clicked one. */
    async open(id: string): Promise<void> {
      const messageId = id.slice(PREFIX.length);
      const mail = id.startsWith(PREFIX) ? await hits.findMail(messageId) : null;
      const connection = (await settings.read()).connections.find((one) => one.id === mail?.connectionId);
      const page = connection && mailPageOf(connection, messageId);
      if (page) await openTab(page);
      await clearNotice(id);
      await hits.markSeen(messageId);
    },
  };
}
