import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engagement } from '../../../src/core/engagement';
import { makeHub } from '../../../src/endpoint/crm/hub';
import { fillWithDemo } from '../../../src/endpoint/demo/demo';
import { ingest } from '../../../src/endpoint/ingest/ingest';
import { keepAttachment } from '../../../src/endpoint/store/attachments';
import { openDatabase } from '../../../src/endpoint/store/open-database';
import { removeEngagement } from '../../../src/endpoint/store/removal';
import { readEntries } from '../../../src/endpoint/store/sql-outbox';
import { listUsers } from '../../../src/endpoint/store/users';
import { mailTo, START, toContact } from '../../../src/endpoint/testing-mails';
import { makeVault } from '../../../src/endpoint/vault';
import { makePatientTime } from '../patient-time';
import { type CrmName, startPracticeCrm } from '../practice.mjs';

/** Linux’s disk in memory, where it has one: nothing here is about what a disk does when the power is cut. */
const MEMORY = '/dev/shm';
const HOUR = 3_600_000;
/** As long as it takes to start a server; by then no CRM counts what was asked before. */
const A_WHILE = 10_000;
const FILE = Buffer.from('bytes');
const SHA = createHash('sha256').update(FILE).digest('hex');
const OFFER = { name: 'offer.pdf', type: 'application/pdf', size: FILE.length, sha256: SHA };

/**
 * What of an endpoint passes mails on, with one practice CRM behind it: its database on the disk, which is closed and opened
 * again as often as a test likes, and one clock that stands still unless somebody waits for his turn.
 */
export async function openOffice(name: CrmName) {
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'threadline-office-'));
  const time = { now: START };
  const clock = () => time.now;
  const crm = await startPracticeCrm(name, { clock });
  /** What befalls requests on our own side. */
  let through = (real: typeof fetch): typeof fetch => real;
  const patient = makePatientTime((ms) => {
    time.now += ms;
  });

  async function open() {
    const db = await openDatabase(folder);
    const hub = makeHub({
      ...{ db, vault: makeVault(Buffer.alloc(32, 7)), clock, sleep: patient.sleep, random: () => 0.5, log: () => {} },
      ...{ fetch: (...call) => through(patient.fetch)(...call), urls: { [name]: crm.server.url }, clients: {}, patienceMs: 20_000 },
    });
    return { db, hub };
  }
  let desk = await open();
  await fillWithDemo(desk.db, START);
  const [anna] = await listUsers(desk.db.read);
  if (!anna) throw new Error('Nobody works here');
  const { tenant, id: userId } = anna;
  const values = crm.values as { token: string };
  const secret = { kind: 'token' as const, token: values.token };
  const connected = await desk.hub.connect(tenant, { connector: name, baseUrl: crm.server.url, secret, connectedBy: null });
  if (!connected.ok) throw new Error(`${name} does not take its key`);

  const entryOf = async (id: string) => (await readEntries(desk.db.read, tenant, [id])).get(id);
  let sent = 0;

  return {
    crm,
    entryOf,
    set through(another: typeof through) {
      through = another;
    },
    /** A mail with a file to Ada and to somebody new, planned without a look-up. */
    write(): { mail: Engagement; newcomer: { name: string; address: string } } {
      const number = ++sent;
      const newcomer = { name: `Person ${number}`, address: `person${number}@newcomer.example` };
      const associations = [toContact('ada@acme.example'), toContact(newcomer.address, { name: newcomer.name })];
      const more = { subject: `Mail ${number}`, attachments: [OFFER], associations };
      return { mail: mailTo(['ada@acme.example', newcomer.address], more), newcomer };
    },
    /** Takes it in and passes it on, as the API does. */
    async log(mail: Engagement): Promise<void> {
      const connectionId = connected.value.id;
      await keepAttachment(desk.db, tenant, SHA, FILE, time.now);
      await ingest(desk.db, { tenant, userId, connectionId }, [mail], time.now, () => '');
      await desk.hub.work(tenant);
    },
    /** Un-logs it, as the API does. */
    async remove(id: string): Promise<void> {
      await removeEngagement(desk.db, { tenant, userId }, id, time.now);
      await desk.hub.work(tenant);
    },
    retry: (id: string) => desk.hub.retry(tenant, connected.value.id, [id]),
    /** What is due in two hours is done. */
    async later(): Promise<void> {
      time.now += 2 * HOUR;
      await desk.hub.work(tenant);
    },
    /** Ended, and started again a while later. */
    async restart(): Promise<void> {
      time.now += A_WHILE;
      await desk.hub.close();
      await desk.db.close();
      desk = await open();
    },
    /** Started again after somebody killed it: what it had asked, nobody hears. */
    async startAfterDeath(): Promise<void> {
      patient.forget();
      time.now += A_WHILE;
      desk = await open();
    },
    async close(): Promise<void> {
      await desk.hub.close();
      await desk.db.close();
      await crm.close();
      rmSync(folder, { recursive: true });
    },
  };
}
export type Office = Awaited<ReturnType<typeof openOffice>>;
