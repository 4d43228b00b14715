import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Engagement } from '../../../src/core/engagement';
import { makeHub } from '../../../src/endpoint/crm/hub';
import { fillWithDemo } from '../../../src/endpoint/demo/demo';
import { ingest } from '../../../src/endpoint/ingest/ingest';
import { keepAttachment } from '../../../src/endpoint/store/attachments';
import type { Database } from '../../../src/endpoint/store/database';
import { openDatabase } from '../../../src/endpoint/store/open-database';
import { removeEngagement } from '../../../src/endpoint/store/removal';
import { readEntries } from '../../../src/endpoint/store/sql-outbox';
import { listUsers } from '../../../src/endpoint/store/users';
import { makeTestPlace } from '../../../src/endpoint/testing-database';
import { mailTo, START, toContact } from '../../../src/endpoint/testing-mails';
import { makeVault } from '../../../src/endpoint/vault';
import { makePatientTime } from '../patient-time';
import { type CrmName, startPracticeCrm } from '../practice.mjs';

/** Linux’s disk in memory, where it has one: nothing here is about what a disk does when the power is cut. */
const MEMORY = '/dev/shm';
const HOUR = 3_600_000;
/** As long as it takes to start a server; by then no CRM counts what was asked before, and the turn of whoever died is over. */
const A_WHILE = 20_000;
const FILE = Buffer.from('bytes');
const SHA = createHash('sha256').update(FILE).digest('hex');
const OFFER = { name: 'offer.pdf', type: 'application/pdf', size: FILE.length, sha256: SHA };

/**
 * What of an endpoint passes mails on, with one practice CRM behind it: its database, which is closed and opened again as
 * often as a test likes, and one clock that stands still unless somebody waits for his turn.
 */
export async function openOffice(name: CrmName) {
  const home = await makeTestPlace(existsSync(MEMORY) ? MEMORY : undefined);
  const time = { now: START };
  const clock = () => time.now;
  const crm = await startPracticeCrm(name, { clock });
  /** What befalls requests on our own side. */
  let through = (real: typeof fetch): typeof fetch => real;
  const patient = makePatientTime((ms) => {
    time.now += ms;
  });

  const opened: Database[] = [];

  async function open() {
    const db = await openDatabase(home.place);
    opened.push(db);
    let isDead = false;
    const write: Database['write'] = (job, tenant) => (isDead ? new Promise(() => {}) : db.write(job, tenant));
    const hub = makeHub({
      ...{ db: { ...db, write }, vault: makeVault(Buffer.alloc(32, 7)), clock, sleep: patient.sleep, random: () => 0.5, log: () => {} },
      ...{ fetch: (...call) => through(patient.fetch)(...call), urls: { [name]: crm.server.url }, clients: {}, patienceMs: 20_000 },
    });
    const die = () => {
      isDead = true;
    };
    return { db, hub, die };
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
      opened.pop();
      desk = await open();
    },
    /** Started again after somebody killed it: what it had asked, nobody hears. */
    async startAfterDeath(): Promise<void> {
      patient.forget();
      desk.die();
      time.now += A_WHILE;
      desk = await open();
    },
    async close(): Promise<void> {
      await desk.hub.close();
      for (const db of opened) await db.close();
      await crm.close();
      await home.remove();
    },
  };
}
export type Office = Awaited<ReturnType<typeof openOffice>>;
