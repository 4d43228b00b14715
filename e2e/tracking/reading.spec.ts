import { expect, handsOf, send } from '../fixture';
import { chipOf, sidePanelIn, textOf } from '../reading/message';
import { ADA, FOREIGN, linksIn, openTracked, pixelsIn, test, writeOffer } from './tracking-test';

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
  const page = await openTracked(desk, tracking, offer);
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
  await chip.click('button', 'Ada Lovelace');
  const side = await sidePanelIn(page);
  const inSide = () => textOf(side).then((text) => text.slice(text.indexOf('Opens and clicks')));
  await expect.poll(inSide).toMatch(/^Opens and clicks\s+Our offer[\s\S]+Opened through Gmail’s proxy, probably by Ada Lovelace/);
  const popup = await desk.browser.openPopup();
  await popup.getByRole('tab', { name: /Opens and clicks/ }).click();
  await expect(popup.getByRole('listitem')).toHaveCount(1);
  await expect(popup.getByRole('listitem')).toContainText('Opened through Gmail’s proxy, probably by Ada Lovelace');
  await popup.close();
  const ours = internet.asked.filter(({ host, path }) => host === PROXY && path.includes(encodeURIComponent(tracking.base)));
  expect(ours).toEqual([]);

  await chip.click('button', 'Stop and erase');
  await chip.find('button', 'Cancel');
  await chip.click('button', 'Stop and erase');
  await expect.poll(async () => (await chip.hear('button')).map(({ name }) => name)).not.toContain('1 open');
  expect(await hits()).toEqual([]);
  await expect.poll(inSide).toMatch(/^Opens and clicks\s+No open seen so far/);
  expect(await tracking.fetch(pixel, GMAILS_PROXY)).toBe(200);
  expect(await hits()).toEqual([]);
});

test('T5: who withdraws silences what was sent to her before', async ({ desk, tracking }) => {
  const page = await openTracked(desk, tracking, offer);
  await send(page);
  const first = async () => (await tracking.tracked(offer.subject))[0];
  await expect.poll(async () => (await first())?.message.silenced).toBeNull();
  const [pixel = ''] = pixelsIn(tracking.sent(offer.subject)[0] ?? '', tracking.base);
  expect(await tracking.fetch(pixel)).toBe(200);
  await expect.poll(async () => (await first())?.hits.length).toBe(1);

  const again = await writeOffer(page, { ...offer, subject: 'Once more' });
  await again.says(/^Ada Lovelace/);
  await again.openPanel();
  await again.click('button', 'Has withdrawn… Ada Lovelace');
  await again.click('button', 'in writing');
  await again.find('button', 'Has agreed… Ada Lovelace');
  await expect.poll(async () => (await first())?.message.silenced).toBe('withdrawn');
  expect(await tracking.fetch(pixel)).toBe(200);
  await again.closePanel();
  await again.says(/ — Not tracked: Ada Lovelace has withdrawn consent$/);
  await send(page);
  await expect.poll(() => tracking.sent('Once more')).toHaveLength(1);
  expect(tracking.sent('Once more')[0]).not.toContain(tracking.base);
  expect((await first())?.hits).toHaveLength(1);
});

test('T4: a reply takes nothing of ours along from what it quotes, and everything of anybody else’s', async ({ desk, tracking }) => {
  const page = await openTracked(desk, tracking, offer);
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
