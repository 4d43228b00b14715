import { v7 as uuid } from 'uuid';
import { parseAddress } from '../../core/address';
import type { Choices } from '../../core/plan';
import { composing } from '../../core/send-state';
import { CallFailed } from '../messaging';
import type { DraftState } from '../protocol';
import type { AccountStates } from './account-state';
import type { Database, DraftRow } from './database';

/** Drafts that were never sent, and sends that are settled, are forgotten after this. */
const FORGET_MS = 30 * 86_400_000;

export interface OpenedDraft {
  account: string;
  hostDraftId: string;
  hostThreadId: string;
  /** The id that this page was given before. */
  knownId: string | null;
  tab: number;
  /** Of the page. */
  origin: string;
}

/** Drafts by the id that is minted when their compose opens; the same after a reload, by account and the host's id. */
export function makeDrafts(db: Database, accounts: AccountStates, clock: () => number) {
  const byHost = (account: string, hostDraftId: string) =>
    hostDraftId === '' ? undefined : db.drafts.where('[account+hostDraftId]').equals([account, hostDraftId]).first();

  async function change(id: string, tab: number, to: (row: DraftRow) => Partial<DraftRow>): Promise<DraftRow> {
    return db.transaction('rw', db.drafts, async () => {
      const row = await db.drafts.get(id);
      if (!row?.tabs.includes(tab)) throw new CallFailed('draft_unknown');
      const after = { ...row, ...to(row) };
      await db.drafts.put(after);
      return after;
    });
  }

  async function describe({ id, account, log, track, choices }: DraftRow): Promise<DraftState> {
    return { ...(await accounts.read(account)), id, log, track, choices };
  }

  return {
    describe,
    change,
    async open({ account: named, hostDraftId, hostThreadId, knownId, tab, origin }: OpenedDraft): Promise<DraftState> {
      const account = parseAddress(named);
      if (account === null) throw new CallFailed('invalid');
      await accounts.noteSeen(account);
      const { log, track, connection } = await accounts.read(account);
      const isUnset = connection === 'none' || connection === 'account-unknown';
      const opened = await db.transaction('rw', db.drafts, async () => {
        const known = knownId === null ? undefined : await db.drafts.get(knownId);
        const mine = known?.account === account ? known : undefined;
        const earlier = await byHost(account, hostDraftId);
        // A page that reloads learns the host's id a little later than it asks for ours.
        if (mine && earlier && mine.id !== earlier.id && mine.content === null) await db.drafts.delete(mine.id);
        const isSame = mine && (mine.hostDraftId === '' || hostDraftId === '' || mine.hostDraftId === hostDraftId);
        const row = earlier ?? (isSame ? mine : undefined) ?? newDraft(account, { log, track, isUnset }, clock());
        const after = {
          ...row,
          ...(row.isUnset && !isUnset ? { log, track, isUnset } : {}),
          origin,
          hostDraftId: hostDraftId || row.hostDraftId,
          hostThreadId: hostThreadId || row.hostThreadId,
          tabs: row.tabs.includes(tab) ? row.tabs : [...row.tabs, tab],
        };
        await db.drafts.put(after);
        return after;
      });
      return describe(opened);
    },
    /** Throws `draft_unknown` for a draft that this tab has not opened. */
    async get(id: string, tab: number): Promise<DraftRow> {
      const row = await db.drafts.get(id);
      if (!row?.tabs.includes(tab)) throw new CallFailed('draft_unknown');
      return row;
    },
    /** A send without a window in its page: believed only for a draft that we know. */
    findStray: (account: string, hostDraftId: string): Promise<DraftRow | undefined> =>
      Promise.resolve(byHost(parseAddress(account) ?? '', hostDraftId)),
    findByEngagement: (engagementId: string): Promise<DraftRow | undefined> => db.drafts.where('engagementId').equals(engagementId).first(),
    async setSwitches(id: string, tab: number, { log, track }: { log: boolean; track: boolean }): Promise<DraftState> {
      return describe(await change(id, tab, () => ({ log, track, isUnset: false })));
    },
    async setChoices(id: string, tab: number, choices: Choices): Promise<DraftState> {
      return describe(await change(id, tab, () => ({ choices })));
    },
    /** Where mails are being written. */
    async listTabs(): Promise<number[]> {
      const writing = db.drafts.where('[send.phase+send.since]').between(['composing', 0], ['composing', Number.POSITIVE_INFINITY]);
      return (await writing.toArray()).flatMap(({ tabs }) => tabs);
    },
    /** Tabs of an earlier run of the browser are gone, and their numbers are given out again; after an update they do not hear us. */
    async forgetTabs(): Promise<void> {
      await db.drafts.toCollection().modify({ tabs: [] });
    },
    /** Drafts that are settled for long; not those whose mail is still on its way. */
    async forgetOld(forgetFiles: (draftId: string) => Promise<void>): Promise<void> {
      for (const phase of ['composing', 'cancelled', 'discarded', 'failed', 'confirmed']) {
        const old = await db.drafts
          .where('[send.phase+send.since]')
          .between([phase, 0], [phase, clock() - FORGET_MS])
          .toArray();
        for (const { id, engagementId } of old) {
          const state = (await db.entries.get(engagementId))?.state;
          if (state === 'waiting' || state === 'sending' || state === 'failed') continue;
          await forgetFiles(id);
          await db.drafts.delete(id);
        }
      }
    },
  };
}

function newDraft(account: string, { log, track, isUnset }: Required<Pick<DraftRow, 'log' | 'track' | 'isUnset'>>, now: number): DraftRow {
  const id = uuid();
  return {
    id,
    engagementId: id,
    account,
    hostDraftId: '',
    hostThreadId: '',
    tabs: [],
    log,
    track,
    isUnset,
    choices: { off: [], added: [] },
    send: composing(now),
    content: null,
    openedAt: now,
  };
}
