import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { minify, type Plugin } from 'vite';

const require = createRequire(import.meta.url);

interface Cut {
  what: string;
  pattern: RegExp;
  replacement: string;
}

// InboxSDK calls its makers' hosts with a hash of the user's address, also with `eventTracking` and
// `globalErrorLogging` off. Each cut must match exactly once, or the build stops: a new version has to be looked at.
const TELEMETRY: Cut[] = [
  {
    what: 'error reports',
    pattern: /const sendError = rateLimit\(function \(report\) \{[\s\S]*?\n\}, 60 \* 1000, 10\);/g,
    replacement: 'const sendError = () => {};',
  },
  { what: 'event queue', pattern: /_trackedEventsQueue\.add\(event\);/g, replacement: 'return;' },
  {
    what: 'event upload',
    pattern:
      /async function retrieveNewEventsAccessToken\(\) \{[\s\S]*?\n\}\nif \(_extensionIsLoggerMaster [\s\S]*?\n\}\n(?=\n\/\*\*\*\/ \}\),)/g,
    replacement: '',
  },
];
// The check of the app id is local and changes nothing but a red bar meant for developers. Who publishes a build
// registers an id (free, VITE_INBOXSDK_APP_ID); without one the bar stays out of people's mail and the console says it.
const DEVELOPER_BAR: Cut = { what: 'app id warning', pattern: /\n\s*driver\.showAppIdWarning\(\);/g, replacement: '' };

const MAKERS_HOSTS = /api\.inboxsdk\.com|pubsub\.googleapis\.com/;

/** @throws when a cut does not match exactly once: the SDK changed, and what it sends is unknown. */
export function cutInboxSdk(code: string, cuts: readonly Cut[] = [...TELEMETRY, DEVELOPER_BAR]): string {
  return cuts.reduce((text, { what, pattern, replacement }) => {
    const found = text.match(pattern)?.length ?? 0;
    if (found !== 1)
      throw new Error(`InboxSDK: expected one place for "${what}", found ${found}. Look at the new version before building.`);
    return text.replace(pattern, () => replacement);
  }, code);
}

function assertSilent(dir: string): void {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.js')) continue;
    const path = join(entry.parentPath, entry.name);
    const host = MAKERS_HOSTS.exec(readFileSync(path, 'utf8'))?.[0];
    if (host) throw new Error(`InboxSDK: ${path} still names ${host}`);
  }
}

/** @returns where it was written: beside what was installed, so that it is never mistaken for a source of ours. */
function writeCutCopy(): string {
  const path = resolve('node_modules/.cache/threadline/inboxsdk.js');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, cutInboxSdk(readFileSync(require.resolve('@inboxsdk/core'), 'utf8')));
  return path;
}

/** InboxSDK's worker half injects `pageWorld.js` from the extension's root by `scripting.executeScript`. */
export function inboxSdk(): Plugin {
  let outDir = 'dist';
  return {
    name: 'inboxsdk',
    enforce: 'pre',
    config() {
      // An alias and not a transform: content scripts are built apart, with this configuration but without its plugins.
      return { resolve: { alias: [{ find: /^@inboxsdk\/core$/, replacement: writeCutCopy() }] } };
    },
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      order: 'post',
      async handler() {
        const source = readFileSync(require.resolve('@inboxsdk/core/pageWorld.js'), 'utf8');
        const { code, errors } = await minify('pageWorld.js', source, { module: false, mangle: true, compress: true });
        if (errors.length) throw new Error(`InboxSDK: pageWorld.js does not minify: ${errors[0]?.message}`);
        writeFileSync(join(outDir, 'pageWorld.js'), code);
        assertSilent(outDir);
      },
    },
  };
}
