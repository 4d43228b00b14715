import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress, parseDomain, parsePeople, parsePerson } from './address';

describe('an address has one canonical form', () => {
  test.each([
    ['ada@acme.com', 'ada@acme.com'],
    ['  ADA@Acme.COM ', 'ada@acme.com'],
    ['ada@acme.com.', 'ada@acme.com'],
    ['Ada Lovelace <ada@acme.com>', 'ada@acme.com'],
    ['"ada"@acme.com', 'ada@acme.com'],
    ['ada(at work)@acme.com', 'ada@acme.com'],
    ['"bob@evil.com" <ada@acme.com>', 'ada@acme.com'],
    ['ada\u200b@ac\u00adme.com', 'ada@acme.com'],
    ['ada＠acme.com', 'ada@acme.com'],
    ['ada@bücher.de', 'ada@xn--bcher-kva.de'],
    ['ada@BÜCHER.de', 'ada@xn--bcher-kva.de'],
    ['ada@xn--bcher-kva.de', 'ada@xn--bcher-kva.de'],
    ['ada@acme。com', 'ada@acme.com'],
    ['"a b"@acme.com', '"a b"@acme.com'],
    ['"a@b"@acme.com', '"a@b"@acme.com'],
    ['ada@[192.0.2.1]', 'ada@[192.0.2.1]'],
    ['ada', null],
    ['@acme.com', null],
    ['ada@', null],
    ['ada@acme..com', null],
    ['ada@192.0.2.1', null],
    ['ada@ac%6de.com', null],
    ['ada@acme.com, bob@acme.com', null],
    [`${'a'.repeat(400)}@acme.com`, null],
  ])('%s', (text, canonical) => {
    expect(parseAddress(text)).toBe(canonical);
  });

  test('any text gives a canonical address or null, and a canonical one stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const address = parseAddress(text);
        if (address !== null) expect(parseAddress(address)).toBe(address);
      }),
    );
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        expect(parseAddress(text)).toBe(text.toLowerCase());
      }),
    );
  });
});

test('an address that looks plain is read as carefully as any other', () => {
  const local = fc.stringMatching(/^[a-z0-9._+-]{1,12}$/);
  const label = fc.oneof(
    fc.stringMatching(/^[a-z0-9-]{1,8}$/),
    fc.constantFrom('xn--a', 'xn--bcher-kva', '0x1f', '127', 'a'.repeat(64), 'com'),
  );
  const address = fc.tuple(local, fc.array(label, { minLength: 1, maxLength: 5 })).map(([name, labels]) => `${name}@${labels.join('.')}`);
  fc.assert(
    fc.property(address, (text) => {
      expect(parseAddress(text)).toBe(parsePerson(text)?.address ?? null);
    }),
    { numRuns: 3000 },
  );
});

test('groups and lists give each of their people', () => {
  expect(parsePeople('Team: a@x.com, "Lovelace, Ada" <ADA@Acme.com>;, nobody')).toEqual([
    { address: 'a@x.com', name: '' },
    { address: 'ada@acme.com', name: 'Lovelace, Ada' },
  ]);
});

test('a domain is never anything else', () => {
  for (const text of ['', 'a b', 'http://acme.com', 'acme.com/path', 'acme.com:25', 'user@acme.com', '-a.com', 'a'.repeat(64), '1.2.3'])
    expect(parseDomain(text), text).toBeNull();
});
