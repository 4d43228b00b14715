import type { Page } from '@playwright/test';
import { compose, expect, handsOf, send, write } from '../fixture';
import { expectToFit } from '../ui/fixture';
import { test, tomOf } from './compose-test';
import { lineOf } from './line';

test.setTimeout(150_000);

const RUN = 'window.__ran=1';
const LONG = 'Anneliese-Wilhelmine'.repeat(25);
/** Names that people with bad intentions, or only other alphabets, have. */
const NAMES = [
  `<img src=x onerror=${RUN}>`,
  `'><script>${RUN}</script>`,
  'דנה כהן',
  '\u202egnp.exe\u202c\u2067',
  '🦊 Renard 👩‍👩‍👧‍👦',
  LONG,
];
const SUBJECT = `"><script>${RUN}</script><img src=x onerror=${RUN}> \u202eevil\u0000 ${'W'.repeat(400)}`;

/** Fails the test if anything of it runs anywhere. */
async function watch(page: Page): Promise<Page> {
  page.on('dialog', (dialog) => {
    throw new Error(`A dialog: ${dialog.message()}`);
  });
  return page;
}
/** Signs that turn text round may be left out of a name, or stand in it with no power beyond it. */
const unturned = (name: string) => name.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
const hasRun = (page: Page) => page.evaluate(() => '__ran' in window);

test('hostile names, subject and body: nothing runs, nothing leaves its box, nothing is turned round', async ({ desk, endpoint }) => {
  const page = await watch(await desk.open());
  await compose(page);
  const line = await lineOf(page);
  const before = await line.box();
  await handsOf(page).paste(page, NAMES.map((name, index) => `"${name}" <h${index}@hostile.example>`).join(', '));
  await page.locator(handsOf(page).parts.subject).fill(SUBJECT);
  await handsOf(page).focusBody(page);
  await page.keyboard.type(`<img src=x onerror=${RUN}>`);
  await line.says(/and 5 others/);
  expect(await line.box()).toEqual(before);
  await line.openPanel();
  expect((await line.sections()).Recipients?.map(unturned)).toEqual(NAMES.map(unturned));
  await line.click('button', 'What will be written');
  await expect
    .poll(() =>
      line.read(function (this: ShadowRoot) {
        return this.querySelectorAll('dd').length;
      }),
    )
    .toBeGreaterThan(3);
  const loose = () =>
    line.read(function (this: ShadowRoot) {
      const panel = this.querySelector('[role=dialog]') as HTMLElement;
      const { left, right } = panel.getBoundingClientRect();
      const outside = [...panel.querySelectorAll('*')].filter((node) => {
        const box = node.getBoundingClientRect();
        return box.width > 2 && (box.left < left || box.right > right);
      });
      const mixed = [...panel.querySelectorAll('.text b')].filter((name) => getComputedStyle(name).unicodeBidi !== 'isolate').length;
      return {
        mixed,
        outside: outside.map((node) => node.outerHTML.slice(0, 200)),
        made: this.querySelectorAll('img, script, iframe').length,
      };
    });
  expect(await loose()).toEqual({ mixed: 0, outside: [], made: 0 });
  await page.setViewportSize({ width: 400, height: 700 });
  expect(await loose()).toEqual({ mixed: 0, outside: [], made: 0 });
  await page.setViewportSize({ width: 1280, height: 800 });
  await line.closePanel();
  await send(page);
  const sent = async () => (await desk.ask('listOutbox', ['logged'], 10, null)).entries[0];
  await expect.poll(async () => (await sent())?.engagement.associations.length, { timeout: 40_000 }).toBe(NAMES.length);
  const item = (await sent())?.ref?.records.find(({ kind }) => kind === 'contact');

  const popup = await watch(await desk.browser.openPopup());
  await expect(popup.getByText('<script>').first()).toBeVisible();
  await expectToFit(popup, [320, 360, 1280]);
  const [connection] = (await desk.ask('getSettings')).connections;
  const deep = `${'sehr-lang.'.repeat(20)}bücher.example`;
  await desk.ask('addRules', connection?.id ?? '', [deep, '"<img src=x onerror=1>"@hostile.example', 'xn--mgbh0fb.example'], 'me', false);
  const options = await watch(await desk.browser.openOptions());
  for (const section of ['never-log', 'accounts', 'privacy']) {
    await options.goto(`${options.url().split('#')[0]}#/${section}`);
    await expect(options.locator('h1, h2').first()).toBeVisible();
    if (section === 'never-log') await expect(options.getByText('sehr-lang.').first()).toBeVisible();
    await expectToFit(options);
  }
  const timeline = await watch(await desk.browser.context.newPage());
  await timeline.goto(tomOf(endpoint.current)?.signInUrl ?? '');
  await timeline.goto(`${endpoint.current.url}/timeline/#/contact/${item?.id}`);
  await expect(timeline.getByText('<script>').first()).toBeVisible();
  await expectToFit(timeline, [400, 1280]);
  for (const one of [page, popup, options, timeline]) expect(await hasRun(one), one.url()).toBe(false);
});

test('C3: 500 recipients are planned and logged, and the line stays a line', async ({ desk }) => {
  const page = await desk.open();
  await compose(page);
  const line = await lineOf(page);
  const before = await line.box();
  await write(page, { to: 'ada@acme.example', subject: 'To all of them' });
  await handsOf(page).paste(page, Array.from({ length: 499 }, (_, index) => `p${index}@crowd.example`).join(', '));
  await line.says(/^Ada Lovelace and 499 others · Acme · 2 deals$/);
  expect((await line.box()).height).toBe(before.height);
  await line.openPanel();
  expect((await line.sections()).Recipients).toHaveLength(500);
  await line.closePanel();
  await send(page);
  await desk.becomes('To all of them', 'logged');
  const [item] = await desk.held('To all of them');
  expect(item?.records.filter(({ kind }) => kind === 'contact')).toHaveLength(500);
});
