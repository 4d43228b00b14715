import type { Outcome, RemovalOutcome } from '../outcome';
import type { Asking } from './asking';
import { isFailedWhole, isRefusedWhole, makeBatches } from './batch';
import type { Deliverer } from './delivery';
import { checkTime } from './doubles';
import type { OutboxEntry } from './entry';
import * as change from './entry-changes';
import type { OutboxSetting } from './outbox-setting';
import { makeSaga } from './saga';

/** Changes an entry in the store and tells who listens; resolves to what is stored afterwards. */
export type Alter = (id: string, to: (entry: OutboxEntry) => OutboxEntry | undefined) => Promise<OutboxEntry | undefined>;

/** Takes due entries of one connection to its CRM and writes down what came of it. */
export function makeCourier(setting: OutboxSetting, { UNKNOWN, holdBack, mayAsk, noteAnswer }: Asking, alter: Alter) {
  const { clock, random } = setting;
  const moment = (): change.Moment => ({ now: clock(), random });

  async function remove(connector: Deliverer, { id, engagement, ref, saga, ambiguous }: OutboxEntry): Promise<RemovalOutcome> {
    const unchecked = setting.checks !== undefined && (ambiguous || ref === null);
    return connector.remove(id, { engagement, ref, saga, ...(unchecked ? { unchecked } : {}) }).catch(() => UNKNOWN);
  }

  async function removeOne(connector: Deliverer, { id, connectionId }: OutboxEntry): Promise<void> {
    const entry = await alter(id, (now) => change.removalBegun(now, moment()));
    if (entry?.state !== 'removing') return;
    const outcome = await remove(connector, entry);
    await alter(id, (now) => change.removalAnswered(now, outcome, moment()));
    await noteAnswer(connectionId, outcome);
  }

  /** Asks the rules again (N5); an entry that may go comes back as `sending`. */
  async function prepare(connector: Deliverer, waiting: OutboxEntry): Promise<OutboxEntry | undefined> {
    const { id, connectionId, engagement } = waiting;
    const verdict = await setting.recheck(engagement, connectionId);
    if (verdict.kind === 'log' && change.isForSomebody(verdict.engagement)) {
      const entry = await alter(id, (now) => change.sent(now, verdict.engagement, moment()));
      return entry?.state === 'sending' ? entry : undefined;
    }
    const rule = verdict.kind === 'blocked' ? verdict.rule.key : undefined;
    const blocked: Extract<Outcome, { kind: 'blocked' }> = {
      kind: 'blocked',
      code: verdict.kind === 'blocked' ? 'never_log' : 'nobody_left',
      rule,
    };
    // An earlier try may have written it, or some of it, before there was the rule.
    const touched = !change.isUntouched(waiting);
    const outcome: RemovalOutcome = touched ? await remove(connector, waiting) : { kind: 'removed' };
    await alter(id, (now) =>
      outcome.kind === 'removed' ? change.keptOut(now, blocked, moment()) : change.answered(now, outcome, moment()),
    );
    if (touched) await noteAnswer(connectionId, outcome);
    return undefined;
  }

  async function ask(connector: Deliverer, batch: readonly OutboxEntry[]): Promise<Outcome[]> {
    const items = batch.map(({ id, engagement, saga, ambiguous, failure }) => ({
      engagement,
      ambiguous,
      lastFailure: failure?.code,
      saga: makeSaga(setting.store, id, saga),
      readAttachment: (sha256: string) => setting.readAttachment(id, sha256),
    }));
    const outcomes: Outcome[] = await connector.deliver(items).catch(() => []);
    return batch.map((_, index) => outcomes[index] ?? UNKNOWN);
  }

  async function deliver(connectionId: string, connector: Deliverer, batch: readonly OutboxEntry[]): Promise<void> {
    const outcomes = await ask(connector, batch);
    if (isRefusedWhole(outcomes)) {
      const middle = batch.length >> 1;
      await deliver(connectionId, connector, batch.slice(0, middle));
      return deliver(connectionId, connector, batch.slice(middle));
    }
    const check = setting.checks && connector.removeDoubles ? { checkAt: checkTime(clock()) } : {};
    for (const [index, { id }] of batch.entries())
      await alter(id, (entry) => change.answered(entry, outcomes[index] ?? UNKNOWN, { ...moment(), ...check }));
    const answer =
      outcomes.find((one) => one.kind === 'retry' && one.scope === 'connection') ?? outcomes.find((one) => one.kind !== 'retry');
    if (answer) return noteAnswer(connectionId, answer);
    if (isFailedWhole(outcomes)) await holdBack(connectionId, 'server_error');
  }

  /** Delivers and removes these entries of one connection, until it is held. Rejects if the store fails. */
  return async function carry(connectionId: string, entries: readonly OutboxEntry[]): Promise<void> {
    const connector = await setting.connectorFor(connectionId);
    if (!connector) return holdBack(connectionId, 'not_connected');
    for (const entry of entries.filter(({ state }) => state === 'removing')) {
      if (!(await mayAsk(connectionId, connector))) return;
      await removeOne(connector, entry);
    }
    const waiting = entries.filter(({ state }) => state === 'waiting');
    for (const batch of makeBatches(waiting, connector.maxBatch)) {
      if (!(await mayAsk(connectionId, connector))) return;
      const ready: OutboxEntry[] = [];
      for (const entry of batch) {
        const prepared = await prepare(connector, entry);
        if (prepared) ready.push(prepared);
      }
      if (ready.length > 0) await deliver(connectionId, connector, ready);
    }
  };
}
