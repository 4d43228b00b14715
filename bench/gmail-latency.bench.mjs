import { join } from 'node:path';
import { killWorker } from '../scripts/start/worker.mjs';
import { MAILBOXES, ME } from '../scripts/start/world.mjs';
import { makeBareKeeper } from './gmail/extensions.mjs';
import { inPractice } from './support/desk.mjs';
import { figure, median } from './support/figures.mjs';

const ROUNDS = 9;
const BUDGET_MS = 50;

/** How long a rep waits for our line, and for what she clicked to be kept. */
export function run() {
  return inPractice(async ({ folder, open, openDesk }) => {
    const { context, extensionUrl } = await openDesk('ours');
    const page = await context.newPage();
    await page.addInitScript(watchComposes);
    await page.goto(MAILBOXES.gmail);
    // The first window comes while InboxSDK is still loading; what counts is a day's work.
    await composeAndClose(page);
    const drawn = [];
    for (let round = 0; round < ROUNDS; round++) drawn.push(await composeAndClose(page));

    const bare = await open('bare', makeBareKeeper(join(folder, 'bare')));
    const barePage = await bare.context.newPage();
    await barePage.goto(MAILBOXES.gmail);
    const clickers = [await ourClicker(context, extensionUrl, page), await clicker(bare.context, bare.extensionUrl, barePage, () => '[]')];
    const times = clickers.map(() => ({ asleep: [], awake: [] }));
    for (let round = 0; round < ROUNDS; round++)
      for (const [index, click] of clickers.entries()) {
        const { asleep, awake } = await click(round);
        times[index].asleep.push(asleep);
        times[index].awake.push(awake);
      }
    const [ours, least] = times.map(({ asleep, awake }) => ({ asleep: median(asleep), awake: median(awake) }));
    return [
      figure('Compose window to switches drawn', median(drawn), null, 'ms', BUDGET_MS),
      figure('Click on Log to durable, worker asleep, beside a bare worker that puts one row', ours.asleep, least.asleep, 'ms', BUDGET_MS),
      figure('The same with the worker awake', ours.awake, least.awake, 'ms', BUDGET_MS),
    ];
  });
}

/** Opens a window, waits for our line, discards it. @returns {Promise<number>} ms from one to the other */
async function composeAndClose(page) {
  await page.evaluate(() => globalThis.drawn.splice(0));
  await page.locator('[gh=cm]').click();
  await page.waitForFunction(() => globalThis.drawn.length > 0, undefined, { timeout: 30_000 });
  const [ms] = await page.evaluate(() => globalThis.drawn);
  await page.locator('.oh').last().click();
  return ms;
}

/** Runs in the page. Our line stands in a closed root: seen from outside, it is a host of ours that has a size, one frame on. */
function watchComposes() {
  globalThis.drawn = [];
  let openedAt = 0;
  let seen = new WeakSet();
  new MutationObserver((records) => {
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes]).filter((added) => added instanceof HTMLElement)) {
      const window = node.querySelector('[g_editable=true]');
      if (window && !seen.has(window)) {
        seen = new WeakSet([window]);
        openedAt = performance.now();
      }
      const line = node.matches('div[data-theme]') ? node : node.querySelector('div[data-theme]');
      if (line && openedAt) {
        const from = openedAt;
        openedAt = 0;
        requestAnimationFrame(() =>
          setTimeout(() => line.getBoundingClientRect().height > 0 && globalThis.drawn.push(performance.now() - from)),
        );
      }
    }
  }).observe(document, { childList: true, subtree: true });
}

/** Turns Log off and on as the line does it, from the content script's own world; the answer comes when it is on the disk. */
async function ourClicker(context, extensionUrl, page) {
  await page.locator('[gh=cm]').click();
  const hostDraftId = (await page.locator('input[name=draft]').last().inputValue()).replace('#', '');
  const inContentScript = await evaluatorOf(context, extensionUrl, page);
  const draft = await inContentScript(`ask('openDraft', ${JSON.stringify([ME.address, hostDraftId, '', null])})`);
  return clicker(context, extensionUrl, page, (round) => JSON.stringify([draft.id, { log: round % 2 === 0, track: false }]));
}

/** Kills the worker and clicks twice: it is asleep the first time. Ms until each answer. */
async function clicker(context, extensionUrl, page, argumentsOf) {
  const inContentScript = await evaluatorOf(context, extensionUrl, page);
  return async (round) => {
    const click = `timed(() => ask('setSwitches', ${argumentsOf(round)}))`;
    await killWorker(context, extensionUrl);
    return { asleep: await inContentScript(click), awake: await inContentScript(click) };
  };
}

const HELPERS = `
  const ask = async (call, args) => {
    const reply = await chrome.runtime.sendMessage({ threadline: 'ask', call, args });
    if (!reply?.ok) throw new Error(call + ': ' + reply?.code);
    return reply.value;
  };
  const timed = async (act) => {
    const start = performance.now();
    await act();
    return performance.now() - start;
  };`;

async function evaluatorOf(context, extensionUrl, page) {
  const session = await context.newCDPSession(page);
  const worlds = [];
  session.on('Runtime.executionContextCreated', ({ context: world }) => worlds.push(world));
  await session.send('Runtime.enable');
  const ours = worlds.find(({ origin }) => extensionUrl.startsWith(origin) && origin.startsWith('chrome-extension:'));
  return async (expression) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      contextId: ours.id,
      expression: `(async () => {${HELPERS}\n return ${expression}; })()`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
}
