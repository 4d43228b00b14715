import { attach, expect, handsOf } from '../fixture';
import { ADA, GIULIA, pixelsIn, sendToEachOfThree, test, writeOffer } from './tracking-test';

test.setTimeout(150_000);

const EVE = 'eve@elsewhere.example';
const three = { to: `Ada Lovelace <${ADA}>, Giulia Conti <${GIULIA}>`, bcc: `Eve Moss <${EVE}>`, subject: 'To each of you' };
const THREE_WORDS = /and one more$|Eve Moss has not agreed$/;

/** Whom each mail of the subject was sent to. They leave one after the other, but arrive as they like. */
const sentTo = (
  boxes: { messages: Map<string, { subject: string; labels: string[]; to: unknown[][]; cc: unknown[][]; bcc: unknown[][] }> }[],
) =>
  [...(boxes[0]?.messages.values() ?? [])]
    .filter(({ subject, labels }) => subject === three.subject && labels.includes('^pfg'))
    .map(({ to, cc, bcc }) => [...to, ...cc, ...bcc].map(([, address]) => address))
    .sort();

test('T2 T5: each gets a mail of her own, tracked only where she may be, and logged to her alone; then the first window goes', {
  tag: '@gmail',
}, async ({ desk, tracking, gmail }) => {
  await tracking.agrees(ADA, GIULIA);
  await tracking.byDefault();
  const page = await desk.open();
  const line = await writeOffer(page, three);
  await line.says(THREE_WORDS);
  await sendToEachOfThree(line, 'Eve Moss');
  await expect.poll(() => sentTo(gmail.boxes), { timeout: 40_000 }).toEqual([[ADA], [EVE], [GIULIA]]);
  const pixels = () => tracking.sent(three.subject).map((html) => pixelsIn(html, tracking.base).length);
  await expect.poll(() => pixels().sort()).toEqual([0, 1, 1]);
  await expect(handsOf(page).windows(page)).toHaveCount(0);
  await expect.poll(async () => (await desk.ask('counts')).logged, { timeout: 40_000 }).toBe(3);
  const held = await desk.held(three.subject);
  expect(held.map(({ records }) => records.filter(({ kind }) => kind === 'contact').map(({ name }) => name)).sort()).toEqual([
    ['Ada Lovelace'],
    ['Eve Moss'],
    ['Giulia Conti'],
  ]);
  expect((await tracking.tracked(three.subject)).map(({ message }) => message.recipient?.address).sort()).toEqual([ADA, GIULIA]);
});

test('T2 C6: its files go along with each, and into the CRM', { tag: '@gmail' }, async ({ desk, tracking, gmail }) => {
  await tracking.agrees(ADA, GIULIA);
  await tracking.byDefault();
  const page = await desk.open();
  const line = await writeOffer(page, { to: three.to, subject: three.subject });
  await attach(page, 'offer.pdf', 300_000);
  await attach(page, 'prices.csv', 1_000, 'text/csv');
  await line.says(/^Ada Lovelace and Giulia Conti/);
  await line.openPanel();
  await line.click('button', 'Send individually…');
  await line.click('button', 'Send 2 messages now');
  await expect.poll(() => sentTo(gmail.boxes), { timeout: 40_000 }).toEqual([[ADA], [GIULIA]]);
  const sent = [...(gmail.boxes[0]?.messages.values() ?? [])].filter(({ labels }) => labels.includes('^pfg'));
  const files = [
    ['offer.pdf', 300_000],
    ['prices.csv', 1_000],
  ];
  expect(sent.map((one) => one.files.map(({ name, size }) => [name, size]))).toEqual([files, files]);
  await expect.poll(async () => (await desk.ask('counts')).logged, { timeout: 40_000 }).toBe(2);
  for (const { attachments } of await desk.held(three.subject))
    expect(attachments.map(({ name, sha256 }) => [name, sha256?.length])).toEqual(files.map(([name]) => [name, 64]));
});

test('T5: refused in the middle, it says who got it and who did not, and sends nobody a second one', { tag: '@gmail' }, async ({
  desk,
  tracking,
  gmail,
}) => {
  await tracking.agrees(ADA);
  await tracking.byDefault();
  const page = await desk.open({ fail: 500 });
  const line = await writeOffer(page, three);
  await line.says(THREE_WORDS);
  await sendToEachOfThree(line, 'Eve Moss');
  const said = () =>
    line.read(function () {
      return this.querySelector('.individual .over')?.textContent ?? '';
    });
  await expect.poll(said, { timeout: 40_000 }).toMatch(/Not sent to Ada Lovelace: that message is in a draft of its own\./);
  const got = sentTo(gmail.boxes).flat();
  expect(got).not.toContain(ADA);
  expect(new Set(got).size).toBe(got.length);
  for (const address of [GIULIA, EVE]) {
    const name = address === GIULIA ? 'Giulia Conti' : 'Eve Moss';
    expect(await said()).toContain(got.includes(address) ? 'Sent to' : 'Still in this message');
    expect(await said()).toContain(name);
  }
  // Her own draft, and what is left of the first.
  await expect(handsOf(page).windows(page)).toHaveCount(2);
});
