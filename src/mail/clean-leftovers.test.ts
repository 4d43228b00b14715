// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { linkUrl, urlOf } from '../core/tracking/our-urls';
import { track } from '../core/tracking/rewrite';
import { messageRefOf, packPayload, type TokenKind, writeToken } from '../core/tracking/token';
import { cleanLeftovers } from './clean-leftovers';

const BASE = 'https://endpoint.example';
const messageRef = messageRefOf('0190a0a0-0000-7000-8000-000000000001');
const token = (kind: TokenKind, link = 0) => writeToken(packPayload({ kind, keyRef: 7, messageRef, link }), new Uint8Array(32));

function clean(html: string): { html: string; isChanged: boolean; heard: number } {
  const body = document.createElement('div');
  body.innerHTML = html;
  let heard = 0;
  body.addEventListener('input', () => heard++);
  return { isChanged: cleanLeftovers(body, [BASE]), html: body.innerHTML, heard };
}

const OWN = '<div>See <a href="https://northwind.example/offer?a=1&amp;b=2">the offer</a>.</div>';

test('T4: a tracked mail that comes back into its window is the one that was written', () => {
  const target = 'https://northwind.example/offer?a=1&b=2';
  const tracked = track(OWN, {
    baseUrl: BASE,
    pixel: token('open'),
    links: [{ target, token: token('click', 1) }],
    trap: { target: urlOf(BASE, 'opt-out', token('opt-out')), token: token('trap') },
    footer: { text: 'No, thank you', token: token('opt-out') },
  });
  expect(tracked).not.toBe(OWN);
  expect(clean(tracked)).toEqual({ html: OWN, isChanged: true, heard: 1 });
});

test('T4: nothing of anybody else’s is touched', () => {
  const theirs = [
    '<img src="https://other.example/o/abc.gif"><a href="https://other.example/c/abc?u=x">x</a>',
    `<img src="${BASE}/logo.png"><a href="${BASE}/timeline/">Timeline</a>`,
    `<a href="${linkUrl('https://else.example', 'click', token('click', 1), 'https://a.example')}">y</a>`,
  ];
  for (const html of theirs) expect(clean(html)).toMatchObject({ html, isChanged: false, heard: 0 });
});

test('T4: a pixel that a mail host’s proxy shows in a quotation goes too', () => {
  const pixel = urlOf(BASE, 'open', token('open'));
  expect(clean(`<p>Hi</p><img src="https://ci3.googleusercontent.com/meips/x=s0#${pixel}">`).html).toBe('<p>Hi</p>');
});
