import { afterEach, expect, test } from 'vitest';
import { hasMarker, type MarkerWord } from '../../../src/connectors/marker';
import type { Engagement } from '../../../src/core/engagement';
import { startTestEndpoint, type TestEndpoint } from '../../../src/endpoint/testing';
import { mailTo, START } from '../../../src/endpoint/testing-mails';
import { GMAIL_PROXY, mint, trackedMail, trackingAt } from '../../../src/endpoint/testing-tracking';
import { KEY } from '../activecampaign/seed.mjs';
import { startActiveCampaign } from '../activecampaign/server.mjs';
import { startHubSpot, TOKEN } from '../hubspot/server.mjs';
import { TOKEN as SELL_TOKEN, startZendeskSell } from '../zendesk-sell/server.mjs';

// K7: opens and clicks on the CRM's record.

const ADA = 'ada@acme.example';
const MINUTE = 60_000;
type Clock = { clock: () => number };

const CRMS = [
  {
    connector: 'hubspot',
    token: TOKEN,
    async start(at: Clock) {
      const crm = await startHubSpot(at);
      return { ...crm, notes: () => crm.state().notes.map(({ properties }) => properties.hs_note_body ?? '') };
    },
  },
  {
    connector: 'activecampaign',
    token: KEY,
    async start(at: Clock) {
      const crm = await startActiveCampaign(at);
      return { ...crm, notes: () => crm.state().notes.map(({ note }) => note) };
    },
  },
  {
    connector: 'zendesk-sell',
    token: SELL_TOKEN,
    async start(at: Clock) {
      const crm = await startZendeskSell(at);
      return { ...crm, notes: () => crm.state().notes.map(({ content }) => String(content)) };
    },
  },
];

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function setUp({ connector, token, start }: (typeof CRMS)[number]) {
  let clock = () => START;
  const crm = await start({ clock: () => clock() });
  const asked: string[] = [];
  const fault = { losesAnswers: false };
  let requests = 0;
  const through: typeof fetch = async (url, init) => {
    requests++;
    const isNote = typeof init?.body === 'string' && init.body.includes('track: ');
    if (isNote) asked.push(init?.method ?? '');
    const answer = await fetch(url, init);
    if (isNote && fault.losesAnswers) throw new TypeError('fetch failed');
    return answer;
  };
  const endpoint: TestEndpoint = await startTestEndpoint({ crm: { urls: { [connector]: crm.url }, patienceMs: 20_000, fetch: through } });
  clock = () => endpoint.time.now;
  open.push(endpoint.stop, crm.close);
  const connected = await endpoint.hub.connect(endpoint.tom.tenant, {
    ...{ connector, baseUrl: crm.url, connectedBy: endpoint.tom.id },
    secret: { kind: 'token', token },
  });
  expect(connected).toMatchObject({ ok: true });
  const tracking = trackingAt(endpoint);
  await tracking.consent(ADA);
  const links = ['https://shop.example/offer?a=1&b=2'];
  const send = async (subject: string) => {
    const sent = mailTo([ADA], { subject });
    await tracking.register([trackedMail({ id: sent.id, subject, links, at: START - 60 * MINUTE })]);
    return sent;
  };
  const mail = await send('The offer');
  const key = await tracking.key();
  return {
    ...{ endpoint, tracking, mail, asked, fault, send },
    requests: () => requests,
    pixelOf: ({ id }: Engagement) => mint(key, 'open', id),
    /** How many notes there say of a mail that they are it, and how many that they are of its hits. */
    marked({ id }: Engagement): [number, number] {
      const count = (word: MarkerWord) => crm.notes().filter((text) => hasMarker(text, id, word)).length;
      return [count('ref'), count('track')];
    },
    pixel: mint(key, 'open', mail.id),
    link: mint(key, 'click', mail.id, 1, links[0]),
    log: () => endpoint.log(mail),
    /** How the subjects of what the CRM says of its contact begin. */
    async timeline(): Promise<string[]> {
      const line = await endpoint.hub.lineOf(endpoint.tom.tenant);
      const known = await line?.lookUp([ADA]);
      const contact = known?.ok ? known.value[0]?.contacts[0]?.id : undefined;
      const history = await line?.readHistory(contact ?? '', 20);
      return history?.ok ? history.value.map(({ subject }) => subject.slice(0, 7)).toSorted() : [];
    },
    /** The notes on this mail's hits, as they stand there. */
    notes: () => crm.notes().filter((text) => text.includes(`track: ${mail.id}`)),
    async pass(ms: number) {
      endpoint.time.now += ms;
      await endpoint.app.hitNotes.work(endpoint.tom.tenant);
    },
  };
}

