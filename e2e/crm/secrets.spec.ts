import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page, Worker } from '@playwright/test';
import { logSwitch } from '../delivery/desk';
import { compose, send, write } from '../fixture';
import { expect, test } from './crm-test';
import { CRMS } from './practice.mjs';

test.setTimeout(120_000);

const EXTENSION = resolve(process.env.EXT_DIR ?? 'dist');

for (const crmName of CRMS)
  test.describe(crmName, () => {
    test.use({ crmName });

    test('E3: whatever goes wrong, its key is in no log, export, report, page, and nowhere a content script can read', async ({
      ours,
      crm,
      connectCrm,
      ask,
    }) => {
      const key = crm.values.token ?? '';
      const said: string[] = [];
      const hear = (from: Page | Worker) => from.on('console', (message) => said.push(message.text()));
      ours.context.on('serviceworker', hear);
      ours.context.on('page', (page) => {
        hear(page);
        page.on('pageerror', ({ stack }) => said.push(`${stack}`));
      });
      for (const from of [...ours.context.serviceWorkers(), ...ours.context.pages()]) hear(from);
      const options = await connectCrm();
      const page = await ours.openGmail();

      // One mail for each way to fail; a page that repeats the header that the key came in among them.
      const faults = [
        { kind: 401 },
        { kind: '500-before' },
        { kind: 'drop-before' },
        { kind: 'echo-page' },
        { kind: 'echo-words' },
        { kind: 403 },
      ] as const;
      const entry = async (subject: string) => {
        const { entries } = await ask(options, 'listOutbox', ['waiting', 'sending', 'logged', 'blocked', 'failed'], 200, null);
        return entries.find(({ engagement }) => engagement.subject === subject);
      };
      const exported: unknown[] = [];
      for (const fault of faults) {
        const subject = `When ${fault.kind}`;
        crm.server.order({ ...fault, times: Number.POSITIVE_INFINITY });
        await compose(page);
        await logSwitch(page);
        await write(page, { to: 'ada@acme.example', subject });
        await send(page);
        const health = async () => (await ask(options, 'health'))[0]?.code;
        // What is wrong with the connection is no mail's own failure.
        const trouble = async () => (await entry(subject))?.failure ?? (fault.kind === 'echo-words' ? null : await health());
        await expect.poll(trouble, { timeout: 20_000 }).toBeTruthy();
        exported.push(await ask(options, 'exportData'), await ask(options, 'health'), await entry(subject));
        crm.server.calm();
        await ask(options, 'checkConnection', (await ask(options, 'getSettings')).connections[0]?.id ?? '');
      }
      expect(JSON.stringify(exported), 'a refusal is told in the words of the CRM').toContain('Bad request: ');

      const popup = await ours.openPopup();
      await popup.getByText('When ').first().waitFor();
      const shown = await Promise.all([page, popup, options].map(everythingIn));
      const rest = [await ask(options, 'selfCheck'), await ask(options, 'health'), await ask(options, 'getSettings')];
      for (const [where, text] of Object.entries({ said, shown, exported, rest }))
        expect(JSON.stringify(text).includes(key), `the key, in what is ${where}`).toBe(false);
      expect(await storageOf(page, ours.extensionUrl), 'what a content script can read').not.toContain(key);
      // The search itself finds the key where it has to be.
      expect(JSON.stringify(await options.evaluate(() => chrome.storage.local.get()))).toContain(key);
    });
  });

test('E3: no script that runs in a mail page knows how to ask a CRM', () => {
  const manifest = JSON.parse(readFileSync(join(EXTENSION, 'manifest.json'), 'utf8'));
  const scripts: string[] = manifest.content_scripts.flatMap(({ js }: { js: string[] }) => js);
  const code = scripts.map((path) => readFileSync(join(EXTENSION, path), 'utf8')).join('\n');
  expect(code.length).toBeGreaterThan(10_000);
  // Each is whole: there is nothing that it loads.
  expect(code).not.toMatch(/\bimport\(|chrome-extension:/);
  for (const trace of ['api.hubapi.com', 'api.getbase.com', 'Api-Token', 'Bearer ']) expect(code.includes(trace), trace).toBe(false);
});

/** The document, what is in shadow roots and fields, and what the page keeps of it. */
const everythingIn = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const texts: string[] = [
      document.documentElement.outerHTML,
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
    ];
    const walk = (root: ParentNode) => {
      for (const element of root.querySelectorAll('*')) {
        if (element instanceof HTMLInputElement) texts.push(element.value);
        if (element.shadowRoot) {
          texts.push(element.shadowRoot.innerHTML);
          walk(element.shadowRoot);
        }
      }
    };
    walk(document);
    return texts.join('\n');
  });

/** Asked for in our content script's own world. */
async function storageOf(page: Page, extensionUrl: string): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const found = new Promise<string>((resolve) => {
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (extensionUrl.startsWith(context.origin) && context.auxData?.type === 'isolated') resolve(context.uniqueId);
    });
  });
  await session.send('Runtime.enable');
  const expression = `Promise.allSettled(['local', 'session', 'sync'].map((area) => chrome.storage[area]?.get())).then((all) => JSON.stringify(all.map(({ status, value, reason }) => [status, value, String(reason)])))`;
  const { result } = await session.send('Runtime.evaluate', {
    ...{ expression, uniqueContextId: await found, awaitPromise: true, returnByValue: true },
  });
  expect(result.value).toMatch(/rejected|fulfilled/);
  return result.value;
}
