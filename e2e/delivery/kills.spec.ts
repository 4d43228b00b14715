import { attach, expect } from '../fixture';
import { INGEST, test, UPLOAD } from './desk';

const STEPS = [
  ['before a file is uploaded', UPLOAD, 'before'],
  ['after a file was uploaded', UPLOAD, 'after'],
  ['before the mail is written', INGEST, 'before'],
  ['after the mail was written, before the answer', INGEST, 'after'],
] as const;

test('D1 D2: the worker killed at each step of a delivery: one record each', async ({ desk }) => {
  test.setTimeout(240_000);
  const page = await desk.open();
  for (const [name, match, when] of STEPS) {
    const held = desk.faults.holdNext(match, when);
    await desk.mail(page, { subject: name }, () => attach(page, 'offer.pdf', 20_000));
    const { release } = await held;
    await desk.browser.killWorker();
    release();
    await desk.becomes(name, 'logged');
    const items = await desk.held(name);
    expect(items, name).toHaveLength(1);
    expect(items[0]?.attachments[0]?.sha256, name).toMatch(/^[0-9a-f]{64}$/);
  }
});

for (const [name, match, when] of STEPS)
  test(`D1 D2: the browser killed ${name}: one record after it is opened again`, async ({ desk }) => {
    test.setTimeout(120_000);
    const page = await desk.open();
    const held = desk.faults.holdNext(match, when);
    await desk.mail(page, { subject: name }, () => attach(page, 'offer.pdf', 20_000));
    const { release } = await held;
    await desk.browser.killBrowser();
    release();
    await desk.becomes(name, 'logged');
    expect(await desk.held(name)).toHaveLength(1);
  });
