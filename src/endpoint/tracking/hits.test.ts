import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HitsAnswerSchema, TrackingSchema } from '../../core/tracking-api';
import { expectShape, START, startTestEndpoint, type TestEndpoint } from '../testing';
import { GMAIL_PROXY, mint, trackedMail, trackingAt } from '../testing-tracking';

let endpoint: TestEndpoint;
let tracking: ReturnType<typeof trackingAt>;
beforeEach(async () => {
  endpoint = await startTestEndpoint();
  tracking = trackingAt(endpoint);
  await tracking.consent('ada@acme.example');
});
afterEach(() => endpoint.stop());

/** A mail to Ada, registered, with the paths of its pixel and its link. */
async function sendMail(more: Parameters<typeof trackedMail>[0] = {}) {
  const mail = trackedMail(more);
  const key = await tracking.key();
  const answer = await tracking.register([mail]);
  const [target = ''] = mail.links;
  return { mail, result: answer.json.results[0], pixel: mint(key, 'open', mail.id), link: mint(key, 'click', mail.id, 1, target), key };
}

describe('pixels', () => {
  test('T1: an open is in the feed, with its verdict and nothing more than is known', async () => {
    const { mail, pixel } = await sendMail();
    expectShape(TrackingSchema, await tracking.key());
    const answer = await tracking.hit(pixel, GMAIL_PROXY);
    expect([answer.status, answer.headers['content-type'], answer.headers['content-length']]).toEqual([200, 'image/gif', '42']);
    const feed = await tracking.feed();
    expectShape(HitsAnswerSchema, feed);
    expect(feed.hits).toMatchObject([
      {
        messageId: mail.id,
        subject: 'Offer',
        kind: 'open',
        class: 'proxy',
        at: START,
        target: null,
        oneOf: 1,
        recipient: { name: 'Ada Lovelace' },
      },
    ]);
  });
});
