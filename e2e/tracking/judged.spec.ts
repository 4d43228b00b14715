import { chromium } from '@playwright/test';
import { expect, handsOf } from '../fixture';
import { chipOf } from '../reading/message';
import { ADA, GIULIA, linksIn, pixelsIn, sendToEachOfThree, test, writeOffer } from './tracking-test';

test.setTimeout(240_000);

const EVE = 'eve@elsewhere.example';
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const GMAILS_PROXY = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
/** A hit sooner after sending than this is said with a doubt. */
const DOUBT_MS = 21_000;
/** Whoever looks so soon before the rep may be herself. */
const SOON_MS = 6_000;
const pass = (ms: number, since = Date.now()) => expect.poll(() => Date.now() - since, { timeout: 2 * ms }).toBeGreaterThan(ms);
const offer = { to: `Ada Lovelace <${ADA}>, Giulia Conti <${GIULIA}>`, cc: `Eve Moss <${EVE}>`, subject: 'Offer for the new line' };

test('T2 T3 T5 T6: two agreed and one did not; after a browser, Gmail’s proxy, a scanner and her own look every line is true', {
  tag: '@gmail',
}, async ({ desk, tracking, ours, internet }) => {
  await tracking.agrees(ADA, GIULIA);
  await tracking.byDefault();
  const page = await desk.open();
  const line = await writeOffer(page, offer);
  await line.says(/ — Not tracked: Eve Moss has not agreed$/);
  await sendToEachOfThree(line, 'Eve Moss');
  const bodies = () => tracking.sent(offer.subject);
  await expect.poll(() => bodies().map((html) => pixelsIn(html, tracking.base).length), { timeout: 40_000 }).toEqual([1, 1, 0]);
  const [toAda = '', toGiulia = '', toEve = ''] = bodies();
  expect(toEve).not.toContain(tracking.base);
  const mails = async () => {
    const all = await tracking.tracked(offer.subject);
    const of = (address: string) => all.find(({ message }) => message.recipient?.address === address);
    return { ada: of(ADA), giulia: of(GIULIA) };
  };
  const classes = async (name: 'ada' | 'giulia') => (await mails())[name]?.hits.map((hit) => `${hit.kind} ${hit.class}`).sort();
  await expect.poll(async () => Object.values(await mails()).filter(Boolean).length).toBe(2);
  await pass(DOUBT_MS);

  // Ada reads it in a browser, and follows the link.
  const hers = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const reader = await hers.newContext({ userAgent: CHROME });
  const mailbox = await reader.newPage();
  await mailbox.setContent(toAda);
  const led = mailbox.waitForRequest('https://northwind.example/offer');
  await mailbox.getByRole('link', { name: 'our offer' }).click();
  await led;
  await hers.close();
  await expect.poll(() => classes('ada'), { timeout: 20_000 }).toEqual(['click person', 'open person']);

  // Giulia's company looks through everything that comes; later she reads it in Gmail.
  const [pixel = ''] = pixelsIn(toGiulia, tracking.base);
  const links = linksIn(toGiulia, tracking.base);
  expect(links).toHaveLength(2);
  for (const url of [pixel, ...links]) await tracking.fetch(url, CHROME);
  await expect.poll(() => classes('giulia'), { timeout: 20_000 }).toEqual(['click scanner', 'open scanner']);
  expect(await tracking.fetch(pixel, GMAILS_PROXY)).toBe(200);
  await expect.poll(() => classes('giulia'), { timeout: 20_000 }).toEqual(['click scanner', 'open proxy', 'open scanner']);

  // The rep looks at all that she sent.
  await pass(SOON_MS);
  for (const nth of [0, 1, 2]) {
    await handsOf(page).openSent(page);
    await handsOf(page).openMail(page, offer.subject, nth);
    await chipOf(page);
  }
  const proxied = internet.asked.filter(({ host }) => host === 'ci3.googleusercontent.com').map(({ path }) => path);
  expect(proxied.some((path) => path.includes('news.example'))).toBe(true);
  expect(proxied.filter((path) => path.includes(encodeURIComponent(tracking.base)))).toEqual([]);
  expect(await classes('ada')).toEqual(['click person', 'open person']);
  expect(await classes('giulia')).toEqual(['click scanner', 'open proxy', 'open scanner']);

  const popup = await ours.openPopup();
  await popup.getByRole('tab', { name: /Opens and clicks/ }).click();
  const rows = popup.getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText(/^Giulia Conti.*Opened through Gmail’s proxy, probably by Giulia Conti/s);
  await expect(rows.nth(1)).toContainText(/^Ada Lovelace.*Link clicked, probably by Ada Lovelace1 open, 1 click/s);
  if (process.env.SHOTS) await popup.screenshot({ path: `${process.env.SHOTS}/judged.png` });
});
