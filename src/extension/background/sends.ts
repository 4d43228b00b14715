import { v7 as uuid } from 'uuid';
import type { Engagement } from '../../core/engagement';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { Outbox } from '../../core/outbox/outbox';
import type { Plan } from '../../core/plan';
import { deadline, nextSend, type SendEvent, type SendPhase } from '../../core/send-state';
import type { SendSign } from '../../mail/mail-client';
import type { SentSighting } from '../../mail/mail-reader';
import type { DeliveryNews, Unconfirmed, WireDraft } from '../protocol';
import type { Database, DraftRow } from './database';
import type { Planned } from './engaging';
import type { Files } from './files';
import type { MailIndex } from './mail-index';
import { plainText } from './plain-text';
import type { Confirmation, Engaged, Planning } from './planning';
import type { Rules } from './rules';

interface SendsSetting {
  db: Database;
  outbox: Outbox;
  planning: Planning;
  rules: Rules;
  index: MailIndex;
  files: Files;
  clock(): number;
  /** Something is due at another time than before. */
  onChange(): void;
}

/** A list tells the time to the minute. */
const SIGHTING_MS = 60_000;

const WAITS: readonly SendPhase[] = ['intent', 'scheduled'];

/** From what the host says of a send to the outbox. Each step is stored before it is answered. */
export function makeSends({ db, outbox, planning, rules, index, files, clock, onChange }: SendsSetting) {
  /** When a page last said so, by draft. Only a witness that waits for a page's word asks, some seconds later. */
  const refusals = new Map<string, number>();

  /** Takes one step; with `queue`, what was prepared outside of the transaction is handed over inside of it. */
  async function step(
    id: string,
    event: SendEvent,
    content: Content,
    prepared: Prepared | null,
  ): Promise<{ row: DraftRow; queued: boolean } | null> {
    return db.transaction('rw', db.drafts, db.entries, db.counters, db.mails, async () => {
      const row = await db.drafts.get(id);
      if (!row) return null;
      const { state, effect } = nextSend(row.send, event, clock(), row.log);
      const after: DraftRow = { ...row, send: state };
      if (effect === 'keep') after.content = content(row);
      if (effect === 'take-back' && !(await outbox.takeBack(row.engagementId))) after.engagementId = uuid();
      const queued = effect === 'queue' && prepared !== null && (await handOver(after, prepared));
      // What is handed over is in the outbox; what will not be logged is nobody's to keep.
      if (effect === 'queue') after.content = null;
      if (effect !== 'none' || state !== row.send) await db.drafts.put(after);
      return { row: after, queued };
    });
  }

  /** To the outbox, under a fresh id if the old one was handed to a CRM by an earlier send of the same draft. */
  async function handOver(row: DraftRow, { engagement, connectionId, dueAt }: Prepared): Promise<boolean> {
    const earlier = await db.entries.get(row.engagementId);
    if (earlier?.wanted === 'gone') row.engagementId = uuid();
    const mine = { ...engagement, id: row.engagementId };
    await index.note(connectionId, mine);
    return outbox.add(mine, connectionId, dueAt);
  }

  /** What was planned for a mail that was really sent; null: it goes to no CRM. */
  function prepare({ plan, account, engagement }: Engaged, dueAt: number): Prepared | null {
    const isLogged = plan.verdict === 'will-log' && account?.connectionId;
    return isLogged ? { engagement, connectionId: account.connectionId ?? '', dueAt } : null;
  }

  /** Nothing of it goes to a CRM: its files are nobody's to keep, and the rep finds it among what was kept out, where that says something. */
  async function keepOut(row: DraftRow, { plan, account, engagement }: Engaged): Promise<void> {
    await files.forget(row.id);
    const code = whyNot(plan);
    if (!account?.connectionId || (code !== 'too_large' && code !== 'never_log')) return;
    const mine = { ...engagement, id: row.engagementId };
    await index.note(account.connectionId, mine);
    await outbox.addKeptOut(mine, account.connectionId, { code, ...ruleIn(plan) });
  }

  async function confirm(row: DraftRow, event: SendEvent, sent: Confirmation, held: boolean): Promise<DeliveryNews | null> {
    if (!row.content || nextSend(row.send, event, clock(), row.log).effect !== 'queue') return newsOf(row);
    const planned = await planning.engage(row, row.content, sent);
    const { plan, account } = planned;
    const prepared = prepare(planned, clock() + (held ? (account?.undoSeconds ?? 0) * 1000 : 0));
    const done = await step(row.id, event, keepContent, prepared);
    if (account?.connectionId && done) await rules.countHits(account.connectionId, plan.excluded);
    if (done && !prepared) await keepOut(done.row, planned);
    onChange();
    if (!done) return null;
    return done.queued || prepared ? newsOf(done.row) : notLogged(row.id, planned);
  }

  async function apply(row: DraftRow, event: SendEvent, content: Content): Promise<DeliveryNews | null> {
    const done = await step(row.id, event, content, null);
    onChange();
    return done && newsOf(done.row);
  }

  async function newsOf(row: DraftRow): Promise<DeliveryNews | null> {
    const entry = await db.entries.get(row.engagementId);
    if (entry) return newsOfEntry(row.id, entry, clock());
    const state = NEWS_OF_PHASE[row.send.phase];
    return state ? { id: row.id, state, names: namesIn(row.content), url: null, code: null, rule: null } : null;
  }

  return {
    newsOf,
    /** Epoch ms when a page last said that the host refused this draft; null: none has. */
    refusedAt: (id: string): number | null => refusals.get(id) ?? null,
    /** D1: the message as it is now, on the disk before the mail leaves. */
    async intend(row: DraftRow, draft: WireDraft): Promise<{ stored: boolean }> {
      const done = await step(row.id, { kind: 'intended' }, () => draft, null);
      onChange();
      return { stored: done?.row.content != null };
    },
    /** `seenAt`: see `SendEvent`. */
    async sign(row: DraftRow, sign: SendSign, seenAt?: number): Promise<DeliveryNews | null> {
      if (sign.kind === 'failed' && seenAt === undefined) refusals.set(row.id, clock());
      if (sign.kind === 'confirmed') {
        const { messageId, hostThreadId, hostMessageId } = sign;
        // The page's clock is a claim; a mail is not sent in the future.
        return confirm(
          row,
          { kind: 'confirmed', seenAt },
          { messageId, hostThreadId, hostMessageId, at: Math.min(sign.at, clock()) },
          row.send.phase !== 'scheduled' && !sign.isFinal,
        );
      }
      if (sign.kind === 'leaving') return apply(row, { kind: 'leaving', seenAt }, (now) => asItLeaves(now, sign));
      return apply(row, sign.kind === 'scheduled' ? { kind: sign.kind, at: sign.at, seenAt } : { kind: sign.kind, seenAt }, keepContent);
    },
    /** R3: a mail that was sent with Log off, and is to be logged after all. What came of it, as a plan: nothing happens unless it will be logged. */
    async logLater(row: DraftRow, content: WireDraft, sent: Confirmation): Promise<Planned> {
      const planned = await planning.engage({ ...row, log: true }, content, sent);
      const prepared = prepare(planned, clock());
      if (!prepared) return planned;
      await db.transaction('rw', db.drafts, db.entries, db.counters, db.mails, async () => {
        const after: DraftRow = { ...row, content: null, send: { ...row.send, phase: 'confirmed', since: clock() } };
        await handOver(after, prepared);
        await db.drafts.put(after);
      });
      await rules.countHits(prepared.connectionId, planned.plan.excluded);
      onChange();
      return planned;
    },
    /** The rep's own word on a send that no host confirmed. */
    async resolve(id: string, wasSent: boolean): Promise<void> {
      const row = await db.drafts.get(id);
      if (!row) return;
      const at = row.send.scheduledFor ?? row.send.since;
      if (wasSent) await confirm(row, { kind: 'said-sent' }, { messageId: null, hostThreadId: '', at: Math.min(at, clock()) }, false);
      else await apply(row, { kind: 'said-not-sent' }, keepContent);
    },
    /** A later sighting: what nobody had confirmed stands in the host's Sent list. */
    async noteSeen(account: string, rows: readonly Pick<SentSighting, 'hostThreadId' | 'hostMessageId' | 'at'>[]): Promise<void> {
      for (const row of await inPhases(db, ['unconfirmed'])) {
        const thread = row.hostThreadId || (row.content?.hostThreadId ?? '');
        const since = (row.send.scheduledFor ?? row.openedAt) - SIGHTING_MS;
        const seen = rows.find(({ hostThreadId, at }) => thread !== '' && hostThreadId === thread && at !== null && at >= since);
        if (!seen || row.account !== account) continue;
        const { hostThreadId, hostMessageId, at } = seen;
        await confirm(
          row,
          { kind: 'said-sent' },
          { messageId: null, hostThreadId, hostMessageId, at: Math.min(at ?? clock(), clock()) },
          false,
        );
      }
    },
    /** Sends that nobody spoke of in time become unconfirmed. */
    async expire(): Promise<number> {
      const waiting = await inPhases(db, WAITS);
      const late = waiting.filter(({ send }) => (deadline(send) ?? Infinity) <= clock());
      for (const row of late) await step(row.id, { kind: 'timed-out' }, keepContent, null);
      return late.length;
    },
    /** Epoch ms when the next one will be late, or null. */
    async nextDeadline(): Promise<number | null> {
      const times = (await inPhases(db, WAITS)).flatMap(({ send }) => deadline(send) ?? []);
      return times.length === 0 ? null : Math.min(...times);
    },
    async listUnconfirmed(): Promise<Unconfirmed[]> {
      return (await inPhases(db, ['unconfirmed'])).map(({ id, account, content, send }) => ({
        id,
        account,
        subject: content?.subject ?? '',
        names: namesIn(content),
        at: send.scheduledFor ?? send.since,
        scheduled: send.wasScheduled,
      }));
    },
    countUnconfirmed: (): Promise<number> => phaseRange(db, 'unconfirmed').count(),
  };
}

