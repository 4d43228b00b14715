import { lineOf } from '../compose/line';
import { expect, handsOf, send } from '../fixture';
import { ADA, bodyIn, FOREIGN, pixelsIn, test, writeOffer } from './tracking-test';

test.setTimeout(150_000);

const offer = { to: `Ada Lovelace <${ADA}>`, subject: 'Our offer' };

test('T4 T7: a draft with leftovers of ours is clean as soon as it is opened, is saved and leaves so; what was planned of it is erased', async ({
  desk,
  tracking,
}) => {
  await tracking.agrees(ADA);
  await tracking.byDefault();
  const page = await desk.open();
  const hands = handsOf(page);
  const line = await writeOffer(page, offer);
  await line.says(/^Ada Lovelace/);
  const written = await bodyIn(page);
  await expect.poll(() => hands.draftId(page)).not.toBe('');
  await hands.schedule(page);
  await expect.poll(() => tracking.sent(offer.subject).flatMap((html) => pixelsIn(html, tracking.base)).length).toBe(1);
  await expect.poll(async () => (await tracking.tracked(offer.subject)).length).toBe(1);
  tracking.unschedule(offer.subject);
  expect(tracking.drafts(offer.subject).join()).toContain(tracking.base);

  await hands.openDrafts(page);
  await hands.openDraft(page, offer.subject);
  const again = await lineOf(page);
  await expect.poll(() => bodyIn(page)).not.toContain(tracking.base);
  expect(await bodyIn(page)).toContain(written);
  await expect.poll(() => tracking.drafts(offer.subject).some((html) => html.includes(tracking.base))).toBe(false);

  await again.click('switch', 'Track');
  await again.isOff('Track');
  await send(page);
  await expect.poll(() => tracking.sent(offer.subject)).toHaveLength(1);
  const [html = ''] = tracking.sent(offer.subject);
  expect(html).not.toContain(tracking.base);
  expect(html).toContain('href="https://northwind.example/offer"');
  expect(html).toContain(FOREIGN);
  await expect.poll(() => tracking.tracked(offer.subject)).toEqual([]);
});
