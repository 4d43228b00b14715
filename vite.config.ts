import { resolve } from 'node:path';
import { crx, type ManifestV3Export } from '@crxjs/vite-plugin';
import preact from '@preact/preset-vite';
import { defineConfig, type UserConfig } from 'vite';
import manifest from './manifest.json' with { type: 'json' };
import { inboxSdk } from './scripts/vite/inboxsdk.ts';

// One build each (`vite build --mode <target>`): the extension for Chromium, for Firefox, the endpoint, its timeline page.
// OUT_DIR puts the result elsewhere.

const FIREFOX = { id: 'threadline@threadline.example', strict_min_version: '128.0', data_collection_permissions: { required: ['none'] } };

function manifestFor(browser: 'chrome' | 'firefox'): ManifestV3Export {
  if (browser === 'chrome') return manifest as unknown as ManifestV3Export;
  const { minimum_chrome_version: _, background, ...rest } = manifest;
  return {
    ...rest,
    background: { scripts: [background.service_worker], type: 'module' },
    browser_specific_settings: { gecko: FIREFOX },
  } as unknown as ManifestV3Export;
}

function extension(browser: 'chrome' | 'firefox'): UserConfig {
  const contentScripts = manifest.content_scripts.flatMap((script) => script.js);
  return {
    // Self-contained content scripts: no loader and no web-accessible file that a page could fingerprint.
    plugins: [preact(), inboxSdk(), crx({ manifest: manifestFor(browser), browser, contentScripts: { standaloneFiles: contentScripts } })],
    build: { outDir: process.env.OUT_DIR ?? (browser === 'chrome' ? 'dist' : 'dist-firefox'), emptyOutDir: true, target: 'es2022' },
  };
}

function endpoint(): UserConfig {
  return {
    publicDir: false,
    build: {
      ssr: resolve('src/endpoint/main.ts'),
      outDir: process.env.OUT_DIR ?? 'dist-endpoint',
      emptyOutDir: true,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'main.mjs' } },
    },
  };
}

function timeline(): UserConfig {
  return {
    root: resolve('src/endpoint/web'),
    base: '/timeline/',
    publicDir: false,
    plugins: [preact()],
    build: { outDir: resolve(process.env.OUT_DIR ?? 'dist-timeline'), emptyOutDir: true, target: 'es2022' },
  };
}

export default defineConfig(({ mode }) => {
  if (mode === 'firefox') return extension('firefox');
  if (mode === 'endpoint') return endpoint();
  if (mode === 'timeline') return timeline();
  return extension('chrome');
});
