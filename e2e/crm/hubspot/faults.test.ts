import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { findMarker } from '../../../src/connectors/marker';
import { sampleId } from '../../../src/core/outbox/samples';
import { PASSING } from '../fault-table';
import { type House, openHouse, SHA, wholeMail } from './house';

let house: House;
afterEach(() => house.close());

async function open() {
  house = await openHouse();
  house.files.set(SHA, new TextEncoder().encode('bytes'));
  await house.outbox.add(wholeMail(), 'crm', 0);
  return house;
}

/** One mail with the right ties, one new contact, one file: and nothing else touched. */
async function expectOneRecord(before: ReturnType<House['hubspot']['state']>) {
  const { store, hubspot } = house;
  const after = hubspot.state();
  const entry = await store.get(sampleId(1));
  expect(entry).toMatchObject({ state: 'logged', ref: { id: after.emails[0]?.id } });
  const newcomers = after.contacts.filter(({ id }) => !before.contacts.some((one) => one.id === id));
  expect(newcomers.map(({ properties }) => [properties.email, properties.firstname, properties.lastname])).toEqual([
    ['new@acme.example', 'Isaac', 'Newton'],
  ]);
  expect(after.emails).toHaveLength(1);
  const [email] = after.emails;
  expect(findMarker(email?.properties.hs_email_text)).toBe(sampleId(1));
  expect(email?.contacts.toSorted()).toEqual(['501', newcomers[0]?.id].toSorted());
  expect([email?.companies, email?.deals.toSorted()]).toEqual([['901'], ['801', '802']]);
  expect(email?.properties).toMatchObject({ hubspot_owner_id: '47550177', hs_attachment_ids: after.files[0]?.id });
  expect(after.files.map(({ access, size }) => [access, size])).toEqual([['PRIVATE', 5]]);
  expect(after.contacts.filter(({ id }) => id !== newcomers[0]?.id)).toEqual(before.contacts);
  expect([after.companies, after.deals]).toEqual([before.companies, before.deals]);
}

/** The requests of a delivery in which nothing goes wrong. */
const STEPS = [
  'POST contacts by address',
  'POST contacts by secondary address',
  'POST companies of the contact',
  'POST open deals',
  'POST new contact',
  'POST file',
  'GET owner',
  'POST e-mail',
  'GET account',
];

test('a delivery in which nothing goes wrong takes as many requests as its steps', async () => {
  const { hubspot, settle } = await open();
  const before = hubspot.state();
  await settle();
  await expectOneRecord(before);
  expect(hubspot.asked.map(({ method, path }) => `${method} ${path}`)).toHaveLength(STEPS.length);
});

describe.each(STEPS.map((step, index) => ({ step, index })))('at the request for: $step', ({ index }) => {
  test.each(PASSING)('D2: after %s there is one record in the end', async (_name, fault) => {
    const { hubspot, settle } = await open();
    const before = hubspot.state();
    hubspot.order({ ...fault, skip: index });
    await settle();
    await expectOneRecord(before);
  });

  test('D5: 401 holds everything until somebody reconnects, and then it is one record', async () => {
    const { hubspot, settle, outbox, health, store } = await open();
    const before = hubspot.state();
    hubspot.order({ kind: 401, skip: index });
    await settle();
    // The last request is only for the link; without it the mail is logged all the same.
    if (index < STEPS.length - 1) {
      expect(health.at(-1)).toBe('token_refused');
      expect(await store.get(sampleId(1))).toMatchObject({ state: 'waiting', tries: 0 });
    }
    health.push(null);
    await outbox.release('crm');
    await settle();
    await expectOneRecord(before);
  });

  test('D2: a worker killed after the answer, before it was written down, leaves one record', async () => {
    const { hubspot, settle, context, connect, start } = await open();
    const before = hubspot.state();
    let asked = 0;
    let killed = () => {};
    const death = new Promise<void>((resolve) => {
      killed = resolve;
    });
    const dying = (async (...args: Parameters<typeof fetch>) => {
      const answer = await context.fetch(...args);
      if (asked++ < index) return answer;
      killed();
      return new Promise<never>(() => {});
    }) as typeof fetch;
    void start({ connector: connect({ fetch: dying }) }).flush();
    await death;
    await settle(start());
    await expectOneRecord(before);
  });
});

