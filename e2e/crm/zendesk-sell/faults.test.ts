import { afterEach, describe, expect, test } from 'vitest';
import { KEY_REFUSED, PASSING, SILENT } from '../fault-table';
import { contact, type Desk, mail, openDesk, record, sampleId } from './desk';

let desk: Desk;
afterEach(() => desk.sell.close());

/** A known contact with company and deal, and somebody new: look-up, newest, create, four notes. */
const fullMail = () =>
  mail(1, [
    contact('101', 'ada@acme.example'),
    contact(null, 'nora.vogt@brightwater.example', { name: 'Nora Vogt', create: true }),
    record('company', '501'),
    record('deal', '301'),
  ]);
const CALLS = ['GET /v2/contacts', 'GET /v2/contacts', 'POST /v2/contacts', ...Array(4).fill('POST /v2/notes')];

const FAULTS = [...PASSING, ...SILENT, ...KEY_REFUSED];
/** Nobody waits half a minute for a server that never answers. */
const impatient =
  (real: typeof fetch): typeof fetch =>
  (url, init) =>
    real(url, { ...init, signal: AbortSignal.timeout(80) });

/** One contact more, four notes more, and not a letter of anything else is other than it was. */
function expectOnceAndNothingElse(before: ReturnType<Desk['sell']['state']>) {
  const { notes, contacts, ...rest } = desk.sell.state();
  const { notes: notesBefore, contacts: contactsBefore, ...restBefore } = before;
  expect(rest).toEqual(restBefore);
  expect(contacts.slice(0, contactsBefore.length)).toEqual(contactsBefore);
  const made = contacts.slice(contactsBefore.length);
  expect(made.map(({ name, email }) => [name, email])).toEqual([['Nora Vogt', 'nora.vogt@brightwater.example']]);
  expect(notes.slice(0, notesBefore.length)).toEqual(notesBefore);
  expect(notes).toHaveLength(notesBefore.length + 4);
  expect(desk.placesOf(sampleId(1))).toEqual(['contact 101', 'contact 501', `contact ${made[0]?.id}`, 'deal 301'].sort());
}

