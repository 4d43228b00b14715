import type { Saga } from '../../core/outbox/delivery';
import type { Place, Target } from './desk';

/**
 * What a delivery does is written down before it is done and after: `plan 1`, `done 1`, `plan 2` … A try that is
 * resumed, also after the rep took a record off or a rule did, finds there what was written, and where something may
 * have been. So does a removal. `hides`: whom the note keeps out; one that says too much by now is written anew.
 */
export type Plan = { does: 'write'; target: Target; hides: string } | { does: 'remove'; target: Target; note: string };
/** `note` null: nothing is there. `found`: it was there already. `on`: the record that has taken the place of the target. */
export interface Done {
  note: string | null;
  found: boolean;
  on?: { id: string; name: string };
}

const keyOf = ({ kind, id }: Place): string => `${kind}:${id}`;
export const isSame = (a: Place, b: Place): boolean => keyOf(a) === keyOf(b);

class NothingLeft extends Error {}

/** What is known when a plan is carried out. */
export interface Moment {
  /** An earlier try began with it, and may have come to an end or not. */
  wasTried: boolean;
  /** Notes of this mail's other records. */
  taken: ReadonlySet<string>;
}

/** What a mail is to have: a note on each of these records, that keeps these people out. */
export interface Wanted {
  targets: readonly Target[];
  hides: string;
}

export const isWanted = ({ targets, hides }: Wanted, plan: Extract<Plan, { does: 'write' }>): boolean =>
  plan.hides === hides && targets.some((one) => isSame(one, plan.target));

interface Entry {
  plan: Extract<Plan, { does: 'write' }>;
  done: Done;
}

/**
 * Replays what earlier tries planned, then plans on until exactly `wanted` have a note. `carryOut` throws to stop; what
 * it was asked for stays planned. Resolves to what became of each, in the order of its targets.
 */
export async function followLedger(saga: Saga, wanted: Wanted, carryOut: (plan: Plan, moment: Moment) => Promise<Done>) {
  const present = new Map<string, Entry>();
  for (let number = 1; ; number++) {
    let wasTried = true;
    const plan = await readPlan(saga, number, () => {
      wasTried = false;
      return planNext(wanted, present);
    });
    if (!plan) break;
    const taken = new Set([...present.values()].flatMap(({ done }) => done.note ?? []));
    const done = await saga.step(`done ${number}`, () => carryOut(plan, { wasTried, taken }));
    note(present, plan, done, wanted);
  }
  return wanted.targets.flatMap((target) => {
    const entry = present.get(keyOf(target));
    return entry ? [{ target, done: entry.done }] : [];
  });
}

function note(present: Map<string, Entry>, plan: Plan, done: Done, wanted: Wanted): void {
  const key = keyOf(plan.target);
  if (plan.does === 'write' && (done.note !== null || isWanted(wanted, plan))) present.set(key, { plan, done });
  else present.delete(key);
  // Who shared the note that is gone now needs one of his own.
  if (plan.does === 'remove') for (const [key, { done }] of present) if (done.note === null) present.delete(key);
}

function planNext(wanted: Wanted, present: ReadonlyMap<string, Entry>): Plan | null {
  // First what must not be there.
  for (const { plan, done } of present.values())
    if (done.note !== null && !isWanted(wanted, plan)) return { does: 'remove', target: plan.target, note: done.note };
  const target = wanted.targets.find((one) => !present.has(keyOf(one)));
  return target ? { does: 'write', target, hides: wanted.hides } : null;
}

/** A step that is not taken is not kept: the next try plans from there. */
async function readPlan(saga: Saga, number: number, next: () => Plan | null): Promise<Plan | null> {
  try {
    return await saga.step(`plan ${number}`, async () => {
      const plan = next();
      if (!plan) throw new NothingLeft();
      return plan;
    });
  } catch (error) {
    if (error instanceof NothingLeft) return null;
    throw error;
  }
}

/** From a saga that is over: the notes it made and where, and the records on which one may be without our knowing its id. */
export function readLedger(saga: Readonly<Record<string, unknown>>): { notes: string[]; noted: Target[]; uncertain: Target[] } {
  const notes = new Set<string>();
  const noted: Target[] = [];
  const uncertain: Target[] = [];
  for (let number = 1; saga[`plan ${number}`]; number++) {
    const plan = saga[`plan ${number}`] as Plan;
    const done = saga[`done ${number}`] as Done | undefined;
    if (done) noted.push(plan.target);
    if (plan.does === 'remove') notes.add(plan.note);
    else if (!done) uncertain.push(plan.target);
    else if (done.note !== null) notes.add(done.note);
  }
  return { notes: [...notes], noted, uncertain };
}
