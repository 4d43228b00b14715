import { expect, test } from 'vitest';
import { frameDocument, fromText, type SafeBody } from './safe-body';

// Cleaning needs a real browser's parser: it is tested in Chromium, in e2e/timeline.

const body: SafeBody = { html: '<p>Hello</p>', blockedImages: 0, hasLinks: false, ownColours: false };

test('the frame’s own policy comes before anything of the mail', () => {
  const page = frameDocument(body);
  expect(page).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
  expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<p>Hello</p>'));
});

test('only a mail without colours of its own follows the theme', () => {
  expect(frameDocument(body)).toContain('prefers-color-scheme');
  expect(frameDocument({ ...body, ownColours: true })).not.toContain('prefers-color-scheme');
});

test('plain text stays text', () => {
  expect(fromText('<b>1 & 2</b>\n"x"')).toBe('<div style="white-space: pre-wrap">&#60;b&#62;1 &#38; 2&#60;/b&#62;\n&#34;x&#34;</div>');
});
