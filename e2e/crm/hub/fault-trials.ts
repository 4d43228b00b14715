import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isOnPostgres } from '../../../src/endpoint/testing-database';
import { KEY_REFUSED, PASSING, SILENT } from '../fault-table';
import { asFarAsAllowed, readCrm, withMail } from '../one-record';
import type { CrmName } from '../practice.mjs';
import { type Office, openOffice } from './office';

// The same faults as in the worker and in Node, with the CRM behind an endpoint: by its own outbox in SQL, with a restart after each.

/**
 * What CRMs do does not depend on where our outbox lies: on PostgreSQL one fault for each way to go on is tried, at one of them;
 * embedded all are, at all.
 */
const ON_POSTGRES = ['a connection dropped after the write', 'no answer after the write', '429 with Retry-After', '401'];
const FAULTS = [...PASSING, ...SILENT, ...KEY_REFUSED].filter(([name]) => !isOnPostgres || ON_POSTGRES.includes(name));
const LOST = FAULTS.filter(([, { kind }]) => kind === '500-after' || kind === 'drop-after' || kind === '500-before');
const WORDS = JSON.parse(readFileSync('public/_locales/en/messages.json', 'utf8'));
/** Nobody waits half a minute for a server that never answers. */
const impatient =
  (real: typeof fetch): typeof fetch =>
  (url, init) =>
    real(url, { ...init, signal: AbortSignal.any([AbortSignal.timeout(100), ...(init?.signal ? [init.signal] : [])]) });
const patient = (real: typeof fetch) => real;
/** Whoever is dead gives nothing up either. */
const dying =
  (real: typeof fetch): typeof fetch =>
  (url, init) =>
    real(url, { ...init, signal: null });

/** Declares the trials of one CRM, each CRM in a file of its own: they run beside one another. */
export function tryFaults(name: CrmName): void {
  let office: Office;
  /** The requests of a mail like the one before it. */
  let steps: string[];
  /** The requests of its un-log. */
  let removals: number;

  /** A mail, by an endpoint that was just started: it remembers nothing. */
  const begin = async () => {
    office.crm.server.calm();
    await office.restart();
    const before = readCrm(office.crm);
    const { mail, newcomer } = office.write();
    const asked = office.crm.server.asked.length;
    return {
      mail,
      asked: () => office.crm.server.asked.slice(asked),
      now: () => readCrm(office.crm, before.people.length),
      before,
      once: () => withMail(before, name, mail.subject, newcomer),
    };
  };

  /** Time passes; what was refused is tried again, by whoever was told what to do. */
  async function until(id: string, state: 'logged' | 'removed'): Promise<void> {
    for (let round = 0; round < 12; round++) {
      const entry = await office.entryOf(id);
      if (entry?.state === state) return;
      if (entry?.state === 'failed') {
        expect(WORDS).toHaveProperty(`remedy_${entry.failure?.code}`);
        await office.retry(id);
      }
      await office.later();
    }
    expect((await office.entryOf(id))?.state).toBe(state);
  }

  beforeAll(async () => {
    office = await openOffice(name);
    // After the first mail Ada's records are known here; those after it are all alike.
    for (let round = 0; round < 2; round++) {
      const { mail, asked, now, once } = await begin();
      await office.log(mail);
      expect(now()).toEqual(once());
      steps = asked().map(({ method, path }) => `${method} ${path}`);
      await office.remove(mail.id);
      removals = asked().length - steps.length;
    }
  });
  afterAll(() => office?.close());

  test.each(FAULTS)('D2: %s at any request, and the endpoint started anew after it: one record each', async (fault, order) => {
    office.through = fault.startsWith('no answer') ? impatient : patient;
    for (const [skip, step] of steps.entries()) {
      const { mail, asked, now, once } = await begin();
      office.crm.server.order({ ...order, skip });
      await office.log(mail);
      await office.restart();
      await until(mail.id, 'logged');
      expect([step, asked().filter((one) => one.fault !== null).length]).toEqual([step, 1]);
      // A right that is missing is no fault of the mail's: it is logged without what the key may not see.
      const wanted = order.kind === 403 ? asFarAsAllowed(once(), now()) : once();
      expect([step, now()]).toEqual([step, wanted]);
    }
    office.through = patient;
  });

  test('D2: killed when a request was done and nobody heard of it, at any: one record each', async () => {
    for (const [skip, step] of steps.entries()) {
      const { mail, asked, now, once } = await begin();
      office.crm.server.order({ kind: 'silent-after', skip });
      office.through = dying;
      void office.log(mail);
      await expect.poll(() => asked().some(({ fault }) => fault !== null), { interval: 5, timeout: 20_000 }).toBe(true);
      office.through = patient;
      await office.startAfterDeath();
      await until(mail.id, 'logged');
      expect([step, now()]).toEqual([step, once()]);
    }
  });

  test.each(LOST)('D6: un-logged after %s at any request of its delivery, with a restart between: nothing is left', async (_, order) => {
    for (const [skip, step] of steps.entries()) {
      const { mail, now, before } = await begin();
      office.crm.server.order({ ...order, skip });
      await office.log(mail);
      await office.restart();
      await office.remove(mail.id);
      await until(mail.id, 'removed');
      expect([step, now().mails, now().files]).toEqual([step, before.mails, before.files]);
    }
  });

  test.each(FAULTS)('D6: %s at any request of an un-log, and the endpoint started anew after it: nothing is left', async (fault, order) => {
    office.through = fault.startsWith('no answer') ? impatient : patient;
    for (let skip = 0; skip < removals; skip++) {
      const { mail, now, before } = await begin();
      await office.log(mail);
      office.crm.server.order({ ...order, skip });
      await office.remove(mail.id);
      await office.restart();
      await until(mail.id, 'removed');
      expect([skip, now().mails, now().files]).toEqual([skip, before.mails, before.files]);
    }
    office.through = patient;
  });
}
