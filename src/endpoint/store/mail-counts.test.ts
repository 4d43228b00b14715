import { afterEach, beforeEach, expect, test } from 'vitest';
import { EngagementAnswerSchema } from '../../core/endpoint-api';
import { expectShape, startTestEndpoint, type TestEndpoint } from '../testing';
import { mailTo, START } from '../testing-mails';
import { CHROME, GMAIL_PROXY, mint, trackedMail, trackingAt } from '../testing-tracking';
import { expireHits } from './hit-expiry';

const ADA = 'ada@acme.example';
const MINUTE = 60_000;

let endpoint: TestEndpoint;
let tracking: ReturnType<typeof trackingAt>;
beforeEach(async () => {
  endpoint = await startTestEndpoint();
  tracking = trackingAt(endpoint);
  await tracking.consent(ADA);
});
afterEach(() => endpoint.stop());

/** A mail to Ada that is logged and tracked, opened by her through a proxy and twice at once, with one click, and by a program. */
async function openedMail() {
  const engagement = mailTo([ADA]);
  await endpoint.log(engagement);
  await tracking.register([trackedMail({ id: engagement.id })]);
  const key = await tracking.key();
  const pixel = mint(key, 'open', engagement.id);
  const link = mint(key, 'click', engagement.id, 1, 'https://shop.example/offer');
  await tracking.hit(pixel, GMAIL_PROXY);
  endpoint.time.now += MINUTE;
  await tracking.hit(pixel, CHROME);
  endpoint.time.now += 1_000;
  await tracking.hit(pixel, CHROME);
  endpoint.time.now += MINUTE;
  await tracking.hit(link, CHROME);
  endpoint.time.now += MINUTE;
  await tracking.hit(pixel, 'curl/8.5.0');
  return engagement.id;
}

const token = () => endpoint.tokens.anna;
const trackedOf = async (id: string) => (await endpoint.call('GET', `engagements/${id}`, { token: token() })).json.item.tracked;

test('T6: a timeline counts looks by people, and programs apart; what is not tracked has no counts', async () => {
  const id = await openedMail();
  const answer = await endpoint.call('GET', `engagements/${id}`, { token: token() });
  expectShape(EngagementAnswerSchema, answer.json);
  expect(answer.json.item.tracked).toEqual({ opens: 2, clicks: 1, machines: 1 });
  const other = mailTo([ADA]);
  await endpoint.log(other);
  expect(await trackedOf(other.id)).toBeUndefined();
  const { records } = (await endpoint.call('GET', 'records?kind=contact&q=ada', { token: token() })).json;
  const path = `records/contact/${records[0].id}/timeline`;
  const { items } = (await endpoint.call('GET', path, { token: token() })).json;
  const shown = items.filter((item: { id: string }) => [id, other.id].includes(item.id));
  expect(shown.map((item: { tracked?: object }) => item.tracked !== undefined).sort()).toEqual([false, true]);
});

test('T6: what has expired is still counted', async () => {
  const id = await openedMail();
  await expireHits(endpoint.db, endpoint.anna.tenant, START + 30_000);
  expect(await trackedOf(id)).toEqual({ opens: 1, clicks: 1, machines: 1, earlier: 1 });
});

test('T7: what is erased is gone from the timeline too', async () => {
  const id = await openedMail();
  await endpoint.call('DELETE', `tracked-messages/${id}`, { token: token() });
  expect(await trackedOf(id)).toBeUndefined();
});
