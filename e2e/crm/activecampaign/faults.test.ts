import { afterEach, describe, expect, test } from 'vitest';
import type { Engagement } from '../../../src/core/engagement';
import { sampleId } from '../../../src/core/outbox/samples';
import { KEY_REFUSED, PASSING } from '../fault-table';
import { ADA, ada, contact, type Desk, mail, openDesk } from './desk';
import { seed } from './seed.mjs';

let desk: Desk | undefined;
afterEach(async () => {
  await desk?.service.close();
  desk = undefined;
});
const open = async (...options: Parameters<typeof openDesk>) => {
  desk = await openDesk(...options);
  return desk;
};
const id = sampleId(1);

/** Every kind of delivery, by the requests that it makes when nothing befalls it. */
const DELIVERIES: Record<string, { engagement: Engagement; places: string[] }> = {
  'to records that were looked up': { engagement: mail(1, ada), places: ['CustomerAccount 9', 'Deal 40', 'Subscriber 5'] },
  'to somebody new': {
    engagement: mail(1, [contact(null, 'new@acme.example', { name: 'Noa New', create: true })]),
    places: ['Subscriber 101'],
  },
  'to somebody who was not looked up': {
    engagement: mail(1, [contact(null, ADA, { create: true })], { associationsComplete: false }),
    places: ['CustomerAccount 9', 'Deal 40', 'Deal 41', 'Deal 46', 'Subscriber 5'],
  },
};
/** 403 has tests of its own: of a list at a record it says that the user may not see what is in it. */
const FAULTS = [...PASSING, ...KEY_REFUSED.filter(([, { kind }]) => kind !== 403)];

async function countSteps(engagement: Engagement): Promise<number> {
  const quiet = await openDesk();
  await quiet.log(engagement);
  await quiet.service.close();
  return quiet.service.asked.length;
}

describe.each(Object.entries(DELIVERIES))('D2: a mail %s', (_, { engagement, places }) => {
  test.each(FAULTS)('%s at any step: one note on each record, or a refusal, and nothing else touched', async (_name, fault) => {
    const steps = await countSteps(engagement);
    for (let skip = 0; skip < steps; skip++) {
      const at = await open();
      at.service.order({ ...fault, skip });
      let entry = await at.log(engagement);
      const requests = at.service.asked.length;
      expect(at.service.asked.filter(({ fault }) => fault !== null)).toHaveLength(1);
      if (entry?.state === 'failed') {
        // A refusal that the rep reads, and tries again.
        expect(entry.failure?.code).toBe('invalid');
        await at.outbox.retry(id);
        await at.settle();
        entry = await at.store.get(id);
      }
      expect([skip, entry?.state, at.placesOf(id)]).toEqual([skip, 'logged', places]);
      expect(entry?.ref?.records.map(({ id }) => id).sort()).toEqual(places.map((place) => place.split(' ')[1]).sort());
      const { contacts, notes, ...rest } = seed();
      expect(at.untouched()).toEqual({ ...rest, contacts, notes });
      expect(at.service.state().contacts).toHaveLength(contacts.length + (places.includes('Subscriber 101') ? 1 : 0));
      expect(requests).toBeLessThanOrEqual(steps * 2 + 2);
      await at.service.close();
    }
  });

  test.each([401, 403] as const)(
    'the key is withdrawn at any step, with a %s, and given back: all wait, and nothing is missing',
    async (kind) => {
      const steps = await countSteps(engagement);
      for (let skip = 0; skip < steps; skip++) {
        const at = await open();
        at.service.order({ kind, skip, times: Number.POSITIVE_INFINITY });
        await at.outbox.add(engagement, 'crm', 0);
        await at.outbox.flush();
        expect(await at.store.get(id)).toMatchObject({ state: 'waiting', tries: 0, failure: { code: 'token_refused' } });
        at.service.calm();
        await at.outbox.release('crm');
        await at.settle();
        expect([skip, (await at.store.get(id))?.state, at.placesOf(id)]).toEqual([skip, 'logged', places]);
        await at.service.close();
      }
    },
  );

  test('an answer that never comes, at any step', async () => {
    const steps = await countSteps(engagement);
    for (const kind of ['silent-before', 'silent-after'] as const)
      for (let skip = 0; skip < steps; skip++) {
        // The time for an answer passes at once.
        const hasty: typeof fetch = (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(150) });
        const at = await open({ fetch: hasty });
        at.service.order({ kind, skip });
        expect(await at.log(engagement)).toMatchObject({ state: 'logged' });
        expect([kind, skip, at.placesOf(id)]).toEqual([kind, skip, places]);
        await at.service.close();
      }
  });

  test('the worker is killed after any request and before it wrote anything down', async () => {
    const steps = await countSteps(engagement);
    for (let kill = 1; kill <= steps; kill++) {
      let left = kill;
      const never = new Promise<never>(() => {});
      const at = await open({
        fetch: async (...call) => (left-- > 0 ? fetch(...call).then((answer) => (left === 0 ? never : answer)) : fetch(...call)),
      });
      await at.outbox.add(engagement, 'crm', 0);
      void at.outbox.flush();
      await expect.poll(() => at.service.asked.length, { timeout: 20_000 }).toBe(kill);
      await expect.poll(() => left, { timeout: 20_000 }).toBe(0);
      left = -1;
      const next = at.start();
      await at.settle(next);
      expect([kill, (await at.store.get(id))?.state, at.placesOf(id)]).toEqual([kill, 'logged', places]);
      await at.service.close();
    }
  });

  test('D6: un-logged in the middle of a try that fails at any step, nothing of it is left', async () => {
    const steps = await countSteps(engagement);
    for (const kind of ['500-before', 'drop-after'] as const)
      for (let skip = 0; skip < steps; skip++) {
        const at = await open();
        at.service.order({ kind, skip });
        await at.outbox.add(engagement, 'crm', 0);
        await at.outbox.flush();
        expect((await at.store.get(id))?.state).toBe('waiting');
        await at.outbox.unlog(id, 0);
        await at.settle();
        expect([kind, skip, (await at.store.get(id))?.state, at.placesOf(id)]).toEqual([kind, skip, 'removed', []]);
        expect(at.service.state().notes).toEqual(seed().notes);
        await at.service.close();
      }
  });
});

