import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress } from './address';
import { chooseRule, makeRuleBook, parseRuleKey, type RuleHit, ruleKeysFor } from './never-log';

const rule = (text: string, scope: 'me' | 'everyone' = 'me'): RuleHit => {
  const key = parseRuleKey(text);
  if (key === null) throw new Error(`no rule: ${text}`);
  return { key, scope, neverTrack: false, addedBy: 'Tom', addedAt: 0 };
};
const hits = (rules: string[], address: string): string | null => {
  const canonical = parseAddress(address);
  return canonical === null ? null : (makeRuleBook(rules.map((text) => rule(text)))(canonical)?.key ?? null);
};

describe('N1: the forms of a rule are the same thing', () => {
  test.each(['acme.com', '@acme.com', '*@acme.com', '*.acme.com', 'ACME.com', 'acme.com.', ' @Acme.Com. ', 'acme\u200b.com'])(
    'domain: %s',
    (text) => expect(parseRuleKey(text)).toBe('acme.com'),
  );
  test.each(['ada@acme.com', 'ADA@acme.com.', 'Ada <ada@acme.com>', '<ada@acme.com>', '"ada"@acme.com'])('address: %s', (text) =>
    expect(parseRuleKey(text)).toBe('ada@acme.com'),
  );
  test('IDN and punycode', () => expect(parseRuleKey('*@Bücher.de')).toBe(parseRuleKey('xn--bcher-kva.de')));
  test('a host of the intranet, when it is written as one', () => expect(parseRuleKey('@mailhost')).toBe('mailhost'));
  test.each(['', '@', '*', 'acme', 'com', 'co.uk', '@de', 'a b', 'ada@', 'a@b.com, c@d.com', 'http://acme.com'])('refused: %s', (text) =>
    expect(parseRuleKey(text)).toBeNull(),
  );
});

describe('N1: there is no way round a rule', () => {
  test.each([
    ['a subdomain', 'acme.com', 'jane@mail.eu.acme.com'],
    ['case', 'acme.com', 'JANE@ACME.COM'],
    ['a plus tag', 'ada@acme.com', 'ada+news@acme.com'],
    ['two plus tags', 'ada@acme.com', 'ada+a+b@acme.com'],
    ['a trailing dot', 'acme.com', 'ada@acme.com.'],
    ['an address in the display name', 'acme.com', '"bob@other.com" <ada@acme.com>'],
    ['a quoted local part', 'ada@acme.com', '"ada"@acme.com'],
    ['a quoted local part with a tag', 'ada@acme.com', '"ada+x"@acme.com'],
    ['a comment', 'ada@acme.com', 'ada(c)@acme.com'],
    ['full-width letters', 'acme.com', 'ada@ａｃｍｅ.com'],
    ['an invisible character', 'acme.com', 'ada@ac\u200dme.com'],
    ['punycode', 'bücher.de', 'ada@xn--bcher-kva.de'],
    ['IDN capitals', 'xn--bcher-kva.de', 'ada@BÜCHER.DE'],
    ["Gmail's dots", 'ada.l@gmail.com', 'a.d.a.l+x@googlemail.com'],
    ["Gmail's other domain", 'googlemail.com', 'ada@gmail.com'],
  ])('%s', (_, listed, address) => expect(hits([listed], address)).toBe(parseRuleKey(listed)));

  test.each([
    ['a domain that ends alike', 'acme.com', 'ada@notacme.com'],
    ['the domain above', 'mail.acme.com', 'ada@acme.com'],
    ['another person there', 'ada@acme.com', 'bob@acme.com'],
    ['the untagged address of a tagged rule', 'ada+x@acme.com', 'ada@acme.com'],
    ['the listed address in the display name', 'acme.com', '"ada@acme.com" <ada@other.com>'],
  ])('and it hits nobody else: %s', (_, listed, address) => expect(hits([listed], address)).toBeNull());

  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/).filter((text) => !text.startsWith('xn--') && text[2] !== '-');
  const domain = fc.tuple(label, fc.constantFrom('example', 'com', 'de', 'co.uk')).map((parts) => parts.join('.'));
  const local = fc.stringMatching(/^[a-z][a-z0-9_.]{0,10}$/).filter((text) => !/\.\.|\.$/.test(text));

  test('any disguise of a listed address or domain is hit', () => {
    const disguise = fc.tuple(fc.array(label, { maxLength: 3 }), fc.boolean(), fc.boolean(), fc.option(local), fc.nat(5));
    fc.assert(
      fc.property(local, domain, disguise, (name, at, [subdomains, capitals, dot, tag, form]) => {
        const host = [...subdomains, at].join('.') + (dot ? '.' : '');
        const box = tag === null ? name : `${name}+${tag}`;
        const spelt = [`${box}@${host}`, `"${box}"@${host}`, `X <${box}@${host}>`, `"z@q.example" <${box}@${host}>`, `G: ${box}@${host};`];
        const address = spelt[form % spelt.length] ?? '';
        const typed = capitals ? address.toUpperCase() : address;
        expect(hits([at], typed)).toBe(parseRuleKey(at));
        if (subdomains.length === 0) expect(hits([`${name}@${at}`], typed)).toBe(parseRuleKey(`${name}@${at}`));
      }),
    );
  });

  test('a rule never hits an address outside its domain', () => {
    fc.assert(
      fc.property(local, domain, domain, (name, listed, other) => {
        fc.pre(other !== listed && !other.endsWith(`.${listed}`));
        expect(hits([listed], `${name}@${other}`)).toBeNull();
      }),
    );
  });
});

test('the most specific rule is named, and of two alike the one for everyone', () => {
  const keys = ruleKeysFor('ada+x@mail.acme.com');
  expect(keys).toEqual(['ada+x@mail.acme.com', 'ada@mail.acme.com', 'mail.acme.com', 'acme.com', 'com']);
  expect(chooseRule(keys, [rule('acme.com'), rule('ada@mail.acme.com')])?.key).toBe('ada@mail.acme.com');
  expect(chooseRule(keys, [rule('acme.com'), rule('acme.com', 'everyone')])?.scope).toBe('everyone');
  expect(makeRuleBook([rule('acme.com', 'everyone'), rule('acme.com')])('a@acme.com')?.scope).toBe('everyone');
});
