import { delimiter, join } from 'node:path';
import { aptInstall, aptPrefix, canRun } from './apt.mjs';
import { Problem } from './problem.mjs';

/**
 * A browser to run the extension in. `branded`: Google's own Chrome, which from version 137 on ignores
 * `--load-extension` and has to be asked over its debugging pipe.
 * @typedef {{ path: string, branded: boolean }} Browser
 */

const { env, platform } = process;

const LINUX = [
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
  'google-chrome',
  'google-chrome-stable',
];
const MAC = ['Chromium', 'Microsoft Edge', 'Brave Browser', 'Google Chrome'];
const WINDOWS = [
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
  'Google\\Chrome\\Application\\chrome.exe',
];

/** @returns {Browser | null} The one named by CHROMIUM, else the first found; Chrome itself last. */
export function findBrowser() {
  if (env.CHROMIUM) {
    if (!canRun(env.CHROMIUM)) throw new Problem(`CHROMIUM names ${env.CHROMIUM}, but there is no program there.`);
    return asBrowser(env.CHROMIUM);
  }
  const path = wellKnownPaths().find(canRun);
  return path ? asBrowser(path) : null;
}

/** Debian's own package, where this user may install; otherwise says how to get one. */
export function installBrowser() {
  const prefix = aptPrefix();
  if (!prefix) throw new Problem(howToGetOne());
  console.log("Installing a browser (Debian's chromium package) …");
  const trouble = aptInstall(prefix, 'chromium');
  if (trouble) throw new Problem(`${trouble}\n${howToGetOne()}`);
  const found = findBrowser();
  if (!found) throw new Problem(howToGetOne());
  console.log(`Browser installed: ${found.path}`);
}

function howToGetOne() {
  const ways = {
    linux: 'install chromium with your package manager (Debian: sudo apt-get install chromium; Fedora: sudo dnf install chromium)',
    darwin: 'install Chromium, Edge, Brave or Chrome (brew install --cask chromium)',
    win32: 'install Edge, Chromium, Brave or Chrome',
  };
  return `No Chromium-family browser was found: ${ways[platform] ?? 'install Chromium'}, or name one by the environment variable CHROMIUM, and try again.`;
}

function wellKnownPaths() {
  if (platform === 'darwin') {
    const roots = ['/Applications', join(env.HOME ?? '/', 'Applications')];
    return MAC.flatMap((name) => roots.map((root) => `${root}/${name}.app/Contents/MacOS/${name}`));
  }
  if (platform === 'win32') {
    const roots = [env.LOCALAPPDATA, env.PROGRAMFILES, env['PROGRAMFILES(X86)']].filter(Boolean);
    return WINDOWS.flatMap((name) => roots.map((root) => `${root}\\${name}`));
  }
  const roots = ['/usr/bin', '/usr/local/bin', '/snap/bin', ...(env.PATH ?? '').split(delimiter).filter(Boolean)];
  return LINUX.flatMap((name) => roots.map((root) => join(root, name)));
}

function asBrowser(path) {
  return { path, branded: /google[- /\\]?chrome/i.test(path) };
}
