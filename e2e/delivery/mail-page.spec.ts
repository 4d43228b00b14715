import { expect } from '../fixture';
import { test } from './desk';

test('D1: the worker killed between Send and the host’s answer loses nothing', async ({ desk }) => {
  test.setTimeout(120_000);
  const page = await desk.open({ slow: 1500 });
  await desk.mail(page, { subject: 'on its way' });
  await desk.browser.killWorker();
  await desk.becomes('on its way', 'logged');
  expect(await desk.held('on its way')).toHaveLength(1);
});
