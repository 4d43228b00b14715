import { until } from './until.mjs';

/**
 * Ends the extension's worker as the browser ends it when it is idle, without a warning. The next event starts it again.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {string} extensionUrl
 */
export async function killWorker(context, extensionUrl) {
  const [page] = context.pages();
  const session = await context.newCDPSession(page);
  const targets = async () => {
    const { targetInfos } = await session.send('Target.getTargets', { filter: [{ type: 'service_worker' }] });
    return targetInfos.filter(({ url }) => url.startsWith(extensionUrl));
  };
  const killed = await targets();
  for (const { targetId } of killed) await session.send('Target.closeTarget', { targetId });
  const isGone = async () => (await targets()).every((left) => !killed.some(({ targetId }) => targetId === left.targetId));
  await until(isGone, 'the end of the worker', 10_000);
  await session.detach();
}
