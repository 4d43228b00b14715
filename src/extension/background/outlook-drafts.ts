import type { SendPhase } from '../../core/send-state';
import { affinity } from '../../mail/carried-mail';
import type { CarriedMail } from '../../mail/claim';
import type { DraftRow } from './database';
import type { Worker } from './worker';

/** As long after Send was pressed as a request for it may still go out. */
const PRESSED_MS = 10 * 60_000;
const ON_THEIR_WAY: readonly SendPhase[] = ['intent', 'unconfirmed'];
/** Being of the tab that sends counts as much as this many people on the mail. */
const SAME_TAB = 1.5;
/** So much alike a draft must be to be taken for one that has an id already. */
const SURELY = 2;

export interface Sighting {
  /** The host's id; '' if it was never saved. */
  draft: string;
  mail: CarriedMail;
  isSend: boolean;
  /** Of the page that the request came from. */
  origin: string;
  /** -1: none. A window that its opener drives sends from the opener's. */
  tab: number;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Which of our drafts a request speaks of: by the host's id, else by subject and people among those that were sent and
 * are not `taken`. A window that another drives learns no ids: there the draft was opened twice, and what the rep pressed
 * Send on counts.
 */
export async function findDraft(worker: Worker, sighting: Sighting, taken = NONE): Promise<DraftRow | null> {
  const named = await findById(worker, sighting);
  if (!sighting.isSend || (named && named.send.phase !== 'composing')) return named;
  const pressed = await findPressed(worker, sighting, taken, named ? SURELY : 1);
  if (!pressed) return named;
  return sighting.draft === '' ? pressed : giveId(worker, pressed, sighting.draft, named);
}

const accountsOf = async ({ settings }: Worker) => (await settings.read()).accounts.map(({ address }) => address);

async function findById(worker: Worker, { draft, origin }: Sighting): Promise<DraftRow | null> {
  if (draft === '') return null;
  const keys = (await accountsOf(worker)).map((account) => [account, draft]);
  const rows = await worker.db.drafts.where('[account+hostDraftId]').anyOf(keys).toArray();
  return rows.find((row) => row.origin === origin && isInHand(row)) ?? null;
}

/** Before Send was pressed a draft is ours as long as a page has it open that we can speak to: without one its line says so. */
const isInHand = ({ tabs, send }: DraftRow) => tabs.length > 0 || send.phase !== 'composing';

async function findPressed({ db, clock }: Worker, sighting: Sighting, taken: ReadonlySet<string>, least: number): Promise<DraftRow | null> {
  const { mail, origin, tab } = sighting;
  const since = (phase: SendPhase) =>
    db.drafts
      .where('[send.phase+send.since]')
      .between([phase, clock() - PRESSED_MS], [phase, Infinity])
      .toArray();
  const recent = (await Promise.all(ON_THEIR_WAY.map(since))).flat();
  const alike = recent.flatMap((row) => {
    const isFree = row.origin === origin && row.hostDraftId === '' && !taken.has(row.id);
    const score = row.content && isFree && mayBe(row.content.subject, mail.subject) ? affinity(row.content, mail) : 0;
    return score >= least ? { row, weight: score + (row.tabs.includes(tab) ? SAME_TAB : 0) } : [];
  });
  return alike.toSorted((a, b) => b.weight - a.weight || b.row.send.since - a.row.send.since)[0]?.row ?? null;
}

/** What was pressed is what is sent: two subjects are two mails. A reply's window shows none. */
const mayBe = (pressed: string, sent: string) => pressed.trim() === '' || pressed.trim() === sent.trim();

/** `earlier`: the same draft, in the window that it was moved out of, which is told of it too. */
async function giveId({ db }: Worker, row: DraftRow, hostDraftId: string, earlier: DraftRow | null): Promise<DraftRow> {
  return db.transaction('rw', db.drafts, async () => {
    const now = (await db.drafts.get(row.id)) ?? row;
    const after = { ...now, hostDraftId, tabs: [...new Set([...now.tabs, ...(earlier?.tabs ?? [])])] };
    if (earlier) await db.drafts.delete(earlier.id);
    await db.drafts.put(after);
    return after;
  });
}

/** The tabs of this origin with drafts whose id is not known: one of them may be meant. */
export async function tabsInDoubt(worker: Worker, origin: string): Promise<number[]> {
  const keys = (await accountsOf(worker)).map((account) => [account, '']);
  const rows = await worker.db.drafts.where('[account+hostDraftId]').anyOf(keys).toArray();
  return rows.filter((row) => row.origin === origin).flatMap(({ tabs }) => tabs);
}
