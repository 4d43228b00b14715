import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeHTML, decodeHTMLAttribute } from 'entities/decode';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findLinks, type Minted, restore, track } from './rewrite';
import { packPayload, readToken, type TokenKind, writeToken } from './token';

const BASE = 'https://t.ours.example';
const BASES = [BASE];
const REF = '0197a3c12b4d0123456789ab';
const token = (kind: TokenKind, link = 0) =>
  writeToken(packPayload({ kind, keyRef: 7, messageRef: REF, link }), new Uint8Array(32).fill(link + 1));

function mint(html: string, changes: Partial<Minted> = {}): Minted {
  return {
    baseUrl: BASE,
    pixel: token('open'),
    links: findLinks(restore(html, BASES), BASES).map(({ target }, place) => ({ target, token: token('click', place + 1) })),
    trap: { token: token('trap'), target: `${BASE}/about?a=1&b=2` },
    footer: { token: token('opt-out'), text: 'Sent with tracking <no, thanks>' },
    ...changes,
  };
}
const letter = (name: string) => readFileSync(join(import.meta.dirname, 'letters', `${name}.html`), 'utf8');
const targets = (html: string) => findLinks(html, BASES).map(({ target }) => target);
const PIXEL = `<img src="${BASE}/o/${token('open')}.gif" alt="" width="1" height="1">`;

/** Everything that is true of any mail at all. */
function expectHonest(html: string): void {
  const clean = restore(html, BASES);
  const minted = mint(html);
  const tracked = track(html, minted);
  expect(restore(clean, BASES)).toBe(clean);
  if (tracked === html) return;
  expect(restore(tracked, BASES)).toBe(clean);
  expect(track(tracked, minted)).toBe(tracked);
  expect(tracked.split(PIXEL).length - clean.split(PIXEL).length).toBe(1);
  const ours = `${BASE}/c/`;
  expect(tracked.split(ours).length - clean.split(ours).length).toBe(minted.links.length + (minted.links.length > 0 ? 1 : 0));
}

/** What the endpoint makes of an address in a mail, with HMACs left out. */
function resolve(url: string) {
  const [, path = '', text = '', query] = /^https:\/\/t\.ours\.example\/([ocp])\/([\w-]{40})(?:\.gif)?(?:\?u=(.*))?$/.exec(url) ?? [];
  const read = readToken(text);
  return { path, kind: read?.kind, messageRef: read?.messageRef, link: read?.link, target: query && decodeURIComponent(query) };
}

test('T1: every address in a tracked mail is one that the endpoint understands', () => {
  const html = '<p><a href="https://acme.com/a?x=1&amp;y=ü">one</a> <a href="https://acme.com/b?x&y=1">two</a></p>';
  const urls = [...track(html, mint(html)).matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url]) =>
    resolve(decodeHTMLAttribute(url as string)),
  );
  expect(urls).toEqual([
    { path: 'c', kind: 'click', messageRef: REF, link: 1, target: 'https://acme.com/a?x=1&y=ü' },
    { path: 'c', kind: 'click', messageRef: REF, link: 2, target: 'https://acme.com/b?x&y=1' },
    { path: 'p', kind: 'opt-out', messageRef: REF, link: 0 },
    { path: 'c', kind: 'trap', messageRef: REF, link: 0, target: `${BASE}/about?a=1&b=2` },
    { path: 'o', kind: 'open', messageRef: REF, link: 0 },
  ]);
});

test('T4: a draft that still holds what was put in for another message gets its own', () => {
  const html = '<p><a href="https://acme.com/a">one</a></p>';
  const other = mint(html, { pixel: token('open').replace(/.$/, 'A'), footer: null });
  expect(track(track(html, other), mint(html))).toBe(track(html, mint(html)));
});

