import { attach, expect } from '../fixture';
import { INGEST, REMOVE, test, UPLOAD } from './desk';
import type { Fault } from './fault-proxy';

const TRANSIENT: readonly Fault[][] = [
  ['drop-before', 'drop-after', 'error-before', 'error-after'],
  ['rate-limited', 'rate-limited-retry-after', 'captive-portal', 'duplicate'],
];

for (const faults of TRANSIENT)
  test(`D2: one record, whatever becomes of the first request: ${faults.join(', ')}`, async ({ desk }) => {
    test.setTimeout(180_000);
    const page = await desk.open();
    for (const fault of faults) {
      desk.faults.failNext(INGEST, fault);
      await desk.mail(page, { subject: fault });
      await desk.becomes(fault, 'logged');
      expect(await desk.held(fault), fault).toHaveLength(1);
    }
  });

test('D1 D2: while every answer is lost nothing is shown as logged; healed, each mail is there once', async ({ desk }) => {
  test.setTimeout(120_000);
  const page = await desk.open();
  desk.faults.failAll('drop-after');
  for (const subject of ['first', 'second']) await desk.mail(page, { subject });
  await expect.poll(async () => (await desk.entry('first'))?.ambiguous).toBe(true);
  expect((await desk.entry('first'))?.ref).toBeNull();
  expect((await desk.ask('counts')).logged).toBe(0);
  desk.faults.heal();
  for (const subject of ['first', 'second']) {
    await desk.becomes(subject, 'logged');
    expect(await desk.held(subject)).toHaveLength(1);
  }
});

test('D5: a refused token holds everything, burns no try and is shown; connected again, all of it goes out', async ({ desk }) => {
  test.setTimeout(120_000);
  const page = await desk.open();
  desk.faults.failAll('token-refused');
  for (const subject of ['one', 'two']) await desk.mail(page, { subject });
  await expect.poll(async () => (await desk.ask('health'))[0]?.state, { timeout: 20_000 }).toBe('needs-reconnect');
  expect(await desk.entry('one')).toMatchObject({ state: 'waiting', tries: 0 });
  const popup = await desk.browser.openPopup();
  await expect(popup.getByRole('button', { name: /reconnect/i }).first()).toBeVisible();
  desk.faults.heal();
  const [connection] = (await desk.ask('getSettings')).connections;
  await desk.ask('checkConnection', connection?.id ?? '');
  for (const subject of ['one', 'two']) {
    await desk.becomes(subject, 'logged');
    expect(await desk.held(subject)).toHaveLength(1);
  }
});

test('D1: sent while the endpoint is down, logged when it is back, in the order they were sent', async ({ desk, endpoint }) => {
  test.setTimeout(120_000);
  const page = await desk.open();
  await endpoint.stop();
  for (const subject of ['before noon', 'after noon']) await desk.mail(page, { subject });
  await expect.poll(async () => (await desk.ask('health'))[0]?.state, { timeout: 20_000 }).toBe('unreachable');
  await desk.browser.killWorker();
  await endpoint.start();
  for (const subject of ['before noon', 'after noon']) {
    await desk.becomes(subject, 'logged');
    expect(await desk.held(subject)).toHaveLength(1);
  }
});

test('D2 C6: an upload whose answer is lost is not repeated as another file', async ({ desk }) => {
  test.setTimeout(120_000);
  const page = await desk.open();
  desk.faults.failNext(UPLOAD, 'drop-after');
  await desk.mail(page, { subject: 'with a file' }, () => attach(page, 'offer.pdf', 40_000));
  await desk.becomes('with a file', 'logged');
  const [item] = await desk.held('with a file');
  expect(item?.attachments).toHaveLength(1);
  expect(item?.attachments[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('D6: what is un-logged is gone, also when the answer is lost, and a replay does not bring it back', async ({ desk }) => {
  test.setTimeout(120_000);
  const page = await desk.open();
  await desk.mail(page, { subject: 'by mistake' });
  await desk.becomes('by mistake', 'logged');
  const logged = await desk.entry('by mistake');
  desk.faults.failNext(REMOVE, 'drop-after');
  await desk.ask('unlogEntry', logged?.id ?? '');
  await desk.becomes('by mistake', 'removed');
  expect(await desk.held('by mistake')).toEqual([]);
  await desk.ask('retry', logged?.id ?? '');
  expect((await desk.entry('by mistake'))?.state).toBe('removed');
  expect(await desk.held('by mistake')).toEqual([]);
});

test('D2: two tabs sending at once are two records', async ({ desk }) => {
  test.setTimeout(120_000);
  const tabs = [await desk.open(), await desk.open({ account: 0 })];
  for (const [index, page] of tabs.entries()) await desk.mail(page, { subject: `tab ${index}` });
  for (const index of [0, 1]) {
    await desk.becomes(`tab ${index}`, 'logged');
    expect(await desk.held(`tab ${index}`)).toHaveLength(1);
  }
});
