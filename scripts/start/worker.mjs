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
  const killed = (await targets()).map(({ targetId }) => targetId);
  // A worker that is just starting outlives the first blow.
  const isGone = async () => {
    const left = (await targets()).filter(({ targetId }) => killed.includes(targetId));
    for (const { targetId } of left) await session.send('Target.closeTarget', { targetId }).catch(() => {});
    return left.length === 0;
  };
  await until(isGone, 'the end of the worker', 20_000);
  await session.detach();
}
