import { compose, expect, test } from './probe-fixture';

test('E1: windows that InboxSDK finds while somebody types in them keep the keyboard', async ({ openGmail }) => {
  const log = await openGmail();
  const { page } = log;
  await page.locator('[data-practice=ready]').waitFor();
  for (const nth of [1, 2]) {
    await compose(page);
    const to = page.locator('.anm[name=to] input').last();
    await to.click();
    await page.keyboard.type('ada@ac', { delay: 20 });
    await log.waitFor('compose', nth);
    await page.keyboard.type('me.example');
    await expect(to).toHaveValue('ada@acme.example');
    await expect(to).toBeFocused();
  }
});
