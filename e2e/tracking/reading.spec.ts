import { expect, handsOf, send } from '../fixture';
import { chipOf, textOf } from '../reading/message';
import { ADA, FOREIGN, linksIn, pixelsIn, test, writeOffer } from './tracking-test';

test.setTimeout(150_000);

const GMAILS_PROXY = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
/** Whoever looks so soon after it may be the sender herself. */
const SOON_MS = 6_000;
const offer = { to: `Ada Lovelace <${ADA}>`, subject: 'Our offer' };

test('T2 T3 T6 T7: the rep’s own look asks for no pixel, whoever serves it; a stranger’s is counted and honestly said; erased, nothing is kept', async ({
  desk,
  tracking,
  internet,
}) => {
  await tracking.agrees(ADA);
  await tracking.byDefault();
  const page = await desk.open();
  const line = await writeOffer(page, offer);
  await line.says(/^Ada Lovelace/);
  await send(page);
  await expect.poll(async () => (await tracking.tracked(offer.subject)).length).toBe(1);
  const [html = ''] = tracking.sent(offer.subject);
  const [pixel = ''] = pixelsIn(html, tracking.base);
  expect(await tracking.fetch(pixel, GMAILS_PROXY)).toBe(200);
  const hits = async () => (await tracking.tracked(offer.subject))[0]?.hits ?? [];
  await expect.poll(async () => (await hits()).map((hit) => hit.class)).toEqual(['proxy']);
  const [{ at = 0 } = {}] = await hits();
  await expect.poll(() => Date.now() - at, { timeout: 15_000 }).toBeGreaterThan(SOON_MS);

  const PROXY = 'ci3.googleusercontent.com';
  const pictures = () =>
    internet.asked.filter(({ host, path }) => host === 'news.example' || (host === PROXY && path.includes('news.example')));
  const before = pictures().length;
  await handsOf(page).openSent(page);
  await handsOf(page).openMail(page, offer.subject);
  const chip = await chipOf(page);
  await chip.click('button', '1 open');
  await chip.find('button', 'Stop and erase');
  expect(await textOf(chip)).toContain('Opened through Gmail’s proxy, probably by Ada Lovelace');
  // The stranger's picture beside it was asked for.
  await expect.poll(() => pictures().length - before).toBe(1);
  expect(await hits()).toHaveLength(1);
  const ours = internet.asked.filter(({ host, path }) => host === PROXY && path.includes(encodeURIComponent(tracking.base)));
  expect(ours).toEqual([]);

  await chip.click('button', 'Stop and erase');
  await chip.find('button', 'Cancel');
  await chip.click('button', 'Stop and erase');
  await expect.poll(async () => (await chip.hear('button')).map(({ name }) => name)).not.toContain('1 open');
  expect(await hits()).toEqual([]);
  expect(await tracking.fetch(pixel, GMAILS_PROXY)).toBe(200);
  expect(await hits()).toEqual([]);
});

test('T4: a reply takes nothing of ours along from what it quotes, and everything of anybody else’s', async ({ desk, tracking }) => {
  await tracking.agrees(ADA);
  await tracking.byDefault();
  const page = await desk.open();
  const line = await writeOffer(page, offer);
  await line.says(/^Ada Lovelace/);
  await send(page);
  await expect.poll(async () => (await tracking.tracked(offer.subject)).length).toBe(1);
  const earlier = pixelsIn(tracking.sent(offer.subject)[0] ?? '', tracking.base);

  await handsOf(page).openSent(page);
  await handsOf(page).openMail(page, offer.subject);
  await chipOf(page);
  await handsOf(page).reply(page);
  await page.keyboard.type('One more thing.');
  await handsOf(page).sendInline(page);
  await expect.poll(() => tracking.sent(`Re: ${offer.subject}`)).toHaveLength(1);
  const [reply = ''] = tracking.sent(`Re: ${offer.subject}`);
  const pixels = pixelsIn(reply, tracking.base);
  expect(pixels).toHaveLength(1);
  expect(pixels).not.toEqual(earlier);
  expect(linksIn(reply, tracking.base)).toEqual([]);
  expect(reply).toContain('href="https://northwind.example/offer"');
  expect(reply).toContain(FOREIGN);
});
