import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonPath, replaceTexts } from './json-text';

function textsOf(value: unknown, path: JsonPath = []): { path: JsonPath; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((one, index) => textsOf(one, [...path, index]));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, one]) => textsOf(one, [...path, key]));
  return [];
}

function withText(value: unknown, [step, ...rest]: JsonPath, text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value)) return value.map((one, index) => (index === step ? withText(one, rest, text) : one));
  const object = value as Record<string, unknown>;
  return { ...object, [step]: withText(object[step], rest, text) };
}

test('a text of any JSON is replaced, and nothing else', () => {
  const spaces = fc.constantFrom(0, 1, 2, '\t');
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.nat(), spaces, (value, text, which, space) => {
      const texts = textsOf(value);
      const chosen = texts[which % Math.max(1, texts.length)];
      fc.pre(chosen !== undefined);
      if (!chosen) return;
      const changed = replaceTexts(JSON.stringify(value, null, space), [{ path: chosen.path, text }]);
      expect(JSON.parse(changed ?? '')).toEqual(JSON.parse(JSON.stringify(withText(value, chosen.path, text))));
    }),
  );
});

test('what cannot be written again by JSON stays as it was', () => {
  const json = '{ "n": 12345678901234567890, "e": "\\u003cb\\u003e", "t": ["a","\\u003cp\\u003e"], "x": 1.0 }';
  expect(replaceTexts(json, [{ path: ['t', 1], text: '<p>"' }])).toBe(json.replace('"\\u003cp\\u003e"', '"<p>\\""'));
});

test('places that do not exist or hold no text change nothing', () => {
  expect(replaceTexts('[1,"a"]', [{ path: [0], text: 'b' }])).toBeNull();
  expect(replaceTexts('[1,"a"]', [{ path: [2], text: 'b' }])).toBeNull();
  expect(replaceTexts('[1,"a","a"]', [{ path: [2], text: 'b' }])).toBe('[1,"a","b"]');
});

test('what is no JSON is refused', () => {
  for (const text of ['', '[', '[1 2]', '{"a" 1}', '{"a":"b}', '[1]]', '<html>'])
    expect(() => replaceTexts(text, [{ path: [0], text: '' }])).toThrow();
});
