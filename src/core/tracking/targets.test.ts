import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPersonal, isWebTarget } from './targets';
import { isLeaving, namesPlace } from './visible-text';

describe('T4: a link leads through us only to the web', () => {
  test.each([
    'https://acme.com',
    'http://acme.com/',
    'HTTPS://Acme.com/Path?q=1#part',
    'https://acme.com:8443/a;b=c/(x)!$&*+,=~',
    'https://bücher.de/straße?ä=ö',
    'https://[2001:db8::1]/',
    'https://acme.com/?next=https://other.com/@someone',
    'https://acme.com/100%25',
  ])('%s', (target) => expect(isWebTarget(target)).toBe(true));

  test.each([
    'javascript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'ftp://acme.com/',
    'mailto:ada@acme.com',
    'tel:+41441234567',
    '//acme.com/',
    '/offer',
    '#top',
    '',
    'https:acme.com',
    'https:/acme.com',
    'https:///acme.com',
    'https://',
    'https://user@acme.com/',
    'https://user:secret@acme.com/',
    'https://acme.com\\@evil.com/',
    'https:\\\\acme.com/',
    'https://acme.com/a b',
    'https://acme.com/\r\nSet-Cookie: a=b',
    'https://acme.com/\t',
    'https://acme.com/\u0000',
    'https://acme.com/\u0085',
    'https://acme.com/"onclick="x',
    "https://acme.com/'",
    'https://acme.com/<b>',
    'https://acme.com/`',
    'https://acme.com%2Fevil.com/',
    'https%3A%2F%2Facme.com',
    '%68ttps://acme.com/',
    'https&colon;//acme.com',
    'https://acme.com/\ud800',
    'https://ac me.com/',
    'https://[::1/',
    `https://acme.com/${'a'.repeat(2_000)}`,
  ])('never: %j', (target) => expect(isWebTarget(target)).toBe(false));
});

describe('T4: a link that is somebody’s own stays', () => {
  test.each([
    'https://acme.com/unsubscribe',
    'https://acme.com/newsletter/abmelden?u=1',
    'https://acme.com/?action=unsub&id=4',
    'https://acme.com/email-preferences/17',
    'https://acme.com/desinscription',
    'https://acme.com/d%C3%A9sabonner',
    'https://acme.com/disiscriviti',
    'https://acme.com/darse-de-baja',
    'https://acme.com/opt-out',
    'https://acme.com/file.pdf?sig=abc',
    'https://acme.com/file.pdf?token=abc',
    'https://acme.com/a?access_token=1',
    'https://acme.com/#access_token=1&type=x',
    'https://bucket.s3.amazonaws.com/a.pdf?X-Amz-Algorithm=AWS4&X-Amz-Signature=12',
    'https://acct.blob.core.windows.net/c/b?sv=2022-11-02&sr=b&sig=x',
    'https://d111.cloudfront.net/a?Expires=1&Signature=b&Key-Pair-Id=c',
    'https://acme.zoom.us/j/123?pwd=abc',
    'https://acme.com/reset-password/x',
    'https://acme.com/verify-email?u=7',
    'https://acme.com/magic-link/77',
    'https://acme.com/invite/x7',
    'https://acme.com/account/activate/1',
    'https://acme.com/s/9f86d081884c7d659a2feaa0c55ad015',
    'https://acme.com/d/550e8400-e29b-41d4-a716-446655440000',
    'https://acme.com/x?t=eyJhbGciOiJIUzI1NiJ9.e30.abc',
    'https://docs.example/document/d/1AbCdEfG7hIjKlM9nOpQrStUvWxYz0123456789abcd/edit',
    'https://acme.com/?q=Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZg%3D%3D',
    'https://acme.com/r?id=aB3dE5fG7hJ9kL1mN',
  ])('%s', (target) => expect(isPersonal(target)).toBe(true));

  test.each([
    'https://acme.com/',
    'https://acme.com/blog/2026/how-to-write-a-better-sales-e-mail-in-10-minutes',
    'https://acme.com/products/Model-X500-ProMax-2026-Edition',
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    'https://calendly.com/tom-keller/30min?month=2026-11',
    'https://www.linkedin.com/posts/tom_sales-activity-7123456789012345678-AbCd',
    'https://acme.com/?utm_source=mail&utm_medium=email&utm_campaign=2026-q4-Launch&gclid=Cj0KCQiA3uGqBhDdARIsAFeJ5r0abcDEF123',
    'https://acme.com/de/produkte/kaffeevollautomaten?farbe=schwarz&groesse=xl#beschreibung',
    'https://acme.com/download/Threadline_Whitepaper_DE_v12.pdf',
    'https://maps.example/place/Bahnhofstrasse+1,+8001+Zürich',
    'https://acme.com/search?q=how+to+sell&page=2',
    'https://shop.acme.com/p/12345678901234567890',
    'https://acme.com/author/tom?source=mail',
    'https://acme.com/design/monkey/keynote/keys',
  ])('but not %s', (target) => expect(isPersonal(target)).toBe(false));
});

