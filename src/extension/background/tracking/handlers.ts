import type { NewConsent } from '../../../connectors/endpoint-tracking';
import { parseAddress } from '../../../core/address';
import type { Sender } from '../../browser-api';
import { mailPageOf } from '../../mail-page';
import type { Handlers } from '../../messaging';
import type { FromPage, FromReader } from '../../protocol';
import { codeOf } from '../failures';
import type { Worker } from '../worker';
import type { TrackingDesk } from './tracking';

type FromPageTracking = Pick<FromPage, 'planTracking' | 'listConsents' | 'track' | 'trackStray' | 'signTracked' | 'noteConsents'>;
type FromReaderTracking = Pick<FromReader, 'noteThreadOpen' | 'threadHits' | 'personHits' | 'eraseTracked'>;

const MOST_CONSENTS = 500;
/** R2: as many as of a person's last mails. */
const MOST_OF_PERSON = 5;
const tabOf = ({ tab }: Sender): number => tab?.id ?? -1;

/** What a compose window asks about tracking: of a draft that its tab opened, or of one that left in a page without its window. */
export function makePageTracking(ready: Promise<Worker>): Handlers<FromPageTracking> {
  return {
    async planTracking(sender, id, mail) {
      const { drafts, tracking } = await ready;
      return (await tracking.plan(await drafts.get(id, tabOf(sender)), mail, true))?.plan ?? null;
    },
    async listConsents(sender, id, mail) {
      const { drafts, tracking } = await ready;
      return tracking.people(await drafts.get(id, tabOf(sender)), mail);
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
    async threadHits(sender, account, hostThreadId) {
      const { tracking, readers } = await ready;
      const rows = await tracking.mails.listIn(parseAddress(account) ?? '', hostThreadId);
      if (rows.length === 0) return [];
      if (sender.tab) readers.add(tabOf(sender));
      // What is known is shown at once; what is new says so by itself.
      void tracking.listen().catch(codeOf);
      const hits = await tracking.hits.ofMessages(rows.map(({ id }) => id));
      return rows.map(({ id, mail, messageId = null, hostMessageId = null }) => ({
        ...{ id, messageId, hostMessageId, at: mail.at },
        hits: hits.filter((hit) => hit.messageId === id),
      }));
    },
    async personHits(sender, account, named) {
      const { tracking, settings, readers } = await ready;
      const { accounts, connections } = await settings.read();
      const connectionId = accounts.find((one) => one.address === parseAddress(account))?.connectionId;
      const connection = connections.find(({ id }) => id === connectionId);
      const address = parseAddress(named);
      if (!connection || address === null || !(await tracking.trackingOf(connection.id))) return null;
      if (sender.tab) readers.add(tabOf(sender));
      void tracking.listen().catch(codeOf);
      const mails = await tracking.hits.listTo(connection.id, address, await tracking.mails.listTo(connection.id, address), MOST_OF_PERSON);
      return { address, mails: mails.map((mail) => ({ ...mail, url: mailPageOf(connection, mail.id) })) };
    },
    async eraseTracked(_, account, hostThreadId, id) {
      const { tracking } = await ready;
      const rows = await tracking.mails.listIn(parseAddress(account) ?? '', hostThreadId);
      const mine = rows.find((row) => row.id === id);
      return { erased: mine ? await erase(tracking, mine.connectionId, id) : false };
    },
  };
}

export async function erase({ mails, hits }: TrackingDesk, connectionId: string, id: string): Promise<boolean> {
  const erased = await mails.erase(connectionId, id);
  if (erased) await hits.forgetMessage(id);
  return erased;
}

const toList = (parts: readonly string[] | null): string[] | null => (parts ? [...parts] : null);

export const wellFormed = (consents: readonly NewConsent[]): NewConsent[] =>
  consents.slice(0, MOST_CONSENTS).flatMap((consent) => {
    const address = parseAddress(consent.address);
    return address === null ? [] : [{ ...consent, address, ...(consent.note === undefined ? {} : { note: consent.note.slice(0, 2000) }) }];
  });