interface Prepared {
  engagement: Engagement;
  connectionId: string;
  dueAt: number;
}
/** What is kept of the message at a step. */
type Content = (row: DraftRow) => WireDraft | null;
const keepContent: Content = ({ content }) => content;

const phaseRange = (db: Database, phase: SendPhase) => db.drafts.where('[send.phase+send.since]').between([phase, 0], [phase, Infinity]);
const inPhases = async (db: Database, phases: readonly SendPhase[]) =>
  (await Promise.all(phases.map((phase) => phaseRange(db, phase).toArray()))).flat();

/** The final recipients, subject and body are in the request; what it does not carry is in the snapshot. */
function asItLeaves(row: DraftRow, { recipients, subject, html }: Extract<SendSign, { kind: 'leaving' }>): WireDraft {
  const { account, hostDraftId, hostThreadId, content } = row;
  const before = content ?? {
    hostDraftId,
    hostThreadId,
    from: { address: account, name: '' },
    recipients: [],
    subject: '',
    html: '',
    text: '',
    files: [],
  };
  const isOtherBody = html !== '' && html !== before.html;
  return {
    ...before,
    recipients: recipients.length > 0 ? recipients : before.recipients,
    subject: subject || before.subject,
    html: html || before.html,
    text: isOtherBody ? plainText(html) : before.text,
  };
}