test.each(CRMS)('K7: a burst of hits is one note in $connector, changed in place and not for each', async (crm) => {
  const { pixel, link, log, notes, asked, pass, tracking, endpoint } = await setUp(crm);
  expect(await log()).toMatchObject({ result: 'created' });
  for (let count = 0; count < 20; count++) {
    await tracking.hit(pixel, GMAIL_PROXY);
    endpoint.time.now += 500;
  }
  await pass(MINUTE);
  expect(notes()).toHaveLength(1);
  expect(notes()[0]).toContain('The offer');
  await pass(20 * MINUTE);
  await tracking.hit(link);
  await tracking.hit(pixel, GMAIL_PROXY);
  await pass(MINUTE);
  const [note = '', other] = notes();
  expect(other).toBeUndefined();
  expect(note).toContain('shop.example/offer');
  expect(note).toContain('1 click');
  expect(asked).toEqual(['POST', crm.connector === 'hubspot' ? 'PATCH' : 'PUT']);
  await tracking.hit(pixel, GMAIL_PROXY);
  await pass(MINUTE);
  expect(asked).toHaveLength(2);
  await pass(10 * MINUTE);
  expect(asked).toHaveLength(3);
});

test.each(CRMS)('K7: a thousand hits are a few requests to $connector, and a thousand more are one', async (crm) => {
  const { pixel, log, requests, pass, tracking, endpoint } = await setUp(crm);
  await log();
  const before = requests();
  const burst = async () => {
    for (let count = 0; count < 1000; count++) {
      const remoteAddress = `192.0.2.${count % 250}`;
      await endpoint.app.inject({ url: pixel, remoteAddress, headers: { 'user-agent': GMAIL_PROXY } });
      if (count % 100 === 0) endpoint.time.now += 10;
    }
    await tracking.settle();
  };
  await burst();
  await pass(MINUTE);
  expect(requests() - before).toBeLessThanOrEqual(3);
  await burst();
  await pass(MINUTE);
  const first = requests();
  expect(first - before).toBeLessThanOrEqual(3);
  await pass(10 * MINUTE);
  expect(requests() - first).toBe(1);
});

test.each(CRMS)(
  'K7 D6: in $connector a mail’s note and the note on its hits are never taken for each other, whatever a subject says',
  async (crm) => {
    const { mail, send, pixelOf, log, marked, pass, timeline, tracking, endpoint } = await setUp(crm);
    const hostile = await send(`Re: ref: ${mail.id} track: ${mail.id}`);
    await log();
    await endpoint.log(hostile);
    // On its contact, company and deals; in HubSpot it is an e-mail.
    const [own] = marked(mail);
    expect(own > 1).toBe(crm.connector !== 'hubspot');
    for (const one of [mail, hostile]) await tracking.hit(pixelOf(one));
    await pass(MINUTE);
    expect([marked(mail), marked(hostile)]).toEqual([
      [own, 1],
      [own, 1],
    ]);
    // What is known of them was lost: they are looked for.
    await endpoint.db.write((tx) => tx.updateTable('hit_notes').set({ note: null }).execute());
    for (const one of [mail, hostile]) await tracking.hit(pixelOf(one));
    await pass(11 * MINUTE);
    expect([marked(mail), marked(hostile)]).toEqual([
      [own, 1],
      [own, 1],
    ]);
    expect(await timeline()).toEqual(['Re: ref', 'The off']);
    expect((await endpoint.call('DELETE', `engagements/${mail.id}`, { token: endpoint.tokens.anna })).status).toBe(204);
    await pass(11 * MINUTE);
    expect([marked(mail), marked(hostile)]).toEqual([
      [0, 0],
      [own, 1],
    ]);
  },
);

test.each(CRMS)('K7: whatever ends between the note in $connector and our knowledge of it, there is one', async (crm) => {
  const { pixel, log, notes, fault, pass, tracking } = await setUp(crm);
  await log();
  await tracking.hit(pixel);
  fault.losesAnswers = true;
  await pass(MINUTE);
  expect(notes()).toHaveLength(1);
  fault.losesAnswers = false;
  await pass(11 * MINUTE);
  await tracking.hit(pixel);
  await pass(11 * MINUTE);
  expect(notes()).toHaveLength(1);
});

test.each(CRMS)(
  'K7, T7: in $connector a mail has its note once it is logged, and no longer when it is erased or un-logged',
  async (crm) => {
    const { pixel, log, notes, pass, tracking, endpoint, mail } = await setUp(crm);
    await tracking.hit(pixel);
    await pass(MINUTE);
    expect(notes()).toEqual([]);
    await log();
    await pass(MINUTE);
    expect(notes()).toHaveLength(1);
    const token = endpoint.tokens.anna;
    expect((await endpoint.call('DELETE', `engagements/${mail.id}`, { token })).status).toBe(204);
    await pass(11 * MINUTE);
    expect(notes()).toEqual([]);

    const erased = await setUp(crm);
    await erased.log();
    await erased.tracking.hit(erased.pixel);
    await erased.pass(MINUTE);
    expect(erased.notes()).toHaveLength(1);
    await erased.endpoint.call('DELETE', `tracked-messages/${erased.mail.id}`, { token: erased.endpoint.tokens.anna });
    await erased.pass(11 * MINUTE);
    expect(erased.notes()).toEqual([]);
  },
);

test('K7: an organisation without a CRM keeps no notes', async () => {
  const endpoint = await startTestEndpoint();
  open.push(endpoint.stop);
  const tracking = trackingAt(endpoint);
  await tracking.consent(ADA);
  const mail = trackedMail();
  await tracking.register([mail]);
  await tracking.hit(mint(await tracking.key(), 'open', mail.id));
  expect(await endpoint.db.read.selectFrom('hit_notes').selectAll().execute()).toEqual([]);
});
