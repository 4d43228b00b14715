/**
 * What a Chromium-family browser is started with, so that it loads the extension and finds the internet on loopback.
 * @param {{ extensionDir: string, internet: import('./internet.mjs').Internet, root?: boolean }} options
 *   `root`: Chromium refuses its sandbox to root.
 * @returns {string[]}
 */
export function browserArgs({ extensionDir, internet, root = process.getuid?.() === 0 }) {
  return [
    `--load-extension=${extensionDir}`,
    `--disable-extensions-except=${extensionDir}`,
    `--host-resolver-rules=${internet.resolverRules}`,
    // Page options for certificates do not reach requests of a service worker.
    '--ignore-certificate-errors',
    '--disable-quic',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-sync',
    ...(root ? ['--no-sandbox'] : []),
  ];
}
