import { describe, expect, test } from 'vitest';
import { read, trackedFiles } from './sources';

const BINARY = /\.(png|ico|jpg|woff2?|zip)$/;
const texts = trackedFiles()
  .filter((path) => !BINARY.test(path))
  .map((path) => ({ path, text: read(path) }));

const FOREIGN: Record<string, RegExp> = {
  'a path of one computer': /(?<![\w.~-])\/(?:home|Users|root|work|tmp)\/[\w.-]|[A-Z]:\\Users\\/,
  'a package registry': /https?:\/\/[^\s"'`)]*(?:registry|npmjs\.)|"resolved":/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
};

describe('no tracked file holds', () => {
  for (const [what, pattern] of Object.entries(FOREIGN)) {
    test(what, () => {
      const found = texts.flatMap(({ path, text }) =>
        text
          .split('\n')
          .flatMap((line, at) =>
            pattern.test(line) && !path.endsWith('hygiene.test.ts') ? [`${path}:${at + 1}: ${line.trim().slice(0, 120)}`] : [],
          ),
      );
      expect(found).toEqual([]);
    });
  }
});

const manifest = JSON.parse(read('manifest.json'));
const pack = JSON.parse(read('package.json'));

test('every dependency has one exact version', () => {
  const versions = Object.entries({ ...pack.dependencies, ...pack.devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
});

test('package.json, the lock file and the manifest say the same version', () => {
  expect(JSON.parse(read('package-lock.json')).version).toBe(pack.version);
  expect(manifest.version).toBe(pack.version);
});

test('E3: the extension asks for no more than it needs', () => {
  const needed = ['alarms', 'declarativeNetRequest', 'scripting', 'storage', 'unlimitedStorage', 'webRequest'];
  expect(manifest.permissions.toSorted()).toEqual(needed);
  expect(manifest.host_permissions).toEqual([
    'https://mail.google.com/*',
    'https://outlook.live.com/*',
    'https://outlook.office.com/*',
    'https://outlook.office365.com/*',
    'https://outlook.cloud.microsoft/*',
  ]);
  // Of which one host is asked for, when the rep connects her CRM there.
  expect(manifest.optional_host_permissions).toEqual(['https://*/*']);
  // Asked for when the rep switches notifications on.
  expect(manifest.optional_permissions).toEqual(['notifications']);
  expect(manifest.web_accessible_resources).toBeUndefined();
  expect(manifest.content_security_policy).toBeUndefined();
  expect(manifest.externally_connectable).toBeUndefined();
});

test('continuous integration runs npm test and nothing else', () => {
  expect(read('.ci/run')).toBe('#!/usr/bin/env bash\nnpm test\n');
});
