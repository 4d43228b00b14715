import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FaultKind } from '../fault-server.mjs';
import { contact, mail, openDesk, record, sampleId } from './desk';

const KINDS: FaultKind[] = [
  '500-before',
  '500-after',
  'drop-before',
  'drop-after',
  'html-before',
  'html-after',
  401,
  403,
  423,
  429,
  502,
  503,
];
const anyFault = fc.record({
  kind: fc.constantFrom(...KINDS),
  skip: fc.nat({ max: 12 }),
  times: fc.integer({ min: 1, max: 3 }),
  retryAfter: fc.option(fc.nat({ max: 900 }), { nil: undefined }),
});
const nora = contact(null, 'nora@b.example', { name: 'Nora Vogt', create: true });
const mueller = contact(null, 'j.mueller@mueller-soehne.example', { create: true });
const anyMail = fc.record({
  associations: fc
    .uniqueArray(
      fc.constantFrom(
        contact('101', 'ada@acme.example'),
        nora,
        mueller,
        record('company', '501'),
        record('deal', '301'),
        record('lead', '202'),
      ),
      {
        minLength: 1,
      },
    )
    .filter((all) => all.some(({ kind }) => kind === 'contact' || kind === 'lead')),
  associationsComplete: fc.boolean(),
});

test('D2: whatever befalls it in whatever order, a mail is one note on each of its records, and nobody is made twice', async () => {
  const plan = {
    mails: fc.array(anyMail, { minLength: 1, maxLength: 3 }),
    faults: fc.array(anyFault, { maxLength: 4 }),
    unlogs: fc.array(fc.nat({ max: 2 })),
  };
  await fc.assert(
    fc.asyncProperty(
      fc.record(plan),
      fc.constantFrom(0, 45_000),
      fc.constantFrom(404, 422),
      async ({ mails, faults, unlogs }, indexLagMs, goneStatus) => {
        const desk = await openDesk({ indexLagMs, goneStatus, perSecond: 0 });
        const before = desk.sell.state();
        try {
          for (const fault of faults) desk.sell.order(fault);
          for (const [number, { associations, ...changes }] of mails.entries())
            await desk.outbox.add(mail(number + 1, associations, changes), 'sell', 0);
          await desk.outbox.flush();
          for (const number of unlogs) await desk.outbox.unlog(sampleId(number + 1), 0);
          await desk.settle();
          const after = desk.sell.state();
          expect(after.contacts.filter(({ email }) => email === 'nora@b.example').length).toBeLessThanOrEqual(1);
          expect({ ...after, contacts: [], notes: [] }).toEqual({ ...before, contacts: [], notes: [] });
          for (const [number] of mails.entries()) {
            const entry = await desk.store.get(sampleId(number + 1));
            const places = desk.placesOf(sampleId(number + 1));
            expect(entry?.state).toMatch(/logged|removed/);
            const told = entry?.ref?.records.map(({ kind, id }) => `${kind === 'company' ? 'contact' : kind} ${id}`).sort() ?? [];
            expect(places).toEqual(told);
          }
        } finally {
          await desk.sell.close();
        }
      },
    ),
    { numRuns: 60 },
  );
});
