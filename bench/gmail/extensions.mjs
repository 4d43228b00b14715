import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../scripts/run.mjs';
import { makeEmpty, makeThreadline } from '../support/extensions.mjs';

const matches = ['https://mail.google.com/*'];

/**
 * Threadline with source maps, and what it is compared to: their folders.
 * @param {string} folder where they are made
 */
export async function makeExtensions(folder) {
  const empty = makeEmpty(join(folder, 'empty'), matches);
  const [inboxSdk, threadline] = await Promise.all([
    makeInboxSdkAlone(join(folder, 'inboxsdk')),
    makeThreadline(join(folder, 'threadline')),
  ]);
  return { empty, inboxSdk, threadline };
}

async function makeInboxSdkAlone(folder) {
  for (const mode of ['content', 'worker']) {
    const args = ['build', '--config', 'bench/gmail/inboxsdk-alone/vite.config.ts', '--mode', mode];
    const run = await runTool('vite', args, { env: { OUT_DIR: folder } });
    if (run.code !== 0 || !existsSync(join(folder, `${mode}.js`))) throw new Error(run.output);
  }
  const manifest = {
    manifest_version: 3,
    name: 'InboxSDK alone',
    version: '1',
    permissions: ['scripting'],
    host_permissions: matches,
    background: { service_worker: 'worker.js' },
    content_scripts: [{ matches, js: ['content.js'], run_at: 'document_end' }],
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

/**
 * The least that can keep a click: a worker that puts what it is told into a database, strictly, and answers.
 * @param {string} folder
 */
export function makeBareKeeper(folder) {
  makeEmpty(folder, matches);
  writeFileSync(
    join(folder, 'worker.js'),
    `const opening = new Promise((done) => {
      const request = indexedDB.open('bare', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('kept', { keyPath: 'id' });
      request.onsuccess = () => done(request.result);
    });
    chrome.runtime.onMessage.addListener((message, _, answer) => {
      opening.then((database) => {
        const transaction = database.transaction('kept', 'readwrite', { durability: 'strict' });
        transaction.objectStore('kept').put({ id: 1, message });
        transaction.oncomplete = () => answer({ ok: true, value: null });
      });
      return true;
    });`,
  );
  return folder;
}
