import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run.mjs';
import { filesOf } from './files.mjs';

const EXPECTED = [
  /^manifest\.json$/,
  /^pageWorld\.js$/,
  /^icons\/\w+\.(png|svg)$/,
  /^_locales\/[a-z]{2}\/messages\.json$/,
  /^assets\/[\w.-]+\.(js|css)$/,
  /^src\/extension\/[\w/-]+\.(html|js)$/,
  /^service-worker-loader\.js$/,
];

/** What a store refuses, or we would be ashamed of. */
const FORBIDDEN = {
  'loads code from elsewhere':
    /\bimport\(\s*["'`]https?:|\bimportScripts\(\s*["'`]https?:|from\s*["']https?:|<script[^>]+src=["']?(?:https?:)?\/\//,
  'makes code from text': /\bnew Function\(|[^.\w]eval\(/,
  'names a source map': /[#@]\s*sourceMappingURL=(?!data:)/,
};

const MAIL_HOSTS = [
  'https://mail.google.com/*',
  'https://outlook.live.com/*',
  'https://outlook.office.com/*',
  'https://outlook.office365.com/*',
  'https://outlook.cloud.microsoft/*',
];

/**
 * What is wrong with a built extension, one sentence each.
 * @param {string} folder
 * @returns {string[]}
 */
export function faultsOf(folder) {
  const names = filesOf(folder);
  const unexpected = names.filter((name) => !EXPECTED.some((pattern) => pattern.test(name))).map((name) => `${name} is not expected there`);
  const code = names.filter((name) => /\.(js|html)$/.test(name));
  const forbidden = code.flatMap((name) => {
    const text = readFileSync(join(root, folder, name), 'utf8');
    return Object.entries(FORBIDDEN).flatMap(([what, pattern]) => (pattern.test(text) ? [`${name} ${what}`] : []));
  });
  return [...unexpected, ...forbidden, ...faultsOfManifest(folder, names)];
}

function faultsOfManifest(folder, names) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'manifest.json'), 'utf8'));
  const scripts = manifest.content_scripts.flatMap((script) => script.js);
  const pages = [manifest.action.default_popup, manifest.options_ui.page, ...Object.values(manifest.icons)];
  const missing = [...scripts, ...pages]
    .filter((name) => !names.includes(name))
    .map((name) => `the manifest names ${name}, which is not there`);
  const own = manifest.host_permissions.filter((host) => !MAIL_HOSTS.includes(host)).map((host) => `the manifest asks for ${host}`);
  const fixed = manifest.key ? ['the manifest holds a key, which stores refuse'] : [];
  const seen = manifest.web_accessible_resources ? ['the manifest makes files readable by web pages'] : [];
  return [...missing, ...own, ...fixed, ...seen];
}