describe('T4: in the mails that people write', () => {
  const LETTERS: Record<string, { links: string[]; before: string }> = {
    'gmail-new': {
      links: ['https://ours.com/angebot', 'https://ours.com/referenzen', 'https://ours.com/preise#tabelle', 'https://ours.com/faq'],
      before: '',
    },
    'gmail-reply': { links: ['https://www.acme.com/offer?id=7&lang=en', 'https://acme.com/terms'], before: '<div class="gmail_quote' },
    'outlook-web-reply': { links: ['https://ours.com/offerta'], before: '<div id="appendonsend">' },
    'word-reply': { links: ['https://ours.com/angebot?a=1&b=2', 'https://ours.com/karte'], before: "<div style='border:none;border-top" },
    'plain-forward': { links: ['https://ours.com/devis'], before: '<br>______' },
    'bottom-posted': { links: ['https://ours.com/oferta'], before: '<div class="moz-cite-prefix">' },
    newsletter: {
      links: [
        ...['https://ours.com/a', 'https://ours.com/map', 'https://ours.com/plain'],
        ...['https://ours.com/single?x=1&y=2', 'https://ours.com/space'],
      ],
      before: '',
    },
    odd: { links: ['https://ours.com/notmso', 'https://ours.com/upper'], before: '' },
  };
  for (const [name, { links, before }] of Object.entries(LETTERS)) {
    test(`${name}: these links, and the pixel at the end of the own text`, () => {
      const html = letter(name);
      expect(targets(html)).toEqual(links);
      const tracked = track(html, mint(html));
      expect(
        tracked
          .slice(tracked.indexOf(PIXEL) + PIXEL.length)
          .trim()
          .startsWith(before),
      ).toBe(true);
      expectHonest(html);
    });
  }

  test('nothing changes but what is put in', () => {
    for (const name of Object.keys(LETTERS)) {
      const html = letter(name);
      // Its second link stands behind the pixel.
      if (name === 'bottom-posted') continue;
      const links = findLinks(html, BASES);
      let rest = track(html, mint(html));
      let at = 0;
      for (const { start, end } of links) {
        const between = html.slice(at, start);
        expect(rest.startsWith(between), between).toBe(true);
        rest = rest.slice(between.length).replace(/^[\w:/.?=%&#;-]+/, '');
        at = end;
      }
      const inserted = rest.indexOf('<div><a href="https://t.ours.example/p/');
      const end = rest.indexOf(PIXEL) + PIXEL.length;
      expect(rest.slice(0, inserted) + rest.slice(end)).toBe(html.slice(at));
    }
  });
});

describe('T4: a quotation is known by its shape, in any language', () => {
  const HEADS = [
    ['From:', 'Sent:', 'To:', 'Subject:'],
    ['Von:', 'Gesendet:', 'An:', 'Betreff:'],
    ['Da:', 'Inviato:', 'A:', 'Oggetto:'],
    ['De\u00a0:', 'Envoyé\u00a0:', 'À\u00a0:', 'Objet\u00a0:'],
    ['De:', 'Enviado el:', 'Para:', 'Asunto:'],
    ['Van:', 'Verzonden:', 'Aan:', 'Onderwerp:'],
    ['Od:', 'Odesláno:', 'Komu:', 'Předmět:'],
    ['Från:', 'Skickat:', 'Till:', 'Ämne:'],
    ['Lähettäjä:', 'Lähetetty:', 'Vastaanottaja:', 'Aihe:'],
    ['От:', 'Отправлено:', 'Кому:', 'Тема:'],
    ['发件人：', '发送时间：', '收件人：', '主题：'],
    ['差出人:', '送信日時:', '宛先:', '件名:'],
    ['מאת:', 'נשלח:', 'אל:', 'נושא:'],
  ];
  const own = '<p>Here is <a href="https://ours.com/new">the new one</a></p>';
  const old = '<p><a href="https://acme.com/old">the old one</a></p>';
  test.each(HEADS)('%s %s', (...labels) => {
    const values = ['Ada Lovelace &lt;ada@acme.com&gt;', '16. 11. 2026 09:12', 'Tom', 'The offer'];
    const plain = labels.map((label, n) => `${label} ${values[n]}`).join('<br>');
    const bold = labels.map((label, n) => `<b>${label}</b> ${n === 0 ? 'Ada Lovelace' : values[n]}<br>`).join('');
    const table = labels.map((label, n) => `<tr><th>${label}</th><td>${values[n]}</td></tr>`).join('');
    for (const head of [`<p>${plain}</p>`, `<div>${bold}</div>`, `<hr><div>${plain}</div>`, `<table><tbody>${table}</tbody></table>`]) {
      const html = own + head + old;
      expect(targets(html), head).toEqual(['https://ours.com/new']);
      expect(track(html, mint(html)).indexOf(PIXEL), head).toBeLessThan(track(html, mint(html)).indexOf('Ada'));
      expectHonest(html);
    }
  });

  test('where and when to meet is none', () => {
    const html =
      '<p>When: 22 Nov 2026, 10:00<br>Where: Zürich<br>Who: ada@acme.com<br>What: the offer</p><a href="https://ours.com/x">Map</a>';
    expect(targets(html)).toEqual(['https://ours.com/x']);
  });
  test('nor is a business card', () => {
    const html = '<p>Name: Ada<br>Mail: ada@acme.com<br>Phone: 044 123 45 67<br>Web: here</p><a href="https://ours.com/x">Map</a>';
    expect(targets(html)).toEqual(['https://ours.com/x']);
  });
  test.each([
    '<blockquote><a href="https://acme.com/x">x y</a></blockquote>',
    '<div class="x_gmail_quote"><a href="https://acme.com/x">x y</a></div>',
    '<div id="m_-4829divRplyFwdMsg"></div><a href="https://acme.com/x">x y</a>',
    '<div>&gt; as you said <a href="https://acme.com/x">x y</a></div>',
    '<div>-- <br>Tom</div><a href="https://acme.com/x">x y</a>',
    '<div>--&nbsp;</div><div>Tom <a href="https://acme.com/x">x y</a></div>',
    '<div id="x_x_Signature"><a href="https://acme.com/x">x y</a></div>',
  ])('not in %s', (html) => expect(targets(`<p>own</p>${html}`)).toEqual([]));
});

describe('T4: what is seen is where it leads', () => {
  test.each([
    '<a href="https://acme.com/x">acme<b>.com</b></a>',
    '<a href="https://acme.com/x">acme<wbr>.com/x</a>',
    '<a href="https://acme.com/x"><img src="a.png" alt="acme.com"></a>',
    '<a href="https://acme.com/x">htt</a><a href="https://acme.com/x">ps://acme.com/x</a>',
    '<p>www.<a href="https://acme.com/x">acme</a>.com</p>',
    '<a href="https://acme.com/x">acme&#46;com</a>',
    '<a href="https://acme.com/x">acme&period;com</a>',
    '<a href="https://acme.com/x"><p>Look</p>acme.com',
  ])('%s', (html) => expect(targets(html)).toEqual([]));
});

describe('T4: leftovers of ours go, those of others stay', () => {
  const inDraft = `<p>a</p>${PIXEL}<p>b</p>`;
  test('a pixel, in a draft, behind a proxy of the mail host, or beside others’', () => {
    expect(restore(inDraft, BASES)).toBe('<p>a</p><p>b</p>');
    const proxied = `<img alt="" src="https://ci3.googleusercontent.com/meips/A=s0-d-e1-ft#${BASE}/o/${token('open')}.gif">`;
    const parameter = `<img src="https://outlook.example/ei?u=${encodeURIComponent(`${BASE}/o/${token('open')}.gif`)}&amp;d=2026">`;
    expect(restore(`${proxied}${parameter}.`, BASES)).toBe('.');
    for (const foreign of [
      `<img src="https://other.example/o/${token('open')}.gif">`,
      `<img src="${BASE}/o/logo.gif">`,
      `<img src="${BASE}/logo.png">`,
      `<img src="${BASE}.evil.example/o/${token('open')}.gif">`,
      `<img src="${BASE}/o/${token('click', 1)}.gif">`,
      `<p>${BASE}/o/${token('open')}.gif</p>`,
    ])
      expect(restore(foreign, BASES), foreign).toBe(foreign);
  });

  test('a link in a quotation, as a browser wrote it down again', () => {
    const quoted = `<blockquote><a href="${BASE}/c/${token('click', 1)}?u=https%3A%2F%2Facme.com%2F%3Fa%3D1%26b%3D2">x</a></blockquote>`;
    expect(restore(quoted, BASES)).toBe('<blockquote><a href="https://acme.com/?a=1&amp;b=2">x</a></blockquote>');
  });

  test('what somebody else put into a link like ours gets nowhere', () => {
    for (const target of [
      '"><script>alert(1)</script>',
      "'onclick=x",
      'javascript:alert(1)',
      'https://a@acme.com/',
      ' https://acme.com',
      '%zz',
    ])
      for (const u of [target, encodeURIComponent(target)]) {
        const html = `<a href='${BASE}/c/${token('click', 1)}?u=${u.replaceAll("'", '%27')}'>x</a>`;
        expect(restore(html, BASES), html).toBe(html);
      }
  });

  test('a footer with its block, but never what somebody wrote beside it', () => {
    const footer = `<a href="${BASE}/p/${token('opt-out')}">Stop</a>`;
    expect(restore(`<p>a</p><div>${footer}</div>`, BASES)).toBe('<p>a</p>');
    expect(restore(`<div>mine ${footer}</div>`, BASES)).toBe('<div>mine </div>');
    expect(restore(`<div>${footer} mine</div>`, BASES)).toBe('<div> mine</div>');
  });

  test('whatever base URL it was sent with', () => {
    const bases = [BASE, 'https://acme.example/threadline/', 'http://127.0.0.1:8080'];
    for (const baseUrl of bases) {
      const html = letter('gmail-new');
      const tracked = track(html, mint(html, { baseUrl }), bases);
      expect(tracked).not.toBe(html);
      expect(restore(tracked, bases)).toBe(html);
    }
  });
});

test('T4: the pixel stands where an image may: not between the rows of a table', () => {
  const html = '<p>own</p><table><tbody><tr><td>own</td></tr><tr class="gmail_quote"><td>old</td></tr></tbody></table>';
  expect(track(html, mint(html, { footer: null }))).toBe(html.replace('<table>', `${PIXEL}<table>`));
});

test('T4: HTML that is broken off comes back as it is', () => {
  for (const broken of [
    '<p>a<a href="https://acme.com/x',
    '<p title="a>b</p>',
    'a<!-- b',
    '<style>a{}',
    '<textarea>x',
    '<p',
    '</p',
    '<plaintext>a',
    '<template>',
    '<frameset>',
  ])
    for (const html of [broken, `<a href="https://acme.com/x">x y</a>${broken}`]) {
      expect(track(html, mint(html)), html).toBe(html);
      expect(targets(html)).toEqual([]);
    }
});

test('T4: links are tracked up to the 255th, and tokens that belong to another target are not used', () => {
  const html = Array.from({ length: 10_000 }, (_, n) => `<a href="https://acme.com/page/${n}">number ${n}</a> `).join('');
  const start = performance.now();
  const tracked = track(html, mint(html));
  expect(performance.now() - start).toBeLessThan(5_000);
  expect(tracked.split('/c/').length - 1).toBe(255 + 1);
  expectHonest(html);
  const shifted = mint(html).links.slice(1);
  expect(track(html, mint(html, { links: shifted }))).not.toContain(`${BASE}/c/${shifted[0]?.token}`);
});

test('T4: a mail of one megabyte, and one of open tags only', () => {
  const paragraph = '<div><p>Some <b>bold</b> words &amp; a <a href="https://acme.com/page">link</a></p></div>\n';
  for (const html of [
    paragraph.repeat(12_000),
    '<div>'.repeat(100_000),
    '</p>'.repeat(100_000),
    '<a href=x>'.repeat(50_000),
    '<'.repeat(200_000),
  ]) {
    const start = performance.now();
    expectHonest(html);
    expect(performance.now() - start).toBeLessThan(10_000);
  }
});

const anyPiece = fc.oneof(
  fc.constantFrom(
    ...[
      '<div>',
      '</div>',
      '<p class="gmail_quote">',
      '<blockquote>',
      '</blockquote>',
      '<br>',
      '<hr>',
      '<table><tr><td>',
      '</td></tr></table>',
    ],
    ...['<b>From:</b> ', 'ada@acme.com', '2026-11-22 10:42', '-- ', '&gt; ', '&amp;', '&', '<!-- x -->', '<!--', '-->', '<![CDATA[', ']]>'],
    ...[
      '<script>',
      '</script>',
      '<style>a{}</style>',
      '<a name=x>',
      '</a>',
      '<A HREF=',
      '"',
      "'",
      '<',
      '>',
      '<im',
      'g ',
      '</body>',
      '<svg>',
    ],
    ...[
      PIXEL,
      `<a href="${BASE}/c/${token('click', 1)}?u=https%3A%2F%2Facme.com%2F">`,
      `${BASE}/c/${token('click', 1)}?u=`,
      'src=',
      'href=',
    ],
    ...['<img src=a.png alt="acme.com">', '<o:p></o:p>', '<a href="https://acme.com/?a=1&amp;b=2&c=3&#38;d=4&#x26;e=5&copy;">'],
  ),
  fc.webUrl({ withQueryParameters: true, withFragments: true }).map((url) => `<a href="${url}">some words</a>`),
  fc.webUrl({ withQueryParameters: true }).map((url) => `<a href='${url}'>${url}</a>`),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 20 }),
);

