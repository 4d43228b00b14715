import { useState } from 'preact/hooks';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { FailureCode } from '../../core/outcome';
import { useTexts } from '../../ui/i18n';
import { useToast } from '../../ui/toast';
import type { HitMail } from '../tracking-protocol';
import { peopleOf } from '../ui/people';
import type { WorkerPort } from '../ui/worker-port';
import type { Remedy } from './remedies';

export type Actions = ReturnType<typeof useActions>;

/** What the rep can do to an entry; each says what came of it. */
export function useActions(worker: WorkerPort, refresh: () => Promise<void>, setEdited: (entry: OutboxEntry) => void) {
  const t = useTexts();
  const toast = useToast();
  const [isRetryingAll, setRetryingAll] = useState(false);
  async function doing(work: Promise<unknown>, done?: { text: string; undo?: () => void }) {
    try {
      await work;
      if (done) toast(done);
    } catch {
      toast({ text: t('ui_not_done'), problem: true });
    }
    await refresh();
  }
  return {
    isRetryingAll,
    async retryAll(codes: readonly FailureCode[]) {
      setRetryingAll(true);
      const asked = worker.ask.retryAll([...codes]);
      await doing(asked, { text: t.plural('popup_retried_all', await asked.catch(() => 0)) });
      setRetryingAll(false);
    },
    unlog(entry: OutboxEntry) {
      const undo = () => void doing(worker.ask.relog(entry.id), { text: t('popup_stays_logged') });
      return doing(worker.ask.unlogEntry(entry.id), { text: t('popup_unlogged', peopleOf(entry, t)), undo });
    },
    remedy(entry: OutboxEntry, remedy: Remedy) {
      if (remedy === 'edit') return setEdited(entry);
      if (remedy === 'connect') return worker.openOptions('accounts');
      if (remedy === 'keep') return void doing(worker.ask.relog(entry.id), { text: t('popup_stays_logged') });
      if (remedy === 'retry') return void doing(worker.ask.retry(entry.id), { text: t('popup_retried') });
      return void doing(worker.ask.drop(entry.id), { text: t('popup_dropped') });
    },
    save: (entry: OutboxEntry, associations: OutboxEntry['engagement']['associations']) =>
      doing(worker.ask.edit(entry.id, associations), { text: t('popup_retried') }),
    async erase(mail: HitMail) {
      const erasing = worker.ask.eraseTracking(mail.connectionId, mail.id).then(({ erased }) => {
        if (!erased) throw new Error('not erased');
      });
      return doing(erasing, { text: t('track_erased') });
    },
    async logSent(id: string) {
      const asked = worker.ask.logSent(id);
      const isOpened = await asked.then(({ opened }) => opened).catch(() => false);
      return doing(asked, { text: t(isOpened ? 'popup_sent_opening' : 'popup_will_be_logged') });
    },
    dismissSent: (id: string) => doing(worker.ask.dismissSent(id), { text: t('popup_sent_dismissed') }),
    answer: (id: string, sent: boolean) =>
      doing(worker.ask.resolveUnconfirmed(id, sent), { text: t(sent ? 'popup_will_be_logged' : 'popup_dropped') }),
  };
}
