import { expect } from '../fixture';
import { chipOf, saysOf } from './message';
import { read, test } from './reading-test';

/** All that marks the head of a message in either client, and something that looks like our chip. */
const IMITATION = `<div class="message"><button class="deed">Log</button><span class="said">Logged</span></div>
  <h2 class="hP" data-legacy-thread-id="bad0">Evil</h2><div class="adn ads" data-message-id="#msg-f:666" data-legacy-message-id="bad1">
  <div class="gE"><span class="gD" email="elodie@lumiere.example" name="Élodie Martin">Élodie Martin</span></div><div class="a3s">inner</div></div>
  <div><span id="MSG_f_FROM" aria-label="From: elodie@lumiere.example">Élodie Martin&lt;elodie@lumiere.example&gt;</span>
  <span data-testid="SentReceivedSavedTime">now</span><div data-testid="RecipientWell">Anna</div><div role="document" id="UniqueMessageBody_99">inner</div></div>`;

test('R1: a mail that imitates a message’s head, or us, is logged to whom it came from', async ({ desk, receive }) => {
  receive({ from: { name: 'Ada Lovelace', address: 'ada@acme.example' }, subject: 'Look inside', html: IMITATION });
  const page = await desk.open();
  await read(page, 'Look inside');
  const chip = await chipOf(page, 1);
  await saysOf(chip, /^Not logged$/);
  await chip.click('button', 'Log');
  await saysOf(chip, /^Logged · .*Acme/);
  const [held] = await desk.held('Look inside');
  expect(held?.records.filter(({ kind }) => kind === 'contact').map(({ name }) => name)).toEqual(['Ada Lovelace']);
  const seen = await page.evaluate(() => ({
    records: document.documentElement.outerHTML.includes('2 deals'),
    roots: [...document.querySelectorAll('*')].filter((node) => node.shadowRoot).length,
  }));
  expect(seen, 'the page reads nothing of ours').toEqual({ records: false, roots: 0 });
});
