import type { Translate } from '../../core/messages';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { Log } from '../http/problem';
import type { Database } from '../store/database';
import { readMailHits } from '../store/hit-feed';
import { dropNote, keepNote, type NoteRow, nextNote, putNoteOff, takeNotes } from '../store/hit-notes';
import { findLogged } from '../store/removal';
import { readEntries } from '../store/sql-outbox';
import { messagesByRef } from '../store/tracked-messages';
import { hitNoteText, newestIn } from './hit-note-text';
import type { Line } from './line';

declare module 'fastify' {
  interface FastifyInstance {
    hitNotes: ReturnType<typeof makeHitNotes>;
  }
}

const LOOK_MS = 15_000;
/** A mail that is on its way to the CRM is looked at again after so long; a CRM that cannot be asked, too. */
const LATER_MS = 10 * 60_000;
/** What the CRM refuses it refuses tomorrow too, but for a right that was given meanwhile. */
const REFUSED_MS = 24 * 3_600_000;
const AT_ONCE = 20;

interface HitNotesSetting {
  db: Database;
  clock(): number;
  log: Log;
  lineOf(tenant: string): Promise<Line | null>;
  /** Organisations with a CRM. */
  tenants(): Promise<string[]>;
  t: Translate;
}

/** K7. Tells the CRM of opens and clicks: one note for each mail, changed in place, and not for each hit. */
export function makeHitNotes({ db, clock, log, lineOf, tenants, t }: HitNotesSetting) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  let running: Promise<void> = Promise.resolve();

  /** Writes all that is due of an organisation. */
  async function work(tenant: string): Promise<void> {
    const line = await lineOf(tenant);
    if (!line) return;
    for (let notes = await takeNotes(db, tenant, AT_ONCE, clock()); notes.length > 0 && !ended; ) {
      for (const note of notes) if (!ended) await tell(line, note);
      notes = await takeNotes(db, tenant, AT_ONCE, clock());
    }
  }

  async function tell(line: Line, row: NoteRow): Promise<void> {
    const { tenant, ref, note: noteId } = row;
    const message = (await messagesByRef(db.read, tenant, [ref])).get(ref);
    const entry = message && (await entryOf(tenant, message.id));
    if (!message || !entry || (entry.state === 'removed' && noteId === null)) return dropNote(db, row);
    if (entry.state !== 'logged' && entry.state !== 'removed') return putNoteOff(db, row, clock() + LATER_MS);
    const hits = message.silenced === 'erased' ? null : await readMailHits(db.read, tenant, message);
    const isThere = entry.state === 'logged' && hits !== null && hits.counts.length > 0;
    const answer = await line.noteHits({
      ...{ engagementId: message.id, ref: entry.state === 'logged' ? entry.ref : null, noteId },
      ...{ text: isThere ? hitNoteText(hits, t) : null, at: hits ? newestIn(hits) : clock() },
    });
    if (answer.ok) return keepNote(db, row, answer.value, clock());
    const { outcome } = answer;
    await putNoteOff(db, row, clock() + (outcome.kind === 'retry' ? Math.max(outcome.afterMs ?? 0, LATER_MS) : REFUSED_MS));
  }

  /** The mail may be logged under another's id: it came in twice. */
  async function entryOf(tenant: string, id: string): Promise<OutboxEntry | undefined> {
    const record = (await findLogged(db.read, tenant, id))?.id ?? id;
    return (await readEntries(db.read, tenant, [record])).get(record);
  }

  async function look(): Promise<void> {
    for (const tenant of await tenants()) {
      const due = ended ? null : await nextNote(db.read, tenant);
      if (due !== null && due <= clock()) await work(tenant);
    }
  }

  function turn(): void {
    running = look()
      .catch((error) => log({ event: 'hit_notes_failed', name: error instanceof Error ? error.name : '' }))
      .then(() => {
        if (!ended) timer = setTimeout(turn, LOOK_MS).unref();
      });
  }

  return {
    work,
    start(): void {
      timer = setTimeout(turn, LOOK_MS).unref();
    },
    async close(): Promise<void> {
      ended = true;
      clearTimeout(timer);
      await running;
    },
  };
}
