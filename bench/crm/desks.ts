import {
  ADA,
  mail as activeCampaignMail,
  ada as activeCampaignTies,
  openDesk as openActiveCampaign,
} from '../../e2e/crm/activecampaign/desk';
import { knownMail, openHouse as openHubSpot } from '../../e2e/crm/hubspot/house';
import { openDesk as openSell, contact as sellContact, mail as sellMail, record as sellRecord } from '../../e2e/crm/zendesk-sell/desk';
import type { Engagement } from '../../src/core/engagement';

/** One of the practice CRMs with an outbox before it, as the tests of its connector have it. */
interface Desk {
  asked: { status: number | null }[];
  /** Waits for everything, as far as its clock must go. */
  send(mails: readonly Engagement[]): Promise<void>;
  lookUp(): Promise<unknown>;
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
      const { hubspot, start, connect, settle, time, close } = await openHubSpot();
      // Without a socket: a thousand of them would be measured instead.
      const connector = connect({ fetch: hubspot.fetch });
      const outbox = start({ connector });
      const send: Desk['send'] = async (mails) => {
        for (const mail of mails) await outbox.add(mail, 'crm', 0);
        await settle(outbox);
      };
      return { asked: hubspot.asked, send, lookUp: () => connector.lookUp([ADA]), now: () => time.now, close };
    },
  },
  {
    ...{ name: 'ActiveCampaign', allowed: 4, isBudgeted: false },
    mail: (number, changes) => activeCampaignMail(number, activeCampaignTies, changes),
    async open() {
      const { service, outbox, settle, connector, time } = await openActiveCampaign({ remembers: true });
      const send: Desk['send'] = async (mails) => {
        for (const mail of mails) await outbox.add(mail, 'crm', 0);
        await settle();
      };
      return { asked: service.asked, send, lookUp: () => connector.lookUp([ADA]), now: () => time.now, close: service.close };
    },
  },
  {
    ...{ name: 'Zendesk Sell', allowed: 10, isBudgeted: false },
    mail: (number, changes) =>
      sellMail(number, [sellContact('101', ADA), sellRecord('company', '501'), sellRecord('deal', '301')], changes),
    async open() {
      const { sell, outbox, settle, connector, time } = await openSell({ remembers: true });
      const send: Desk['send'] = async (mails) => {
        for (const mail of mails) await outbox.add(mail, 'sell', 0);
        await settle();
      };
      return { asked: sell.asked, send, lookUp: () => connector.lookUp([ADA]), now: () => time.now, close: sell.close };
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
  const counts = {
    'looked up, the first after a start': await count(() => desk.send([crm.mail(1)])),
    'looked up, warm': await count(() => desk.send([crm.mail(2)])),
    'not looked up': await count(() => desk.send([crm.mail(3, toUnknown(crm.mail(3)))])),
    'its look-up, while it is written': await count(() => desk.lookUp()),
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
