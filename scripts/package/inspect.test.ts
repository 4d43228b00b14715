import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { faultsOf } from './inspect.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = relative(root, mkdtempSync(join(root, 'node_modules/.package-')));
  const manifest = {
    content_scripts: [{ js: ['src/extension/content/gmail.js'] }],
    action: { default_popup: 'src/extension/popup/index.html' },
    options_ui: { page: 'src/extension/options/index.html' },
    icons: { 16: 'icons/16.png' },
    host_permissions: ['https://mail.google.com/*'],
  };
  put('manifest.json', JSON.stringify(manifest));
  put('src/extension/content/gmail.js', 'const { a } = await import("../../../assets/a.js");');
  for (const page of ['popup', 'options']) put(`src/extension/${page}/index.html`, '<script type="module" src="/assets/a.js"></script>');
  cpSync(join(root, 'public/icons/16.png'), join(root, folder, 'icons/16.png'));
});
afterEach(() => rmSync(join(root, folder), { recursive: true, force: true }));

function put(name: string, text: string) {
  mkdirSync(join(root, folder, name, '..'), { recursive: true });
  writeFileSync(join(root, folder, name), text);
}

test('a plain extension has no faults', () => {
  expect(faultsOf(folder)).toEqual([]);
});

test.each([
  ['assets/a.js.map', '{}', /a\.js\.map is not expected/],
  ['assets/a.test.ts', '', /a\.test\.ts is not expected/],
  ['.env', 'SECRET=1', /\.env is not expected/],
  ['assets/b.js', 'import("https://cdn.example/x.js")', /loads code from elsewhere/],
  ['assets/c.html', '<script src="//cdn.example/x.js"></script>', /c\.html/],
  ['assets/d.js', 'new Function("return 1")', /makes code from text/],
  ['assets/e.js', 'let a;\n//# sourceMappingURL=e.js.map', /names a source map/],
])('%s with %s is found', (name, text, fault) => {
  put(name, text);
  expect(faultsOf(folder).join('\n')).toMatch(fault);
});
