import { compose, expect, handsOf, send, write } from '../fixture';
import { test } from './compose-test';
import { chipIn, lineOf, noticeIn } from './line';

test.setTimeout(150_000);

/** What only the browser's own page of extensions has. */
interface Manager {
  developerPrivate: { updateProfileConfiguration(change: { inDeveloperMode: boolean }): Promise<void> };
}

test('C2 D1: the extension reloaded under an open draft: the line says so, the page works on, and the draft’s choices are there again', async ({
  desk,
  ours,
  sentSubjects,
}) => {
  const page = await desk.open();
  await compose(page);
  const kept = await lineOf(page);
  await write(page, { subject: 'Goes on later' });
  await kept.says(/^Ada Lovelace/);
  await kept.openPanel();
  await kept.click('checkbox', /^Acme: forty seats/);
  await kept.says(/ · 1 deal$/);
  await kept.closePanel();
  await compose(page);
  const sent = await lineOf(page, 2);
  await write(page, { subject: 'Sent meanwhile' });
  await sent.says(/^Ada Lovelace/);

  const manager = await ours.context.newPage();
  await manager.goto('chrome://extensions/');
  // Chromium does not start an unpacked extension anew without it.
  await manager.evaluate(() => (chrome as unknown as Manager).developerPrivate.updateProfileConfiguration({ inDeveloperMode: true }));
  await manager.close();
  const options = await desk.browser.openOptions();
  const closed = options.waitForEvent('close');
  await options.evaluate(() => chrome.runtime.reload()).catch(() => undefined);
  await closed;
  await page.bringToFront();
  await page.locator(handsOf(page).parts.subject).last().press('End');
  await page.keyboard.type('!');
  await sent.says(/^Threadline was updated: reload this tab to log this message$/);
  expect(await sent.hear('switch')).toEqual([]);
  await send(page);
  await expect(handsOf(page).notice(page)).toContainText('Message sent');
  await expect.poll(() => noticeIn(page)).toMatch(/^Not logged: Threadline was updated/);
  expect(sentSubjects()).toContain('Sent meanwhile!');

  const back = async () => void (await (await ours.openOptions()).close());
  await expect(back).toPass({ timeout: 30_000 });
  await handsOf(page).openDrafts(page);
  await handsOf(page).openDraft(page, 'Goes on later');
  const again = await lineOf(page);
  await again.isOn('Log');
  await again.says(/^Ada Lovelace · Acme · 1 deal$/);
  await send(page);
  await desk.becomes('Goes on later', 'logged');
  const [item] = await desk.held('Goes on later');
  expect(item?.records.flatMap(({ kind, name }) => (kind === 'deal' ? [name] : []))).toEqual(['Acme: onboarding package']);
  expect(await desk.held('Sent meanwhile!')).toEqual([]);
});

test('E2: a page that nobody has seen before: it is said, a message is logged by hand, and the self-check names what is missing', async ({
  client,
  desk,
}) => {
  const page = await desk.open({ broken: true });
  const chip = await chipIn(page);
  await expect
    .poll(() =>
      chip.read(function () {
        return this.textContent;
      }),
    )
    .toContain('Threadline cannot read this window');
  await chip.click('button', 'Log');
  await chip.click('textbox', 'To');
  await page.keyboard.type('Ada Lovelace <ada@acme.example>');
  await chip.click('textbox', 'Subject');
  await page.keyboard.type('By hand');
  await chip.click('textbox', 'Text');
  await page.keyboard.type('What I wrote <b>');
  await chip.find('button', /^Ada Lovelace · Acme · 2 deals/);
  await chip.click('button', 'Log this message');
  await desk.becomes('By hand', 'logged');
  expect(await desk.held('By hand')).toHaveLength(1);
  await expect
    .poll(() =>
      chip.read(function () {
        return this.textContent;
      }),
    )
    .toContain('Logged to Ada Lovelace');

  const options = await desk.browser.openOptions();
  await options.goto(`${options.url().split('#')[0]}#/self-check`);
  await expect(options.getByText(client.selfCheck.says)).toBeVisible();
  await expect(options.getByText('not found').first()).toBeVisible();
  const report = (await desk.ask('selfCheck'))[0];
  expect(report?.probes.filter(({ state }) => state === 'missing').map(({ id }) => id)).toEqual(client.selfCheck.missing);
});
