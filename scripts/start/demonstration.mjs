import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seconds } from '../run.mjs';
import { Problem } from '../setup/problem.mjs';
import { needWritable } from '../setup/writable.mjs';
import { write } from './compose-hands.mjs';
import { differences, readPromise, turnOn } from './promise.mjs';
import { TRACKED, trackOne } from './tracked-mail.mjs';
import { until } from './until.mjs';
import { killWorker } from './worker.mjs';
import { HOME, MAILBOXES, openWorld } from './world.mjs';

const SCREENS = join(HOME, 'screens');
const FIRST = {
  subject: 'Quote for forty seats',
  to: ['Ada Lovelace <ada@acme.example>', 'Nora Vogt <nora.vogt@brightwater.example>'],
  cc: ['Legal <legal@acme-legal.example>', 'Tom Keller <tom@northwind.example>'],
  body: 'Hello Ada, hello Nora,\n\nthe quote is ready. Shall we talk on Thursday?\n\nAnna',
};
const SECOND = {
  subject: 'Thursday, three o’clock',
  to: ['Ada Lovelace <ada@acme.example>'],
  body: 'Hello Ada,\n\nThursday at three suits me well.\n\nAnna',
};
/** What a fresh browser asks for by itself, whatever extension it has. */
const BROWSERS_OWN = /^(accounts\.google|update\.googleapis|content-autofill\.googleapis|redirector\.gvt1)\.com$/;
/** Longer than the pause after which the outbox tries again at the latest, and the clock that wakes a killed worker. */
const PATIENCE_MS = 150_000;

/**
 * Shows the main job end to end, headless, and checks it: what the plan promised is what the CRM holds.
 * @param {{ port: number, mail: import('./options.mjs').Mail, crm: import('./options.mjs').Crm }} options
 * @returns {Promise<number>} the exit code
 */
export async function demonstrate({ port, mail, crm }) {
  const start = performance.now();
  needWritable(HOME);
  const home = join(HOME, 'once');
  // Every run begins as on the first day.
  for (const folder of [home, SCREENS]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(SCREENS, { recursive: true });
  const world = await openWorld({ crm, port, dataDir: join(home, 'data'), profileDir: join(home, 'profile'), headless: true });
  try {
    const failures = await perform(world, mail);
    for (const failure of failures) console.error(`✗ ${failure}`);
    console.log(
      failures.length > 0
        ? '\nNot as promised.'
        : `\nExactly as promised. Screenshots are in ${SCREENS} (${seconds(performance.now() - start)})`,
    );
    return failures.length > 0 ? 1 : 0;
  } catch (error) {
    await showTrouble(world);
    throw new Problem(`✗ ${error.message.split('\n')[0]}\nWhat could be seen then is in ${SCREENS}.`);
  } finally {
    await world.close();
  }
}

async function showTrouble({ context, extensionUrl }) {
  const popup = await context.newPage();
  await popup.goto(popupOf(extensionUrl));
  for (const [index, page] of context.pages().entries()) {
    await page.screenshot({ path: join(SCREENS, `trouble-${index}.png`), timeout: 5000 }).catch(() => undefined);
  }
}

const popupOf = (extensionUrl) => `${extensionUrl}src/extension/popup/index.html`;

async function perform(world, mail) {
  const { context, target, extensionUrl } = world;
  const shot = (page, name) => page.screenshot({ path: join(SCREENS, `${name}.png`) });

  const options = await target.connect(context, extensionUrl);
  say(target.connectedBy);
  await shot(options, 'options');
  const ledger = await target.openLedger(context);
  const page = await context.newPage();
  await page.goto(MAILBOXES[mail]);

  const first = await write(page, mail, FIRST, () => turnOn(page, 'log'));
  const planned = await readPromise(page, /Ada Lovelace.*Nora Vogt.*—.*Legal.*Tom/, (name) => shot(page, name));
  say(`the plan of the first mail: ${planned.line}`);
  await first.send();
  await until(async () => (await ledger.logged()).length > 0, 'the first mail logged', 45_000);
  await untilWhole(ledger, FIRST, planned.promised);
  say('sent, and logged');

  await target.stop();
  await killWorker(context, extensionUrl);
  say(`${target.name} is down, the worker was killed`);
  const second = await write(page, mail, SECOND, () => turnOn(page, 'log'));
  const later = await readPromise(page, /^Ada Lovelace/);
  await second.send();
  const popup = await context.newPage();
  await popup.setViewportSize({ width: 360, height: 600 });
  await popup.goto(popupOf(extensionUrl));
  await popup.getByText(SECOND.subject).first().waitFor({ timeout: PATIENCE_MS });
  // The first try has to fail before the popup can say that nobody answers.
  await popup.locator('.tl-dot-ok').waitFor({ state: 'detached', timeout: PATIENCE_MS });
  await shot(popup, 'popup-waiting');
  say(`sent meanwhile, and kept; its plan: ${later.line}`);
  await killWorker(context, extensionUrl);
  await target.restart();
  say(`${target.name} is back, the worker was killed again`);
  await until(async () => (await ledger.logged()).length > 1, 'the second mail logged', PATIENCE_MS);
  await untilWhole(ledger, SECOND, later.promised);
  say('logged');
  await shot(popup, 'popup');
  await shot(await ledger.show('Ada Lovelace', SECOND.subject), 'timeline');

  const untrue = target.tracks ? await trackOne(world, mail, page, shot) : [];
  if (target.tracks) await until(async () => (await ledger.logged()).length > 2, 'the tracked mail logged', 45_000);

  console.log(`\n${await ledger.report()}\n`);
  const known = [new URL(MAILBOXES[mail]).host, ...target.hosts];
  const strangers = world.internet.hosts().filter((host) => !known.includes(host) && !BROWSERS_OWN.test(host));
  const held = (await ledger.logged()).filter(({ subject }) => subject !== TRACKED.subject);
  return [...check(held, planned.promised, later.promised, strangers), ...untrue, ...(await ledger.faults())];
}

/** In some CRMs a mail is several records, written one after the other. What is missing in the end is told by `check`. */
async function untilWhole(ledger, { subject }, promised) {
  const held = async () => (await ledger.logged()).find((item) => item.subject === subject)?.held ?? {};
  await until(async () => differences(promised, await held()).length === 0, subject, 20_000).catch(() => undefined);
}

function check(items, first, second, strangers) {
  const failures = [];
  const subjects = items.map(({ subject }) => subject);
  if (subjects.join('\n') !== [FIRST.subject, SECOND.subject].join('\n')) failures.push(`logged were: ${subjects.join(', ') || 'none'}`);
  for (const [subject, promised] of [
    [FIRST.subject, first],
    [SECOND.subject, second],
  ]) {
    const item = items.find((one) => one.subject === subject);
    if (item) failures.push(...differences(promised, item.held).map((difference) => `“${subject}”, ${difference}`));
  }
  const wanted = { contact: ['Ada Lovelace', 'Nora Vogt'], leftOut: ['Legal', 'Tom Keller'] };
  for (const [kind, names] of Object.entries(wanted)) {
    if (first[kind].join() !== names.join())
      failures.push(`“${FIRST.subject}”, ${kind}: planned for ${first[kind].join(', ') || 'none'}, not for ${names.join(', ')}`);
  }
  if (strangers.length > 0) failures.push(`somebody asked ${strangers.join(', ')}`);
  return failures;
}

const say = (text) => console.log(`· ${text}`);
