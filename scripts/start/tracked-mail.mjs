import { write } from './compose-hands.mjs';
import { turnOn, words } from './promise.mjs';
import { screenReader } from './screen-reader.mjs';
import { until } from './until.mjs';

export const TRACKED = {
  subject: 'The contract, as agreed',
  to: ['Ada Lovelace <ada@acme.example>'],
  body: 'Hello Ada,\n\nhere is the contract.\n\nAnna',
};
const GMAILS_PROXY = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const SCANNER = 'python-requests/2.32.3';

/**
 * A mail with Track on, from consent to what the popup says: opened through Gmail's proxy, and fetched by a program.
 * @param {import('./world.mjs').World} world
 * @param {import('./options.mjs').Mail} mail
 * @param {import('@playwright/test').Page} page of the mail client
 * @param {(page: import('@playwright/test').Page, name: string) => Promise<unknown>} shot
 * @returns {Promise<string[]>} what is not as it should be
 */
export async function trackOne({ context, extensionUrl, mailboxes }, mail, page, shot) {
  await page.bringToFront();
  const third = await write(page, mail, TRACKED, () => turnOn(page, 'log'));
  await turnOn(page, 'track');
  const reader = await screenReader(page);
  const line = await reader.find(
    'button',
    ({ name }) => name.includes(words.track_refused_no_consent.message.replace('$1', 'Ada Lovelace')),
    'Why it is not tracked',
    30_000,
  );
  console.log(`· Track is on, and held back: ${line.name}`);
  await reader.click(line);
  await press(reader, `${words.consent_do_given.message} Ada Lovelace`);
  await press(reader, words.consent_how_written.message);
  await reader.find('button', ({ name }) => name === `${words.consent_do_withdrawn.message} Ada Lovelace`, 'Her consent');
  await shot(page, 'consent');
  await page.keyboard.press('Escape');
  await third.send();

  const pixel = await until(async () => pixelIn(mailboxes[mail]), 'the tracked mail sent', 30_000);
  for (const agent of [GMAILS_PROXY, SCANNER]) await (await fetch(pixel, { headers: { 'user-agent': agent } })).arrayBuffer();
  console.log('· sent with a pixel; opened through Gmail’s proxy, and fetched by a program');
  const popup = await context.newPage();
  await popup.setViewportSize({ width: 360, height: 600 });
  await popup.goto(`${extensionUrl}src/extension/popup/index.html`);
  await popup.getByRole('tab', { name: words.hits_title.message }).click();
  const row = popup.getByRole('listitem').first();
  await row.waitFor({ timeout: 90_000 });
  await shot(popup, 'popup-opens');
  const said = await row.locator('.popup-row-sentence').evaluate((sentence) => sentence.lastChild?.textContent ?? '');
  console.log(`· the popup says: ${said}`);
  const wanted = words.hit_open_proxy_by.message.replace('$1', 'Ada Lovelace').replace('$2', 'Gmail');
  return said === wanted ? [] : [`“${TRACKED.subject}”: the popup says “${said}”, not “${wanted}”`];
}

/** @param {Awaited<ReturnType<typeof screenReader>>} reader @param {string} label */
async function press(reader, label) {
  await reader.click(await reader.find('button', ({ name }) => name === label, `The button ${label}`));
}

/** Of the mail as its recipients get it. */
function pixelIn(mailbox) {
  const sent = [...mailbox.messages.values()].find(({ subject, html }) => subject === TRACKED.subject && html.includes('/o/'));
  return /<img[^>]* src="([^"]+\/o\/[^"]+)"/.exec(sent?.html ?? '')?.[1];
}
