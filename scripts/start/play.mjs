import { join } from 'node:path';
import { needDisplay } from './readiness.mjs';
import { HOME, MAILBOXES, openWorld } from './world.mjs';

/**
 * A window to play with: practice Gmail and practice Outlook, and what the CRM holds beside them. Ends with the window or Ctrl+C.
 * @param {{ port: number, crm: import('./options.mjs').Crm }} options
 * @returns {Promise<number>} the exit code
 */
export async function play({ port, crm }) {
  needDisplay();
  const world = await openWorld({ crm, port, dataDir: HOME, profileDir: join(HOME, 'profile'), headless: false });
  const { context, target, extensionUrl } = world;
  try {
    const ended = new Promise((resolve) => {
      context.once('close', resolve);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
    });
    await Promise.race([ended, show(context, target, extensionUrl)]);
    console.log(
      `Threadline is open: practice Gmail and practice Outlook in tabs on the left, ${target.name} (${new URL(target.page).origin}) on the right.`,
    );
    console.log(
      'Write to ada@acme.example, to somebody new, to legal@acme-legal.example, to tom@northwind.example. Close the window or press Ctrl+C to end.',
    );
    await ended;
    return 0;
  } finally {
    await world.close();
  }
}

async function show(context, target, extensionUrl) {
  await target.connect(context, extensionUrl);
  const gmail = context.pages().find((page) => page.url() === 'about:blank') ?? (await context.newPage());
  await gmail.goto(MAILBOXES.gmail);
  const outlook = await context.newPage();
  await outlook.goto(MAILBOXES.outlook);
  const beside = await openBeside(context, gmail, target.page);
  await beside.waitForLoadState();
  // The extension greets a new profile with its own first page; here that is done already.
  for (const page of context.pages()) if (page.url().startsWith(extensionUrl)) await page.close();
  await gmail.bringToFront();
}

/** In a window of its own on the right, where the screen has room; otherwise in a tab. */
async function openBeside(context, page, url) {
  const screen = await page.evaluate(() => ({
    left: 0,
    top: 0,
    width: globalThis.screen.availWidth,
    height: globalThis.screen.availHeight,
  }));
  if (screen.width < 1400) {
    const tab = await context.newPage();
    await tab.goto(url);
    return tab;
  }
  const session = await context.newCDPSession(page);
  const opened = context.waitForEvent('page');
  const { targetId } = await session.send('Target.createTarget', { url, newWindow: true });
  const gmailWidth = Math.round(screen.width * 0.62);
  const { windowId: left } = await session.send('Browser.getWindowForTarget');
  const { windowId: right } = await session.send('Browser.getWindowForTarget', { targetId });
  await session.send('Browser.setWindowBounds', { windowId: left, bounds: { ...screen, width: gmailWidth } });
  await session.send('Browser.setWindowBounds', {
    windowId: right,
    bounds: { ...screen, left: gmailWidth, width: screen.width - gmailWidth },
  });
  return opened;
}
