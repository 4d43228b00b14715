import type { SendPhase } from '../../core/send-state';
import { affinity } from '../../mail/carried-mail';
import type { WireMail } from '../../mail/outlook/wire';
import type { DraftRow } from './database';
import type { Worker } from './worker';

/** As long after Send was pressed as a request for it may still go out. */
const PRESSED_MS = 10 * 60_000;
const ON_THEIR_WAY: readonly SendPhase[] = ['intent', 'unconfirmed'];
/** Being of the tab that sends counts as much as this many people on the mail. */
const SAME_TAB = 1.5;

export interface Sighting {
  mail: WireMail;
  /** Of the page that the request came from. */
  origin: string;
  /** -1: none. A window that its opener drives sends from the opener's. */
  tab: number;
}

/** Which of our drafts a request speaks of: by the host's id, else by subject and people among those that were sent and not `taken`. */
export async function findDraft(worker: Worker, { mail, origin, tab }: Sighting, taken: ReadonlySet<string>): Promise<DraftRow | null> {
  const named = await findById(worker, mail.draft, origin);
  if (named || !mail.isSend) return named;
  const { db, clock } = worker;
  const recent = await Promise.all(
    ON_THEIR_WAY.map((phase) =>
      db.drafts
        .where('[send.phase+send.since]')
        .between([phase, clock() - PRESSED_MS], [phase, Infinity])
        .toArray(),
    ),
  );
  const alike = recent.flat().flatMap((row) => {
    const isFree = row.origin === origin && row.hostDraftId === '' && !taken.has(row.id);
    const score = row.content && isFree ? affinity(row.content, mail) : 0;
    return score > 0 ? { row, weight: score + (row.tabs.includes(tab) ? SAME_TAB : 0) } : [];
  });
  alike.sort((a, b) => b.weight - a.weight || b.row.send.since - a.row.send.since);
  const row = alike[0]?.row;
  if (!row || mail.draft === '') return row ?? null;
  await db.drafts.update(row.id, { hostDraftId: mail.draft });
  return { ...row, hostDraftId: mail.draft };
}

async function findById({ db, settings }: Worker, draft: string, origin: string): Promise<DraftRow | null> {
  if (draft === '') return null;
  const { accounts } = await settings.read();
  const keys = accounts.map(({ address }) => [address, draft]);
  const rows = await db.drafts.where('[account+hostDraftId]').anyOf(keys).toArray();
  return rows.find((row) => row.origin === origin) ?? null;
}

/** The tabs of this origin with drafts whose id is not known: one of them may be meant. */
export async function tabsInDoubt({ db, settings }: Worker, origin: string): Promise<number[]> {
  const { accounts } = await settings.read();
  const keys = accounts.map(({ address }) => [address, '']);
  const rows = await db.drafts.where('[account+hostDraftId]').anyOf(keys).toArray();
  return rows.filter((row) => row.origin === origin).flatMap(({ tabs }) => tabs);
}