describe('T4: words that name a place stay with it', () => {
  test.each([
    'https://acme.com/offer',
    'acme.com',
    'www.acme.com',
    'www.intranet',
    'Acme.COM/offer',
    'see acme.co.uk for more',
    '(acme.com)',
    'at acme.com, or elsewhere',
    'The end.acme.com',
    'acme.com.Then it goes on',
    'ada@acme.com',
    'ada＠acme．com',
    'acme。com',
    'münchen.de',
    'xn--mnchen-3ya.de',
    'пример.рф',
    '例え.テスト.jp',
    'acme\u200b.com',
    'ac\u00adme.com',
    'acme.\u2060com',
    'ac\u202eme.com',
    '𝐚𝐜𝐦𝐞.com',
    'http://localhost:3000',
    '192.168.1.1',
    'http://10.0.0.1/x',
    'crm.ours.internal',
    'report.zip',
    'ftp://files',
  ])('%s', (text) => expect(namesPlace(text, 'crm.ours.internal')).toBe(true));

  test.each([
    'the new offer',
    'Angebot Nr. 7.3.2026',
    'Version 2.10.1',
    'z.B. hier, u.a. dort',
    '4 p.m. today',
    'S.p.A.',
    'Hello... there',
    'CHF 3.50 / St.',
    'report.pdf',
    'Click @ home',
    '10:42',
    '',
    'e.g. this',
    'Node.js',
    'a/b',
  ])('but not: %s', (text) => expect(namesPlace(text, 'acme.com')).toBe(false));

  test('a host is found in any sentence', () => {
    const word = fc.constantFrom('see', 'hier', 'più', 'voilà', '(', '–', '«', 'und', '');
    const end = fc.constantFrom('com', 'de', 'ch', 'co.uk', 'io', 'agency', 'рф', 'zip');
    fc.assert(
      fc.property(fc.domain(), end, word, word, (domain, suffix, before, after) => {
        expect(namesPlace(`${before} ${domain.replace(/\.\w+$/, '')}.${suffix} ${after}`, 'other.example')).toBe(true);
      }),
    );
  });
});

test.each([
  ...[
    'Unsubscribe',
    'unsubscribe here',
    'Opt out',
    'Manage preferences',
    'E-Mail-Einstellungen',
    'Newsletter abbestellen',
    'Hier abmelden',
  ],
  ...[
    'Disiscriviti',
    'Annulla l’iscrizione',
    'Cancella iscrizione',
    'Se désabonner',
    'Se désinscrire',
    'Darse de baja',
    'Cancelar suscripción',
    'Cancelar la suscripción',
  ],
])('T4: the way out of a list stays: %s', (text) => expect(isLeaving(text)).toBe(true));

test.each(['Offer', 'Subscribe', 'Abonnieren', 'Iscriviti', 'S’abonner', 'Suscribirse', 'Preferred price', 'Anmelden', 'Low prices'])(
  'T4: another way does not: %s',
  (text) => expect(isLeaving(text)).toBe(false),
);
