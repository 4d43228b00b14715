import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleEngagement, sampleId } from '../../core/outbox/samples';
import { findMarker } from '../marker';
import { CUT_BODY, emailProperties } from './fields';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });

test('whatever a mail holds, its properties are text that any store takes, and its headers are JSON', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, anyText, fc.boolean(), (subject, html, text, name, short) => {
      const person = { address: 'ada@acme.example', name };
      const properties = emailProperties(sampleEngagement(1, { subject, html, text, from: person, to: [person] }), short);
      for (const value of Object.values(properties)) expect(value).not.toMatch(/[^\P{Cc}\t\n\r]|\p{Cs}/u);
      expect(JSON.parse(properties.hs_email_headers ?? '')).toMatchObject({ to: [{ email: 'ada@acme.example' }] });
      expect(findMarker(properties.hs_email_text)).toBe(sampleId(1));
    }),
  );
});

test('a short form is as short as it says', () => {
  const long = 'x'.repeat(CUT_BODY + 1);
  const { hs_email_text, hs_email_html } = emailProperties(sampleEngagement(1, { text: long, html: long }), true);
  expect([hs_email_text?.length, hs_email_html]).toEqual([CUT_BODY, undefined]);
});
