import type { Person } from '../../core/engagement';
import { addConsents } from './consents';
import type { Database, Queries } from './database';
import { overList } from './lists';
import { mailboxOf, messagesByRef, silenceMessages } from './tracked-messages';

interface Message {
  tenant: string;
  ref: string;
}

/** Who sent it, as people know it, and whether it went to more than one, as far as we know. */
export async function readOccasion(read: Queries, { tenant, ref }: Message): Promise<{ organisation: string; several: boolean }> {
  const row = await read.selectFrom('tenants').select('name').where('tenant', '=', tenant).executeTakeFirst();
  return { organisation: row?.name ?? '', several: (await recipientsOf(read, { tenant, ref }))?.length !== 1 };
}

/** Null: it is not registered yet, or erased. */
async function recipientsOf(read: Queries, { tenant, ref }: Message): Promise<Person[] | null> {
  const message = (await messagesByRef(read, tenant, [ref])).get(ref);
  const people = JSON.parse(message?.recipients ?? '[]') as Person[];
  return people.length > 0 ? people : null;
}

/**
 * T5. A recipient takes back, or refuses, with the mail in hand. That mail is silent whoever she was; where it is known who she is (it
 * was sent to her alone, or to the address that she says), so is all that she was ever sent, and nothing more is tracked. Of a mail whose
 * recipients we do not know, because it was erased or is not registered yet, her word is taken for it.
 */
export function optOut(db: Database, message: Message, address: string | null, now: number): Promise<void> {
  const { tenant, ref } = message;
  return db.write(async (tx) => {
    const people = await recipientsOf(tx, message);
    const said = people ? findSpeaker(people, address) : address;
    if (said !== null) await withdraw(tx, tenant, said, now);
    if (people) return silenceMessages(tx, tenant, [ref], 'opted_out', now);
    // What is not registered yet is silent as soon as it is.
    const early = tx.insertInto('opt_outs').values({ tenant, ref, address: address ?? '', at: now });
    await early.onConflict((conflict) => conflict.doNothing()).execute();
  }, tenant);
}

/** Null: nobody can tell which of them it was. */
function findSpeaker(people: readonly Person[], address: string | null): string | null {
  const [only, another] = people;
  if (only && !another) return only.address;
  const said = address && people.find((person) => mailboxOf(person.address) === mailboxOf(address));
  return said ? said.address : null;
}

const withdraw = (tx: Queries, tenant: string, address: string, now: number) =>
  addConsents(tx, { tenant, userId: null }, [{ address, state: 'withdrawn', how: 'page', note: '' }], now);

/** Opt-outs that were there before their message, which is silent now; answers whose. Who got it alone may have said another of her addresses. */
export async function joinOptOuts(tx: Queries, tenant: string, refs: readonly string[], now: number): Promise<Set<string>> {
  const early = await overList(refs, (piece) =>
    tx.deleteFrom('opt_outs').where('tenant', '=', tenant).where('ref', 'in', piece).returning(['ref', 'address', 'at']).execute(),
  );
  for (const { ref, address, at } of early) {
    const people = (await recipientsOf(tx, { tenant, ref })) ?? [];
    const speaker = findSpeaker(people, address);
    if (speaker !== null && mailboxOf(speaker) !== mailboxOf(address)) await withdraw(tx, tenant, speaker, at);
    await silenceMessages(tx, tenant, [ref], 'opted_out', now);
  }
  return new Set(early.map(({ ref }) => ref));
}