test('D2: where deals and accounts have no lists of their notes, the list of all is read back', async () => {
  for (let skip = 0; skip < 3; skip++) {
    const at = await open({ noteLists: false });
    at.service.change((state) => {
      const [first] = state.notes;
      // Notes of others, among them those of a deal with the number of the account.
      for (let number = 1000; number < 1250; number++)
        if (first) state.notes.push({ ...first, id: `${number}`, reltype: 'Deal', relid: '9', note: `Note ${number}\nref: ${id}` });
    });
    at.service.order({ kind: 'drop-after', skip });
    expect(await at.log(mail(1, ada))).toMatchObject({ state: 'logged' });
    expect(at.placesOf(id).filter((place) => place !== 'Deal 9')).toEqual(['CustomerAccount 9', 'Deal 40', 'Subscriber 5']);
    await at.service.close();
  }
});

describe('D6: un-log', () => {
  test.each([...PASSING, ...KEY_REFUSED])('%s at any step of it: gone, and what others wrote is there', async (_name, fault) => {
    for (let skip = 0; skip < 3; skip++) {
      const at = await open();
      await at.log(mail(1, ada));
      at.service.order({ ...fault, skip });
      await at.outbox.unlog(id, 0);
      await at.settle();
      if ((await at.store.get(id))?.state === 'failed') await at.outbox.retry(id);
      await at.settle();
      expect([skip, (await at.store.get(id))?.state, at.service.state().notes]).toEqual([skip, 'removed', seed().notes]);
      await at.service.close();
    }
  });

  test('is done where somebody deleted the notes, or a record with them', async () => {
    const at = await open();
    await at.log(mail(1, ada));
    at.service.change((state) => {
      state.notes = state.notes.filter(({ reltype }) => reltype !== 'Subscriber');
      state.deals = state.deals.filter((deal) => deal.id !== '40');
    });
    await at.outbox.unlog(id, 0);
    await at.settle();
    expect((await at.store.get(id))?.state).toBe('removed');
    expect(at.placesOf(id)).toEqual([]);
  });

  test('of what was never delivered is done at once, and asks nobody', async () => {
    const at = await open();
    expect(await at.connector.remove(id)).toEqual({ kind: 'removed' });
    expect(at.asked()).toEqual([]);
  });
});
