import type { TrackingSource } from '../../../connectors/endpoint-tracking';
import type { SendSign } from '../../../mail/mail-client';
import type { Database, TrackedRow } from '../database';
import { threadOf } from '../mail-index';

interface TrackedSetting {
  db: Database;
  sourceOf(connectionId: string): Promise<TrackingSource | null>;
  clock(): number;
  onChange(): void;
}

/** A mail that nobody saw leave: its pixel is in nobody's mailbox, as far as anybody knows. */
const FORGET_UNSENT_MS = 7 * 86_400_000;
/** Whoever keeps hits knows of them by then; here they only tell which threads are tracked. */
const FORGET_TOLD_MS = 90 * 86_400_000;

/** Mails that left with pixel and links, until whoever serves these knows of them; and those that were taken back. */
export function makeTrackedMails({ db, sourceOf, clock, onChange }: TrackedSetting) {
  let telling: Promise<void> | null = null;

  async function settle(rows: readonly TrackedRow[], state: TrackedRow['state'] | 'gone'): Promise<void> {
    const ids = rows.map(({ mail }) => mail.id);
    await db.transaction('rw', db.tracked, async () => {
      // What was said of them meanwhile counts more.
      const there = (await db.tracked.bulkGet(ids)).filter((row) => row !== undefined);
      const kept = there.filter((row) =>
        rows.some(({ id, state: was, changedAt }) => id === row.id && was === row.state && changedAt === row.changedAt),
      );
      if (state === 'gone') await db.tracked.bulkDelete(kept.map(({ id }) => id));
      else await db.tracked.bulkPut(kept.map((row) => ({ ...row, state, changedAt: clock() })));
    });
  }

  async function tellOf(connectionId: string): Promise<void> {
    const source = await sourceOf(connectionId);
    if (!source) return;
    const inState = (state: TrackedRow['state']) => db.tracked.where('[connectionId+state]').equals([connectionId, state]).toArray();
    const sent = (await inState('sent')).filter(({ dueAt }) => dueAt <= clock());
    if (sent.length > 0) {
      const answer = await source.register(sent.map(({ mail }) => mail));
      if (answer.ok) await settle(sent, 'told');
      // Never taken, however often it is sent: its hits would be nobody's.
      else if (answer.outcome.kind === 'rejected') await settle(sent, 'gone');
    }
    for (const row of await inState('erasing')) if ((await source.erase(row.id)).ok) await settle([row], 'erased');
  }

  async function tellAll(): Promise<void> {
    const waiting = await db.tracked.where('state').anyOf('sent', 'erasing').toArray();
    for (const connectionId of new Set(waiting.map((row) => row.connectionId))) await tellOf(connectionId);
  }

  return {
    /** Durable before the mail leaves. */
    keep: (row: TrackedRow): Promise<unknown> => db.tracked.put(row),
    /** What the host says of a mail on its way out. `undoMs`: so long it may still take it back. */
    async hear(draftId: string, sign: SendSign, undoMs: number): Promise<void> {
      await db.transaction('rw', db.tracked, async () => {
        for (const row of await db.tracked.where('draftId').equals(draftId).toArray()) {
          const next = nextOf(row, sign, clock(), undoMs);
          if (next === 'gone') await db.tracked.delete(row.id);
          else if (next !== row) await db.tracked.put(next);
        }
      });
      onChange();
    },
    /** Epoch ms when somebody can be told of the next one; null: there is none. */
    async nextDue(): Promise<number | null> {
      const sent = await db.tracked.where('state').equals('sent').toArray();
      return sent.length === 0 ? null : Math.min(...sent.map(({ dueAt }) => dueAt));
    },
    /** Tells the endpoints what they do not know yet; one at a time. */
    tell(): Promise<void> {
      telling ??= tellAll().finally(() => {
        telling = null;
      });
      return telling;
    },
    /** The mails of a thread that are tracked, oldest first. */
    async listIn(account: string, hostThreadId: string): Promise<TrackedRow[]> {
      const rows = await db.tracked.where('thread').equals(threadOf(hostThreadId)).toArray();
      const isTracked = ({ mail, state }: TrackedRow) => mail.account === account && (state === 'sent' || state === 'told');
      return rows.filter(isTracked).sort((a, b) => a.mail.at - b.mail.at);
    },
    /** The ids of tracked mails that somebody got, alone or among others. */
    async listTo(connectionId: string, address: string): Promise<Set<string>> {
      const rows = await db.tracked
        .where('[connectionId+state]')
        .anyOf([connectionId, 'sent'], [connectionId, 'told'])
        .filter(({ mail }) => mail.recipients.some((one) => one.address === address))
        .primaryKeys();
      return new Set(rows);
    },
    /** T7: no more hits are kept of it, and those there are are erased. */
    async erase(connectionId: string, id: string): Promise<boolean> {
      const source = await sourceOf(connectionId);
      const answer = await source?.erase(id);
      if (answer?.ok) await db.tracked.update(id, { state: 'erased', changedAt: clock() });
      return answer?.ok ?? false;
    },
    async forgetOld(): Promise<void> {
      const old = (state: TrackedRow['state'], ms: number) =>
        db.tracked
          .where('[state+changedAt]')
          .between([state, 0], [state, clock() - ms])
          .delete();
      await old('leaving', FORGET_UNSENT_MS);
      for (const state of ['told', 'erased'] as const) await old(state, FORGET_TOLD_MS);
    },
  };
}

function nextOf(row: TrackedRow, sign: SendSign, now: number, undoMs: number): TrackedRow | 'gone' {
  switch (sign.kind) {
    case 'confirmed': {
      if (!isToLeave(row)) return row;
      const thread = sign.hostThreadId ? threadOf(sign.hostThreadId) : row.thread;
      const { scheduled: wasScheduled, ...planned } = row.mail;
      // The page's clock is a claim; a mail is not sent in the future.
      const mail = { ...planned, thread, at: Math.min(sign.at, now) };
      const { messageId, hostMessageId } = sign;
      const dueAt = sign.isFinal || wasScheduled ? now : now + undoMs;
      return { ...row, thread, mail, messageId, hostMessageId, state: 'sent', changedAt: now, dueAt };
    }
    case 'scheduled': {
      if (!isToLeave(row)) return row;
      // Nobody may be there to see it leave. A page that does not know when says at least that it is to.
      return { ...row, mail: { ...row.mail, at: sign.at ?? now, scheduled: true }, state: 'sent', changedAt: now, dueAt: now };
    }
    case 'pressed':
      // Sent anew: it was a draft again, and what was planned is off, whoever saw that happen.
      return row.mail.scheduled && row.state !== 'leaving' ? takenBack(row, now) : row;
    case 'undone':
    case 'failed':
    case 'discarded':
      return takenBack(row, now);
    default:
      return row;
  }
}

function takenBack(row: TrackedRow, now: number): TrackedRow | 'gone' {
  if (row.state === 'told') return { ...row, state: 'erasing', changedAt: now };
  return row.state === 'erasing' || row.state === 'erased' ? row : 'gone';
}

/** Not known to have left: what a host says of a scheduled mail may be said again, with another time. */
const isToLeave = ({ state, mail }: TrackedRow) => state === 'leaving' || ((state === 'sent' || state === 'told') && mail.scheduled);
