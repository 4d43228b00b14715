import type { Page } from '@playwright/test';
import type { Line } from '../compose/line';
import { expect } from '../fixture';
import { chipOf, saysOf } from './message';
import { read, test } from './reading-test';

test.setTimeout(150_000);

const ADA = { name: 'Ada Lovelace', address: 'ada@acme.example' };
const names = (records: { kind: string; name: string }[] | undefined, kind: string) =>
  (records ?? []).filter((record) => record.kind === kind).map(({ name }) => name);

/** Opens a mail and logs it with what is proposed. */
async function logMail(page: Page, subject: string) {
  await read(page, subject);
  const chip = await chipOf(page);
  await saysOf(chip, /^Not logged$/);
  await chip.click('button', 'Log');
  return chip;
}

test('R1 C7: a mail that came in is logged to its sender by one click, people in Cc get no contact, and another computer knows it', async ({
  desk,
  receive,
  elsewhere,
}) => {
  const cc = [
    { name: 'Grace Hopper', address: 'grace@acme.example' },
    { name: 'Somebody New', address: 'new@stranger.example' },
  ];
  receive({ from: ADA, cc, subject: 'Thirty seats' });
  const page = await desk.open();
  const chip = await logMail(page, 'Thirty seats');
  await saysOf(chip, /^Logged · .*Acme.*, 2 deals$/);
  const [held, ...others] = await desk.held('Thirty seats');
  expect(others).toEqual([]);
  expect(names(held?.records, 'contact')).toEqual(['Ada Lovelace', 'Grace Hopper']);
  expect(held?.excluded).toContainEqual(expect.objectContaining({ address: 'new@stranger.example', reason: 'no-record' }));

  const there = await elsewhere();
  await read(there, 'Thirty seats');
  await saysOf(await chipOf(there), /^Logged · .*Acme/);
});

test('R1 D6: records are chosen before; un-log is undone, then meant, and never brought back', async ({ desk, receive }) => {
  receive({ from: ADA, subject: 'Chosen by hand' });
  const page = await desk.open();
  await read(page, 'Chosen by hand');
  const chip = await chipOf(page);
  await saysOf(chip, /^Not logged$/);
  await chip.click('button', 'Choose records');
  await chip.click('checkbox', /Acme: forty seats/);
  await chip.find('checkbox', /Acme: forty seats/, ({ checked }) => !checked);
  await chip.click('button', 'Log this message');
  await saysOf(chip, /^Logged · .*Acme.*, 1 deal$/);
  expect(names((await desk.held('Chosen by hand'))[0]?.records, 'deal')).toEqual(['Acme: onboarding package']);

  await chip.click('button', 'Un-log');
  await chip.click('button', 'Undo');
  await saysOf(chip, /^Logged · /);
  expect(await desk.held('Chosen by hand')).toHaveLength(1);

  await chip.click('button', 'Un-log');
  await saysOf(chip, /^Being removed/);
  await saysOf(chip, /^Not logged: removed from the CRM$/);
  expect(await desk.held('Chosen by hand')).toEqual([]);
  await page.reload();
  await page.locator('[data-practice=ready]').waitFor();
  await read(page, 'Chosen by hand');
  const again = await chipOf(page);
  await saysOf(again, /^Not logged/);
  expect(await desk.held('Chosen by hand')).toEqual([]);
  await again.click('button', /^Log/);
  await saysOf(again, /^Logged · /);
  expect(await desk.held('Chosen by hand')).toHaveLength(1);
});

test('R1: what nobody may log, and what nobody would, says so or nothing', async ({ desk, receive, client }) => {
  receive({ from: { name: 'Counsel', address: 'counsel@acme-legal.example' }, subject: 'Privileged' });
  receive({ from: { name: 'Lisa Sommer', address: 'lisa@northwind.example' }, subject: 'Lunch' });
  const page = await desk.open();
  await read(page, 'Privileged');
  await saysOf(await chipOf(page), /^Never logged: rule .*acme-legal\.example.* \(everyone\)$/);
  await page.goto(client.url);
  await page.locator('[data-practice=ready]').waitFor();
  await read(page, 'Pipeline review on Monday');
  const chip = await chipOf(page);
  await saysOf(chip, /^$/);
  await expect.poll(() => chip.hear('button')).toEqual([]);
  const height = (line: Line) =>
    line.read(function () {
      return (this.host as HTMLElement).parentElement?.offsetHeight ?? -1;
    });
  expect(await height(chip), 'what stands below a line that was seen does not move').toBe(36);
  // An empty line does not tell whether it was answered yet: the next mail is opened until it was.
  const heightOfNext = async () => {
    await read(page, 'Pipeline review on Monday');
    await read(page, 'Lunch');
    return height(await chipOf(page));
  };
  await expect.poll(heightOfNext, { message: 'the next colleague’s mail has no line', timeout: 30_000 }).toBe(0);
  expect(await desk.held('Privileged')).toEqual([]);
});

test('R1: while the CRM is away a log waits, and is there once when it is back', async ({ desk, receive, endpoint }) => {
  receive({ from: ADA, subject: 'During an outage' });
  const page = await desk.open();
  await read(page, 'During an outage');
  const chip = await chipOf(page);
  await saysOf(chip, /^Not logged$/);
  await endpoint.stop();
  await chip.click('button', 'Log');
  await saysOf(chip, /^Will be logged/);
  await endpoint.start();
  await desk.becomes('During an outage', 'logged');
  await saysOf(chip, /^Logged · /);
  expect(await desk.held('During an outage')).toHaveLength(1);
});
