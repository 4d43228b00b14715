import { request } from 'node:http';
import { v7 as uuid } from 'uuid';
import { track } from '../../src/core/tracking/rewrite';
import type { TrackedMail, Tracking } from '../../src/core/tracking-api';
import { mint } from '../../src/extension/background/tracking/mint';
import { expect, expectAccessible } from './fixture';
import { pair, test } from './real-fixture';

test.use({ locale: 'en-GB' });

const PROXY = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const OFFER = 'https://northwind.example/offer';
const BODY = `<p>Hello, see <a href="${OFFER}">what we can do</a> for you.</p>`;

/** Asks as somebody's program does, and goes nowhere from there. */
const askAs = (agent: string, url: string) =>
  new Promise<number>((done, fail) => {
    const asked = request(url, { headers: { 'user-agent': agent } }, (answer) =>
      answer.resume().on('end', () => done(answer.statusCode ?? 0)),
    );
    asked.on('error', fail).end();
  });

test('T6 T7: who asks for pixel and link of a mail is on its page in true words, until its tracking is erased', async ({
  page,
  playwright,
  real,
}) => {
  test.slow();
  const extension = await playwright.request.newContext();
  const headers = await pair(extension, real.url, real.users[0]?.pairingCode ?? '');
  const api = (path: string) => `${real.url}/api/v1${path}`;
  const recipients = ['ada', 'grace'].map((name) => ({ address: `${name}@acme.example`, name }));
  const consents = recipients.map(({ address }) => ({ address, state: 'given', how: 'written' }));
  expect((await extension.put(api('/consents'), { headers, data: { consents } })).status()).toBe(204);

  const id = uuid();
  const tracking = (await (await extension.get(api('/tracking'), { headers })).json()) as Tracking;
  const left = track(BODY, await mint(tracking, id, BODY, null));
  const [pixel = '', link = ''] = [/<img src="([^"]+)"/, /href="([^"]+)"/].map((part) => part.exec(left)?.[1]?.replaceAll('&amp;', '&'));
  const at = Date.now() - 600_000;
  const mail: TrackedMail = { id, account: 'anna@northwind.example', thread: 'mail:T1', at, subject: 'Offer', recipients, links: [OFFER] };
  await extension.post(api('/tracked-messages'), { headers, data: { messages: [mail] } });
  expect(await askAs(PROXY, pixel)).toBe(200);
  expect(await askAs(BROWSER, link)).toBe(302);

  await page.goto(real.signInUrl);
  await page.goto(`${real.url}/timeline/#/engagement/${id}`);
  const part = page.getByRole('region', { name: 'Opens and clicks' });
  await expect(part).toContainText('1 open, 1 click', { timeout: 15_000 });
  const rows = part.getByRole('table').locator('tbody tr');
  await expect(rows.nth(0)).toContainText('Link clicked by someone of 2');
  await expect(rows.nth(0)).toContainText(OFFER);
  await expect(rows.nth(1)).toContainText('Opened by someone of 2, through Gmail’s proxy');
  await expectAccessible(page);

  await part.getByRole('button', { name: 'Stop and erase' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop and erase' }).click();
  await expect(part).toContainText('It is no longer tracked');
  expect(await askAs(BROWSER, pixel)).toBe(200);
  expect((await extension.get(api(`/tracked-messages/${id}/hits`), { headers })).status()).toBe(404);
  await extension.dispose();
});
