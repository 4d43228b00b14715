import type { NewConsent } from '../../../connectors/endpoint-tracking';
import { parseAddress } from '../../../core/address';
import type { Sender } from '../../browser-api';
import type { Handlers } from '../../messaging';
import type { FromPage, FromReader, FromUiTracking } from '../../protocol';
import { codeOf } from '../failures';
import type { Worker } from '../worker';

type FromPageTracking = Pick<FromPage, 'planTracking' | 'track' | 'trackStray' | 'signTracked' | 'noteConsents'>;
type FromReaderTracking = Pick<FromReader, 'noteThreadOpen' | 'threadHits'>;

const MOST_HITS = 500;
const MOST_CONSENTS = 500;
const tabOf = ({ tab }: Sender): number => tab?.id ?? -1;

/** What a compose window asks about tracking: of a draft that its tab opened, or of one that left in a page without its window. */
export function makePageTracking(ready: Promise<Worker>): Handlers<FromPageTracking> {
  return {
    async planTracking(sender, id, mail) {
      const { drafts, tracking } = await ready;
      return (await tracking.plan(await drafts.get(id, tabOf(sender)), mail, true))?.plan ?? null;
    },
    async track(sender, id, mail, parts) {
      const { drafts, leave } = await ready;
      return toList(await leave(await drafts.get(id, tabOf(sender)), mail, parts));
    },
    async trackStray(_, account, hostDraftId, mail, parts) {
      const { drafts, leave } = await ready;
      const row = await drafts.findStray(account, hostDraftId);
      return row ? toList(await leave(row, mail, parts)) : null;
    },
    async signTracked(sender, id, sign) {
      const { drafts, tracking } = await ready;
      await tracking.hear(await drafts.get(id, tabOf(sender)), sign);
    },
    async noteConsents(sender, id, consents) {
      const { drafts, tracking, settings } = await ready;
      const { account } = await drafts.get(id, tabOf(sender));
      const connectionId = (await settings.read()).accounts.find(({ address }) => address === account)?.connectionId ?? '';
      return { noted: await tracking.consents.note(connectionId, wellFormed(consents)) };
    },
  };
}

/** What is told and asked of a thread that is read. */
export function makeReaderTracking(ready: Promise<Worker>): Handlers<FromReaderTracking> {
  return {
    async noteThreadOpen(_, account, hostThreadId) {
      const { tracking } = await ready;
      await tracking.noteThreadOpen(parseAddress(account) ?? '', hostThreadId);
    },
    async threadHits(_, account, hostThreadId) {
      const { tracking } = await ready;
      return tracking.hits.ofMessages(await tracking.mails.idsIn(parseAddress(account) ?? '', hostThreadId));
    },
  };
}

export function makeUiTracking(ready: Promise<Worker>): Handlers<FromUiTracking> {
  return {
    async listHits(_, limit, before, machines) {
      const { tracking } = await ready;
      // What is known is shown at once; what is new says so by itself.
      void tracking.listen().catch(codeOf);
      return tracking.hits.list(Math.min(limit, MOST_HITS), before, machines);
    },
    async markHitsSeen() {
      const { tracking, changed } = await ready;
      await tracking.hits.markSeen();
      changed();
    },
    async countUnseenHits() {
      return (await ready).tracking.hits.countUnseen();
    },
    async readMailHits(_, connectionId, id) {
      const { connections } = await ready;
      const answer = await (await connections.trackingOf(connectionId))?.readMail(id);
      return answer?.ok ? answer.value : null;
    },
    async eraseTracking(_, connectionId, id) {
      const { tracking } = await ready;
      const erased = await tracking.mails.erase(connectionId, id);
      if (erased) await tracking.hits.forgetMessage(id);
      return { erased };
    },
    async readTracking(_, connectionId) {
      const tracking = await (await ready).tracking.trackingOf(connectionId);
      if (!tracking) return null;
      const { key: _key, keyRef: _ref, ...shown } = tracking;
      return shown;
    },
    async readConsents(_, connectionId, address) {
      return (await ready).tracking.consents.history(connectionId, parseAddress(address) ?? '');
    },
    async noteConsentsAt(_, connectionId, consents) {
      return { noted: await (await ready).tracking.consents.note(connectionId, wellFormed(consents)) };
    },
  };
}

const toList = (parts: readonly string[] | null): string[] | null => (parts ? [...parts] : null);

const wellFormed = (consents: readonly NewConsent[]): NewConsent[] =>
  consents.slice(0, MOST_CONSENTS).flatMap((consent) => {
    const address = parseAddress(consent.address);
    return address === null ? [] : [{ ...consent, address, ...(consent.note === undefined ? {} : { note: consent.note.slice(0, 2000) }) }];
  });