const NEWS_OF_PHASE: Partial<Record<SendPhase, DeliveryNews['state']>> = {
  cancelled: 'cancelled',
  discarded: 'cancelled',
  unconfirmed: 'unconfirmed',
};

const namesIn = (content: WireDraft | null): string[] => (content?.recipients ?? []).map(({ name, address }) => name || address);

/** Confirmed, and yet nothing goes to a CRM: the plan had said so. */
function notLogged(id: string, { plan }: Planned): DeliveryNews | null {
  return { id, state: 'blocked', names: [], url: null, code: whyNot(plan), rule: ruleIn(plan).rule ?? null };
}

function whyNot(plan: Plan): 'too_large' | 'never_log' | 'nobody_left' | 'not_connected' {
  if (plan.verdict === 'too-large') return 'too_large';
  if (plan.verdict !== 'nobody-left') return 'not_connected';
  return ruleIn(plan).rule ? 'never_log' : 'nobody_left';
}

function ruleIn({ excluded }: Plan): { rule?: string } {
  const rule = excluded.find((one) => one.reason === 'never-log')?.rule;
  return rule ? { rule } : {};
}

export function newsOfEntry(id: string, entry: OutboxEntry, now: number): DeliveryNews {
  const isHeld = entry.state === 'waiting' && entry.tries === 0 && !entry.failure && (entry.dueAt ?? 0) > now;
  return {
    id,
    state: isHeld ? 'held' : entry.state,
    names: entry.engagement.associations
      .filter(({ kind }) => kind === 'contact' || kind === 'lead')
      .map(({ name, address }) => name || address || ''),
    url: entry.ref?.url ?? null,
    code: entry.failure?.code ?? null,
    rule: entry.failure?.rule ?? null,
  };
}