test('T4: no words of a link that leads through us name a place on the web', () => {
  const dot = fc.constantFrom('.', '.', '&#46;', '\u3002', '<b>.</b>', '\u200b.', '<wbr>.', '.&shy;');
  const name = fc
    .tuple(fc.constantFrom('acme', 'Acme', 'münchen', 'a-b'), dot, fc.constantFrom('com', 'co.uk', 'de', 'org'))
    .map((parts) => parts.join(''));
  const words = fc.oneof(
    name,
    fc.constantFrom('our offer', ' see ', 'https://', 'www.', '<i>', '</i>', '/path', '(', ')', '&nbsp;', '<img alt="logo">'),
  );
  const place = /[\p{L}\p{N}-]\s?[.\u3002]\s?(?:com|co|de|org)\b/iu;
  fc.assert(
    fc.property(fc.webUrl(), fc.array(words, { minLength: 1, maxLength: 4 }), (href, pieces) => {
      const html = `<p>Before <a href="${href}">${pieces.join(' ')}</a> after</p>`;
      const shown = decodeHTML(
        pieces
          .join('')
          .replace(/<img alt="([^"]*)">/g, '$1')
          .replace(/<[^>]*>/g, ''),
      ).replace(/\p{Cf}/gu, '');
      if (place.test(shown)) expect(targets(html), shown).toEqual([]);
      expect(track(html, mint(html)).includes(`<a href="${href}">`)).toBe(targets(html).length === 0);
    }),
    { numRuns: 500 },
  );
});

test('T4: whatever is written, it can be taken back to the letter', () => {
  fc.assert(
    fc.property(fc.array(anyPiece, { maxLength: 25 }), (pieces) => expectHonest(pieces.join(''))),
    { numRuns: 2_000 },
  );
});
