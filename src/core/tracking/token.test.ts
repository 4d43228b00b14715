import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64url, encodeBase64url } from './base64url';
import {
  isSealedBy,
  MAX_LINKS,
  messageRefOf,
  packPayload,
  readToken,
  sealedBytes,
  TOKEN_LETTERS,
  type TokenParts,
  writeToken,
} from './token';

const key = Buffer.alloc(32, 7);
const hmac = (bytes: Uint8Array) => new Uint8Array(createHmac('sha256', key).update(bytes).digest());

const anyKind = fc.constantFrom('open' as const, 'click' as const, 'trap' as const, 'opt-out' as const);
const hexDigit = fc.constantFrom(...'0123456789abcdef');
const anyParts: fc.Arbitrary<TokenParts> = anyKind.chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    keyRef: fc.integer({ min: 0, max: 0xffffffff }),
    messageRef: fc.string({ unit: hexDigit, minLength: 24, maxLength: 24 }),
    link: kind === 'click' ? fc.integer({ min: 0, max: MAX_LINKS }) : fc.constant(0),
  }),
);
const anyTarget = fc.webUrl({ withQueryParameters: true, withFragments: true });

function mint(parts: TokenParts, target: string | null): string {
  const payload = packPayload(parts);
  return writeToken(payload, hmac(sealedBytes(payload, target)));
}

function verify(text: string, target: string | null): TokenParts | null {
  const token = readToken(text);
  if (!token || !isSealedBy(token, hmac(sealedBytes(token.payload, target)))) return null;
  const { kind, keyRef, messageRef, link } = token;
  return { kind, keyRef, messageRef, link };
}

describe('T1: a token', () => {
  test('says what went into it, in 40 letters of a URL', () => {
    fc.assert(
      fc.property(anyParts, anyTarget, (parts, target) => {
        const text = mint(parts, target);
        expect(text).toMatch(/^[A-Za-z0-9_-]{40}$/);
        expect(text).toHaveLength(TOKEN_LETTERS);
        expect(verify(text, target)).toEqual(parts);
      }),
    );
  });

  test('with any bit turned is refused', () => {
    const text = mint({ kind: 'click', keyRef: 0xdeadbeef, messageRef: '0123456789abcdef01234567', link: 3 }, 'https://acme.com/');
    for (let bit = 0; bit < 240; bit++) {
      const bytes = decodeBase64url(text) as Uint8Array;
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(verify(encodeBase64url(bytes), 'https://acme.com/'), `bit ${bit}`).toBeNull();
    }
  });

  test('leads to its own target only', () => {
    fc.assert(
      fc.property(anyParts, anyTarget, anyTarget, (parts, target, other) => {
        fc.pre(target !== other);
        expect(verify(mint(parts, target), other)).toBeNull();
      }),
    );
  });

  test('has one spelling', () => {
    fc.assert(
      fc.property(anyParts, fc.string({ maxLength: 50 }), (parts, noise) => {
        const text = mint(parts, null);
        for (const other of [`${text}${noise}`, `${noise}${text}`, text.slice(0, -1), `${text}=`, ` ${text}`, text.replace(/.$/, '+')])
          if (other !== text) expect(verify(other, null), other).toBeNull();
      }),
    );
  });

  test.each(['', 'a'.repeat(39), 'a'.repeat(41), `${'a'.repeat(39)}+`, `${'a'.repeat(39)}/`, `${'a'.repeat(39)}=`, `${'a'.repeat(39)}ä`])(
    'of foreign letters or length is none: %s',
    (text) => expect(readToken(text)).toBeNull(),
  );

  test('of another version or kind is none, nor one with a link where there can be none', () => {
    const payload = packPayload({ kind: 'open', keyRef: 1, messageRef: '0'.repeat(24), link: 0 });
    const withByte = (place: number, value: number) => {
      const other = payload.slice();
      other[place] = value;
      return readToken(writeToken(other, new Uint8Array(32)));
    };
    expect(withByte(0, 0x10)).not.toBeNull();
    for (const first of [0x00, 0x20, 0x14, 0x1f]) expect(withByte(0, first)).toBeNull();
    expect(withByte(17, 1)).toBeNull();
  });

  test('is not read from any noise', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (text.length !== TOKEN_LETTERS) expect(readToken(text)).toBeNull();
      }),
    );
  });
});

test('a message is named by the first and the last digits of its id', () => {
  expect(messageRefOf('0197A3C1-2B4D-7abc-8def-0123456789AB')).toBe('0197a3c12b4d0123456789ab');
  expect(() => messageRefOf('0197a3c1')).toThrow('UUID');
});

test('parts that do not fit are a mistake of ours', () => {
  const parts: TokenParts = { kind: 'click', keyRef: 1, messageRef: '0'.repeat(24), link: 1 };
  for (const wrong of [{ keyRef: -1 }, { keyRef: 2 ** 32 }, { keyRef: 0.5 }, { link: 256 }, { messageRef: 'x'.repeat(24) }])
    expect(() => packPayload({ ...parts, ...wrong })).toThrow();
});

test('base64url is what Node makes of the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64url');
      expect(encodeBase64url(bytes)).toBe(text);
      expect(decodeBase64url(text)).toEqual(bytes);
    }),
  );
});