test('without a fault it is these requests, in this order', async () => {
  desk = await openDesk();
  const before = desk.sell.state();
  expect(await desk.log(fullMail())).toMatchObject({ state: 'logged' });
  expect(desk.sell.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(CALLS);
  expectOnceAndNothingElse(before);
});

describe.each([0, 600_000])('what is new is found by its text and address after %i ms', (indexLagMs) => {
  const steps = CALLS.map((call, index) => [index + 1, call] as const);
  // Without a lag it is the lesser trial: then only what was written and not told of.
  const faults = FAULTS.filter(([, { kind }]) => indexLagMs > 0 || String(kind).endsWith('-after'));
  test.each(faults.flatMap(([name, fault]) => steps.map(([step, call]) => [name, step, call, fault] as const)))(
    'D2: %s at request %i (%s): one record',
    async (_name, step, _call, fault) => {
      desk = await openDesk({ indexLagMs, through: impatient });
      const before = desk.sell.state();
      desk.sell.order({ ...fault, skip: step - 1 });
      const entry = await desk.log(fullMail());
      expect(desk.sell.asked.filter((asked) => asked.fault !== null)).toHaveLength(1);
      expect(entry).toMatchObject({ state: 'logged', failure: null });
      expect(entry?.ref?.id.split(',')).toHaveLength(4);
      expectOnceAndNothingElse(before);
    },
  );

  test.each(steps)('D2: killed when request %i (%s) had been answered, but nobody heard it: one record', async (step) => {
    let count = 0;
    let reached: () => void = () => {};
    const here = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const dying =
      (real: typeof fetch) =>
      async (...call: Parameters<typeof fetch>) => {
        const response = await real(...call);
        if (++count !== step) return response;
        reached();
        return new Promise<Response>(() => {});
      };
    desk = await openDesk({ indexLagMs, through: dying });
    const before = desk.sell.state();
    await desk.outbox.add(fullMail(), 'sell', 0);
    void desk.outbox.flush();
    await here;
    desk.time.now += 1000;
    await desk.settle(desk.start());
    expect(await desk.store.get(sampleId(1))).toMatchObject({ state: 'logged' });
    expectOnceAndNothingElse(before);
  });

  test('D2: every request is answered with 500 once, before or after it was done: one record', async () => {
    for (const kind of ['500-before', '500-after'] as const) {
      desk = await openDesk({ indexLagMs });
      const before = desk.sell.state();
      const met = new Set<string>();
      const isNew = (line: string) => !met.has(line) && !!met.add(line);
      desk.sell.order({ kind, times: 50, when: ({ method, url, bytes }) => isNew(`${method} ${url.href} ${bytes}`) });
      expect(await desk.log(fullMail())).toMatchObject({ state: 'logged' });
      expectOnceAndNothingElse(before);
      await desk.sell.close();
    }
  });
});

describe('D6: what is un-logged', () => {
  const logged = async (changes: Parameters<typeof openDesk>[0] = {}) => {
    desk = await openDesk({ through: impatient, ...changes });
    await desk.log(fullMail());
    const { length } = desk.sell.asked;
    return length;
  };

  test.each(FAULTS.flatMap(([name, fault]) => [1, 2, 3, 4].map((step) => [name, step, fault] as const)))(
    'is gone from every record also after %s at request %i',
    async (_name, step, fault) => {
      const asked = await logged({ indexLagMs: 600_000 });
      desk.sell.order({ ...fault, skip: step - 1 });
      await desk.outbox.unlog(sampleId(1), 0);
      await desk.settle();
      expect(desk.sell.asked.slice(asked).some((one) => one.fault !== null)).toBe(true);
      expect(await desk.store.get(sampleId(1))).toMatchObject({ state: 'removed' });
      expect(desk.sell.state().notes.map(({ id }) => id)).toEqual([401]);
    },
  );

  test.each([1, 2, 3, 4, 5, 6, 7])('and what was half written when it was un-logged, by request %i, too', async (step) => {
    desk = await openDesk({ indexLagMs: 600_000, through: impatient });
    desk.sell.order({ kind: 'drop-after', skip: step - 1, times: 2 });
    await desk.outbox.add(fullMail(), 'sell', 0);
    await desk.outbox.flush();
    await desk.outbox.unlog(sampleId(1), 0);
    await desk.settle();
    expect(await desk.store.get(sampleId(1))).toMatchObject({ state: 'removed' });
    expect(desk.placesOf(sampleId(1))).toEqual([]);
    expect(desk.sell.state().notes.map(({ id }) => id)).toEqual([401]);
  });

  test.each([2, 3, 4, 5, 6, 7])(
    'or taken off by the rep or a rule after request %i: its note goes, the others stand once',
    async (step) => {
      desk = await openDesk({ indexLagMs: 600_000 });
      desk.sell.order({ kind: '500-after', skip: step - 1 });
      await desk.outbox.add(fullMail(), 'sell', 0);
      await desk.outbox.flush();
      await desk.outbox.edit(sampleId(1), [record('deal', '301'), contact('101', 'ada@acme.example'), record('lead', '201')]);
      await desk.settle();
      expect(await desk.store.get(sampleId(1))).toMatchObject({ state: 'logged' });
      expect(desk.placesOf(sampleId(1))).toEqual(['contact 101', 'deal 301', 'lead 201']);
    },
  );

  test('costs a search and one request for each note; a note that somebody deleted in Sell is gone already', async () => {
    const asked = await logged();
    desk.sell.drop('notes', desk.sell.state().notes.at(-1)?.id ?? 0);
    await desk.outbox.unlog(sampleId(1), 0);
    await desk.settle();
    expect(desk.sell.asked.slice(asked).map(({ method }) => method)).toEqual(['GET', ...Array(4).fill('DELETE')]);
    expect(await desk.store.get(sampleId(1))).toMatchObject({ state: 'removed' });
  });

  test('is found by its marker where nothing is known of its delivery, and no other note is touched', async () => {
    await logged();
    const quoting = { ...desk.sell.state().notes.at(-1), content: `> ref: ${sampleId(1)}\n\nNo.\n\nref: ${sampleId(2)}` };
    desk.sell.add('notes', quoting);
    expect(await desk.connector.remove(sampleId(1))).toEqual({ kind: 'removed' });
    expect(await desk.connector.remove(sampleId(1))).toEqual({ kind: 'removed' });
    expect(desk.sell.state().notes).toHaveLength(2);
    expect(desk.placesOf(sampleId(2))).toHaveLength(1);
  });
});
