import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { KEY_REFUSED, type NamedFault, PASSING, SILENT } from './fault-table';
import { readCrm, withMail } from './one-record';
import { CRMS } from './practice.mjs';
import { openQuickHouse, type QuickHouse } from './quick-house';

// The same faults as in Node, in the browser's own service worker, over the browser's own network.

const SPEED = 20;
const FAULTS: readonly NamedFault[] = [...PASSING, ...SILENT, ...KEY_REFUSED];
const WORDS = JSON.parse(readFileSync('public/_locales/en/messages.json', 'utf8'));
/** Of a single request they mean that the key may not see or write that: the mail is logged without it. */
const isOfRights = ({ kind }: NamedFault[1]) => kind === 403;
/** The look for doubles some minutes later, which is no part of a delivery. */
const isLookingAfter = ({ method, path }: { method: string; path: string }) =>
  path.endsWith('/emails/search') || (method === 'GET' && path.endsWith('/notes'));
const isDelivery = (request: { method: string; path: string }) => !isLookingAfter(request);
/** What writes a mail, or a part of it. */
const WRITES = /^POST .*\/(emails|notes)$/;

test.setTimeout(180_000);

for (const name of CRMS)
  test.describe(name, () => {
    // One browser for all of them.
    test.describe.configure({ mode: 'default' });
    let house: QuickHouse;
    let steps: string[];
    let sent = 0;

    /** What was sent before there is a fault, and what is there of it. */
    async function sendMail() {
      const number = ++sent;
      const subject = `Mail ${number}`;
      const someone = { address: `person${number}@newcomer.example`, name: `Person ${number}` };
      const before = readCrm(house.crm);
      const { id } = await house.askPage('openDraft', house.account, `draft-${number}`, '', null);
      await house.askPage('setSwitches', id, { log: true, track: false });
      const { sha256 } = await house.askPage('keepFile', id, { key: 'offer', index: 0, last: true, data: btoa('bytes') });
      const to = { field: 'to' as const, known: true };
      const draft = {
        ...{ hostDraftId: `draft-${number}`, hostThreadId: '', from: { address: house.account, name: '' } },
        ...{
          recipients: [
            { ...to, address: 'ada@acme.example', name: '' },
            { ...to, ...someone },
          ],
          subject,
          html: '<p>Hello</p>',
          text: 'Hello',
        },
        files: [{ name: 'offer.pdf', type: 'application/pdf', size: 5, sha256 }],
      };
      expect(await house.askPage('intend', id, draft)).toEqual({ stored: true });
      const asked = house.crm.server.asked.length;
      return {
        ...{ id, subject, someone },
        asked: () => house.crm.server.asked.slice(asked).filter(isDelivery),
        leave: () =>
          house.askPage('sign', id, {
            ...{ kind: 'confirmed', messageId: null, hostThreadId: '', hostMessageId: null, at: Date.now(), isFinal: true },
          }),
        expectOnce: () => expect(readCrm(house.crm, before.people.length)).toEqual(withMail(before, name, subject, someone)),
        /** One record of it at its people, and nothing else was touched; what may not be seen is left out. */
        expectOnceAtLeast() {
          const wanted = withMail(before, name, subject, someone);
          const { mails, files, ...others } = readCrm(house.crm, before.people.length);
          expect({ ...others, mails: wanted.mails, files: wanted.files }).toEqual(wanted);
          expect(mails.slice(0, -1)).toEqual(before.mails);
          expect(mails.at(-1)).toMatchObject({ subject, contact: ['Ada Lovelace', someone.name], times: 1 });
          expect([before.files, wanted.files]).toContain(files);
        },
      };
    }

    /** Does what a rep would do: reconnects where she is told to, tries again what was refused with a remedy. */
    async function untilLogged(id: string): Promise<void> {
      const look = async () => {
        const entry = await house.askUi('getEntry', id);
        const [health] = await house.askUi('health');
        const code = entry?.state === 'failed' ? entry.failure?.code : health?.state === 'needs-reconnect' ? health.code : null;
        if (code) expect(WORDS, 'she is told what to do').toHaveProperty(`remedy_${code}`);
        if (health?.state === 'needs-reconnect') await house.askUi('checkConnection', house.connectionId);
        if (entry?.state === 'failed' || entry?.state === 'waiting') await house.askUi('retry', id);
        return entry?.state;
      };
      await expect.poll(look, { timeout: 30_000, intervals: [30] }).toBe('logged');
    }

    test.beforeAll(async () => {
      house = await openQuickHouse(name, SPEED);
      // The first mail is asked more for than those after it, which are all alike.
      for (let round = 0; round < 2; round++) {
        const mail = await sendMail();
        await mail.leave();
        await untilLogged(mail.id);
        mail.expectOnce();
        steps = mail.asked().map(({ method, path }) => `${method} ${path}`);
      }
    });
    test.afterAll(() => house?.close());

    for (const [fault, order] of FAULTS)
      test(`D2: ${fault} at each request of a delivery in the worker: one record each`, async () => {
        house.setReuse(!String(order.kind).startsWith('drop'));
        for (const [skip, step] of steps.entries())
          await test.step(`request ${skip + 1}, ${step}`, async () => {
            const mail = await sendMail();
            house.crm.server.order({ ...order, skip, when: isDelivery });
            await mail.leave();
            await untilLogged(mail.id);
            expect(mail.asked().filter((one) => one.fault !== null)).toHaveLength(1);
            if (isOfRights(order)) mail.expectOnceAtLeast();
            else mail.expectOnce();
          });
      });

    test('D2: the worker killed when a request was done and not yet answered, at each of them: one record each', async () => {
      for (const [skip, step] of steps.entries())
        await test.step(`request ${skip + 1}, ${step}`, async () => {
          const mail = await sendMail();
          house.crm.server.order({ kind: 'silent-after', skip, when: isDelivery });
          await mail.leave();
          await expect.poll(() => mail.asked().some(({ fault }) => fault !== null), { intervals: [10] }).toBe(true);
          await house.killWorker();
          await untilLogged(mail.id);
          mail.expectOnce();
        });
    });

    test('D2: what the browser sends again by itself, as a used connection ended after the write, is there once in the end', async () => {
      house.setReuse(true);
      const before = readCrm(house.crm);
      let wanted = before;
      const writes = steps.filter((step) => WRITES.test(step));
      for (const [skip, step] of writes.entries())
        await test.step(`write ${skip + 1}, ${step}`, async () => {
          const mail = await sendMail();
          house.crm.server.order({ kind: 'drop-after', skip, when: (request) => WRITES.test(`${request.method} ${request.path}`) });
          await mail.leave();
          await untilLogged(mail.id);
          const asked = mail.asked().map(({ method, path }) => `${method} ${path}`);
          // Nobody had told the worker, which asked for nothing twice.
          expect(asked.filter((one) => WRITES.test(one))).toHaveLength(writes.length + 1);
          expect(await house.askUi('getEntry', mail.id)).toMatchObject({ tries: 0 });
          const there = house.crm.mails().filter(({ subject }) => subject === mail.subject);
          expect(
            there.reduce((sum, { times }) => sum + times, 0),
            'it stands there twice',
          ).toBe(2);
          wanted = withMail(wanted, name, mail.subject, mail.someone);
        });
      const look = async () => {
        // It is looked after whichever worker is there by then.
        await house.killWorker();
        await house.askUi('health');
        return readCrm(house.crm, before.people.length);
      };
      await expect.poll(look, { timeout: 90_000, intervals: [3_000] }).toEqual({ ...wanted, people: before.people });
    });
  });
