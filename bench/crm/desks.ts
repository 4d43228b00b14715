import {
  ADA,
  mail as activeCampaignMail,
  ada as activeCampaignTies,
  openDesk as openActiveCampaign,
} from '../../e2e/crm/activecampaign/desk';
import { knownMail, openHouse as openHubSpot } from '../../e2e/crm/hubspot/house';
import { openDesk as openSell, contact as sellContact, mail as sellMail, record as sellRecord } from '../../e2e/crm/zendesk-sell/desk';
import type { CrmConnector } from '../../src/connectors/crm-connector';
import type { Engagement } from '../../src/core/engagement';
import type { OutboxStore } from '../../src/core/outbox/outbox-store';

/** One of the practice CRMs with an outbox before it, as the tests of its connector have it. */
interface Desk {
  asked: { status: number | null }[];
  /** Waits for everything, as far as its clock must go. */
  send(mails: readonly Engagement[]): Promise<void>;
  lookUp(): Promise<unknown>;
  /** Looks for what the browser may have sent twice of these mails. */
  lookAfter(mails: readonly Engagement[]): Promise<unknown>;
  now(): number;
  close(): Promise<unknown>;
}

export interface Crm {
  name: string;
  /** Requests a second that the project takes of what the service allows one account. */
  allowed: number;
  isBudgeted: boolean;
  mail(number: number, changes?: Partial<Engagement>): Engagement;
  /** With the memory of a worker that was just started. */
  open(): Promise<Desk>;
}

/** As the outbox asks for what is logged. */
async function lookAfter(connector: CrmConnector, store: Pick<OutboxStore, 'get'>, mails: readonly Engagement[]) {
  const entries = await Promise.all(mails.map(({ id }) => store.get(id)));
  return connector.removeDoubles?.(entries.flatMap((entry) => (entry?.ref ? [{ engagement: entry.engagement, ref: entry.ref }] : [])));
}

const toUnknown = (engagement: Engagement): Partial<Engagement> => ({
  associations: engagement.associations
    .filter(({ kind }) => kind === 'contact')
    .map((association) => ({ ...association, recordId: null, create: true })),
  associationsComplete: false,
});

export const CRMS: Crm[] = [
  {
    ...{ name: 'HubSpot', allowed: 10, isBudgeted: true, mail: knownMail },
    async open() {
      const { hubspot, start, connect, settle, store, time, close } = await openHubSpot();
      // Without a socket: a thousand of them would be measured instead.
      const connector = connect({ fetch: hubspot.fetch });
      const outbox = start({ connector });
      const send: Desk['send'] = async (mails) => {
        for (const mail of mails) await outbox.add(mail, 'crm', 0);
        await settle(outbox);
      };
      return {
        ...{ asked: hubspot.asked, send, lookUp: () => connector.lookUp([ADA]), now: () => time.now, close },
        lookAfter: (mails) => lookAfter(connector, store, mails),
      };
    },
  },
  {
    ...{ name: 'ActiveCampaign', allowed: 4, isBudgeted: false },
    mail: (number, changes) => activeCampaignMail(number, activeCampaignTies, changes),
    async open() {
      const { service, outbox, settle, connector, store, time } = await openActiveCampaign({ remembers: true });
      const send: Desk['send'] = async (mails) => {
        for (const mail of mails) await outbox.add(mail, 'crm', 0);
        await settle();
      };
      return {
        ...{ asked: service.asked, send, lookUp: () => connector.lookUp([ADA]), now: () => time.now, close: service.close },
        lookAfter: (mails) => lookAfter(connector, store, mails),
      };
    },
  },
  {
    ...{ name: 'Zendesk Sell', allowed: 10, isBudgeted: false },
    mail: (number, changes) =>
      sellMail(number, [sellContact('101', ADA), sellRecord('company', '501'), sellRecord('deal', '301')], changes),
    async open() {
      const { sell, outbox, settle, connector, store, time } = await openSell({ remembers: true });
      const send: Desk['send'] = async (mails) => {
        for (const mail of mails) await outbox.add(mail, 'sell', 0);
        await settle();
      };
      return {
        ...{ asked: sell.asked, send, lookUp: () => connector.lookUp([ADA]), now: () => time.now, close: sell.close },
        lookAfter: (mails) => lookAfter(connector, store, mails),
      };
    },
  },
];

/** By what is known when it is logged; `needed`: writes that the API cannot do without. */
export async function countRequests(crm: Crm) {
  const desk = await crm.open();
  const count = async (work: () => Promise<unknown>) => {
    const before = desk.asked.length;
    await work();
    return desk.asked.length - before;
  };
  /** For each of ten mails to the same people, logged in the same minutes. */
  const countOfTen = async () => {
    const mails = Array.from({ length: 10 }, (_, index) => crm.mail(index + 10));
    await desk.send(mails);
    return (await count(() => desk.lookAfter(mails))) / mails.length;
  };
  const counts = {
    'looked up, the first after a start': await count(() => desk.send([crm.mail(1)])),
    'looked up, warm': await count(() => desk.send([crm.mail(2)])),
    'not looked up': await count(() => desk.send([crm.mail(3, toUnknown(crm.mail(3)))])),
    'its look-up, while it is written': await count(() => desk.lookUp()),
    'looked after some minutes later': await count(() => desk.lookAfter([crm.mail(1)])),
    'looked after some minutes later, with nine others': await countOfTen(),
  };
  await desk.close();
  return { needed: crm.isBudgeted ? 1 : crm.mail(1).associations.length, counts };
}

/** How fast so many queued mails go out, by the clock of the trial. */
export async function drain(crm: Crm, mails: number) {
  const desk = await crm.open();
  const began = desk.now();
  await desk.send(Array.from({ length: mails }, (_, index) => crm.mail(index + 1)));
  const seconds = (desk.now() - began) / 1000;
  await desk.close();
  return {
    perSecond: desk.asked.length / seconds,
    allowed: crm.allowed,
    refused: desk.asked.filter(({ status }) => status === 429).length,
  };
}
