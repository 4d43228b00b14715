import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';

/**
 * Whose a function is. `start`: our one file that starts InboxSDK, below which InboxSDK works for itself. Null: the
 * page's, the browser's, or another extension's.
 * @typedef {'ours' | 'start' | 'inboxSdk' | null} Owner
 */

const START = /\/mail\/gmail\/gmail-client\.ts$/;
const OURS = /\/src\/|\/node_modules\/(?!@inboxsdk\/|\.)/;

/**
 * Tells by the source maps that lie beside the scripts of a built extension.
 * @param {string} folder of the extension
 * @param {string} extensionUrl
 */
export function makeOwners(folder, extensionUrl) {
  const maps = new Map();
  const mapOf = (path) => {
    if (!maps.has(path)) {
      const file = join(folder, `${path}.map`);
      maps.set(path, existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : null);
    }
    return maps.get(path);
  };
  const known = new Map();
  /** @returns {Owner} */
  return ({ url, lineNumber, columnNumber }) => {
    if (!url.startsWith(extensionUrl)) return null;
    const place = `${url} ${lineNumber} ${columnNumber}`;
    if (!known.has(place)) {
      const source = mapOf(url.slice(extensionUrl.length))?.findEntry(lineNumber, columnNumber)?.originalSource ?? '';
      known.set(place, START.test(source) ? 'start' : OURS.test(source) ? 'ours' : 'inboxSdk');
    }
    return known.get(place);
  };
}