test('D6: an un-log takes the mail and its file out again, and nothing else', async () => {
  const { hubspot, settle, outbox, store } = await open();
  await settle();
  const { contacts } = hubspot.state();
  await outbox.unlog(sampleId(1), 0);
  await settle();
  expect(await store.get(sampleId(1))).toMatchObject({ state: 'removed' });
  expect(hubspot.state()).toMatchObject({ emails: [], files: [], contacts });
});

test.each(['500-after', 'drop-after', '500-before', 'drop-before'] as const)(
  'D6: an un-log survives %s at each of its requests',
  async (kind) => {
    for (let skip = 0; skip < 3; skip++) {
      const { hubspot, settle, outbox } = await open();
      await settle();
      hubspot.order({ kind, skip });
      await outbox.unlog(sampleId(1), 0);
      await settle();
      expect(hubspot.state()).toMatchObject({ emails: [], files: [] });
      await house.close();
    }
  },
);

test('D6: what was written although nobody heard of it is found and taken out', async () => {
  const { hubspot, settle, outbox } = await open();
  hubspot.order({ kind: 'drop-after', when: /POST .*\/emails$/ });
  await outbox.flush();
  expect(hubspot.state().emails).toHaveLength(1);
  await outbox.unlog(sampleId(1), 0);
  await settle();
  expect(hubspot.state()).toMatchObject({ emails: [], files: [] });
});

test('D6: without any trace it is found by its marker alone, once HubSpot has indexed it', async () => {
  const { hubspot, settle, connect } = await open();
  await settle();
  expect(await connect().remove(sampleId(1))).toEqual({ kind: 'removed' });
  expect(await connect().remove(sampleId(1))).toEqual({ kind: 'removed' });
  expect(hubspot.state()).toMatchObject({ emails: [], files: [] });
});

test('D2: an index that lags hides neither a contact nor a mail that was just written', async () => {
  const { hubspot, settle } = await open();
  hubspot.account.indexDelayMs = 365 * 86_400_000;
  const before = hubspot.state();
  hubspot.order({ kind: 'drop-after', when: /POST .*\/contacts$/ });
  hubspot.order({ kind: '500-after', when: /POST .*\/emails$/ });
  await settle();
  await expectOneRecord(before);
});

test('D2: whatever goes wrong, in whatever order, there is one record, and after an un-log none', async () => {
  const fault = fc.tuple(fc.constantFrom(...PASSING), fc.nat(12)).map(([[, one], skip]) => ({ ...one, skip }));
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 8 }), fc.boolean(), async (faults, lags) => {
      const { hubspot, start, connect, settle } = await open();
      if (lags) hubspot.account.indexDelayMs = 365 * 86_400_000;
      const before = hubspot.state();
      for (const one of faults) hubspot.order(one);
      const outbox = start({ connector: connect({ fetch: hubspot.fetch }) });
      await settle(outbox);
      await expectOneRecord(before);
      for (const one of faults) hubspot.order(one);
      await outbox.unlog(sampleId(1), 0);
      await settle(outbox);
      expect(hubspot.state()).toMatchObject({ emails: [], files: [] });
      await house.close();
    }),
    { numRuns: 60 },
  );
});

test('D6: an un-log in the middle of a delivery, wherever it was cut, leaves no mail and no file', async () => {
  for (let skip = 0; skip < STEPS.length; skip++) {
    const { hubspot, start, connect, settle } = await open();
    hubspot.order({ kind: 'drop-after', skip });
    const outbox = start({ connector: connect({ fetch: hubspot.fetch }) });
    await outbox.flush();
    await outbox.unlog(sampleId(1), 0);
    await settle(outbox);
    expect(hubspot.state(), `cut at ${STEPS[skip]}`).toMatchObject({ emails: [], files: [] });
    await house.close();
  }
});
