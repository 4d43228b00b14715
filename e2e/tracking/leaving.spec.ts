import { lineOf } from '../compose/line';
import { expect, handsOf, send, undo } from '../fixture';
import { ADA, bodyIn, FOREIGN, GIULIA, linksIn, openTracked, pixelsIn, test, writeOffer } from './tracking-test';

test.setTimeout(120_000);

const offer = { to: `Ada Lovelace <${ADA}>`, subject: 'Our offer' };

test('T1 T4: it arrives with a pixel and its link; its draft and what it shows stay as she wrote them', async ({ desk, tracking }) => {
  await tracking.agrees(ADA);
  await tracking.byDefault();
  const page = await desk.open();
  const line = await writeOffer(page, offer);
  await line.isOn('Track');
  await line.says(/^Ada Lovelace/);
  const written = await bodyIn(page);
  expect(written).not.toContain(tracking.base);
  await expect.poll(() => tracking.drafts(offer.subject).filter((html) => html.includes(FOREIGN)).length).toBe(1);
  expect(tracking.drafts(offer.subject).join()).not.toContain(tracking.base);
  await send(page);
  await expect.poll(() => tracking.sent(offer.subject)).toHaveLength(1);
  const [html = ''] = tracking.sent(offer.subject);
  expect(pixelsIn(html, tracking.base)).toHaveLength(1);
  const [link = '', ...others] = linksIn(html, tracking.base);
  expect(new URL(link).searchParams.get('u')).toBe('https://northwind.example/offer');
  // The trap, which nobody sees.
  expect(others.map((one) => new URL(one).searchParams.get('u')?.startsWith(tracking.base))).toEqual([true]);
  expect(html).toContain('<a href="https://acme.example/">acme.example</a>');
  expect(html).toContain(FOREIGN);
  // What the CRM has is what she wrote.
  await desk.becomes(offer.subject, 'logged');
  expect(JSON.stringify((await desk.entry(offer.subject))?.engagement)).not.toContain(tracking.base);
  await expect
    .poll(async () => (await tracking.tracked(offer.subject)).map(({ message }) => message.links))
    .toEqual([['https://northwind.example/offer']]);
});

test('T5 C3: without consent it leaves as it is, and the line says who and why; recorded in the panel, it is tracked', async ({
  desk,
  tracking,
}) => {
  await tracking.byDefault();
  const page = await desk.open();
  const line = await writeOffer(page, offer);
  await line.says(/ — Not tracked: Ada Lovelace has not agreed$/);
  await send(page);
  await expect.poll(() => tracking.sent(offer.subject)).toHaveLength(1);
  expect(tracking.sent(offer.subject)[0]).not.toContain(tracking.base);

  const again = await writeOffer(page, { ...offer, subject: 'Once more' });
  await again.says(/ — Not tracked: Ada Lovelace has not agreed$/);
  await again.openPanel();
  await again.click('button', 'Has agreed… Ada Lovelace');
  await again.click('button', 'by contract');
  await again.find('button', 'Has withdrawn… Ada Lovelace');
  expect((await again.sections()).Tracking).toEqual(['Ada Lovelace']);
  await again.closePanel();
  await again.says(/^[^—]*$/);
  await send(page);
  await expect.poll(() => tracking.sent('Once more')).toHaveLength(1);
  expect(pixelsIn(tracking.sent('Once more')[0] ?? '', tracking.base)).toHaveLength(1);
  expect(await tracking.tracked(offer.subject)).toEqual([]);
});

test('T4 C5: undone, she has what she wrote, and nobody is told of it; with Track off it then leaves clean', async ({
  client,
  desk,
  tracking,
}) => {
  await tracking.agrees(ADA);
  for (const { name, options } of client.undoModes) {
    await tracking.byDefault();
    for (const account of (await desk.ask('getSettings')).accounts) await desk.ask('saveAccount', { ...account, undoSeconds: 30 });
    const page = await desk.open(options);
    const subject = `Undone, ${name}`;
    const before = await writeOffer(page, { ...offer, subject });
    await before.says(/^Ada Lovelace/);
    const written = await bodyIn(page);
    await send(page);
    await undo(page);
    await expect(handsOf(page).windows(page)).toBeVisible();
    await expect.poll(() => bodyIn(page)).toBe(written);
    const line = await lineOf(page);
    await line.click('switch', 'Track');
    await line.isOff('Track');
    await send(page);
    await expect.poll(() => tracking.sent(subject).filter((html) => !html.includes(tracking.base)).length).toBe(1);
    expect(await tracking.tracked(subject), name).toEqual([]);
    await page.close();
  }
});

test('T1: with Log off and Track on the line says so, and it is tracked without being logged', async ({ desk, tracking }) => {
  await tracking.agrees(ADA);
  await tracking.byDefault(false);
  const page = await desk.open();
  const line = await writeOffer(page, offer);
  await line.isOff('Log');
  await line.says(/^Will not be logged, only opens and clicks are tracked$/);
  await send(page);
  await expect.poll(async () => (await tracking.tracked(offer.subject)).length).toBe(1);
  expect(await desk.entry(offer.subject)).toBeUndefined();
});

test('T5: one of several who has not agreed holds it back for all, by name and with a count; none is ever tracked by half', async ({
  desk,
  tracking,
}) => {
  await tracking.agrees(ADA);
  await tracking.byDefault();
  const page = await desk.open();
  const line = await writeOffer(page, { ...offer, to: `Ada Lovelace <${ADA}>, Giulia Conti <${GIULIA}>, Eve <eve@elsewhere.example>` });
  await line.says(/ — Not tracked: Giulia Conti has not agreed, and one more$/);
  await send(page);
  await expect.poll(() => tracking.sent(offer.subject)).toHaveLength(1);
  expect(tracking.sent(offer.subject)[0]).not.toContain(tracking.base);
});

test('T1 C5: a scheduled mail is tracked from its time on', async ({ desk, tracking }) => {
  const page = await openTracked(desk, tracking, offer);
  await handsOf(page).schedule(page);
  await expect.poll(() => tracking.sent(offer.subject).flatMap((html) => pixelsIn(html, tracking.base)).length).toBe(1);
  await expect.poll(async () => (await tracking.tracked(offer.subject)).map(({ message }) => new Date(message.at).getHours())).toEqual([8]);
});
