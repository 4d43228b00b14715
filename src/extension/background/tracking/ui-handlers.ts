import { parseAddress } from '../../../core/address';
import type { Handlers } from '../../messaging';
import type { FromUiTracking } from '../../tracking-protocol';
import { codeOf } from '../failures';
import type { Worker } from '../worker';
import { erase, wellFormed } from './handlers';

/** What popup and options may ask about tracking. */
export function makeUiTracking(ready: Promise<Worker>): Handlers<FromUiTracking> {
  const sourceOf = async (connectionId: string) => (await ready).connections.trackingOf(connectionId);
  return {
    async listHitMails(_, limit, machines) {
      const { tracking } = await ready;
      // What is known is shown at once; what is new says so by itself.
      void tracking.listen().catch(codeOf);
      return tracking.hits.listMails(limit, machines);
    },
    async markHitsSeen() {
      await (await ready).tracking.hits.markSeen();
    },
    async eraseTracking(_, connectionId, id) {
      return { erased: await erase((await ready).tracking, connectionId, id) };
    },
    async readTrackingSettings(_, connectionId) {
      const answer = await (await sourceOf(connectionId))?.readSettings();
      return answer?.ok ? answer.value : null;
    },
    async saveTrackingSettings(_, connectionId, changes) {
      const answer = await (await sourceOf(connectionId))?.writeSettings(changes);
      if (!answer) return { failure: 'not_connected' };
      if (!answer.ok) return { failure: answer.outcome.code };
      // The next mail goes by it.
      await (await ready).tracking.care();
      return { settings: answer.value };
    },
    async notifyOpens(_, on) {
      return (await ready).settings.change((now) => ({ ...now, notifyOpens: on }));
    },
    async readConsents(_, connectionId, address) {
      return (await ready).tracking.consents.history(connectionId, parseAddress(address) ?? '');
    },
    async noteConsentsAt(_, connectionId, consents) {
      return { noted: await (await ready).tracking.consents.note(connectionId, wellFormed(consents)) };
    },
  };
}
