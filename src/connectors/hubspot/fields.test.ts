import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleEngagement, sampleId } from '../../core/outbox/samples';
import { findMarker } from '../marker';
import { CUT_BODY, describeEngagement, emailProperties } from './fields';
import { contactProperties } from './people';

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

test.each([
  ['Ada Lovelace', 'Ada', 'Lovelace'],
  ['Lovelace, Ada', 'Ada', 'Lovelace'],
  ['Ada', 'Ada', undefined],
  ['  Ada   King  Lovelace ', 'Ada', 'King Lovelace'],
  ['ada@acme.example', undefined, undefined],
  ['', undefined, undefined],
])('“%s” is %s, %s', (name, firstname, lastname) => {
  const properties = contactProperties({ address: 'ada@acme.example', name });
  expect([properties.firstname, properties.lastname]).toEqual([firstname, lastname]);
});

test('C4: what will be written is told in HubSpot’s own names, before anything is', () => {
  const told = describeEngagement(
    sampleEngagement(1, {
      attachments: [{ name: 'offer.pdf', type: '', size: 1, sha256: 'a'.repeat(64) }],
      associations: [
        { kind: 'contact', recordId: '501', name: 'Ada Lovelace', address: 'ada@acme.example' },
        { kind: 'contact', recordId: null, name: 'Newton, Isaac', address: 'new@acme.example', create: true },
        { kind: 'company', recordId: '901', name: 'Acme' },
        { kind: 'deal', recordId: '801', name: 'Forty seats' },
      ],
    }),
  );
  expect(told.map(({ record, field, value }) => `${record}.${field} = ${value}`)).toEqual([
    'email.hs_timestamp = 2023-11-14T22:13:20.001Z',
    'email.hs_email_direction = EMAIL',
    'email.hs_email_status = SENT',
    'email.hs_email_subject = Offer',
    `email.hs_email_text = Hello Ada\n\nref: ${sampleId(1)}`,
    'email.hs_email_html = <p>Hello Ada</p>',
    'email.hs_email_headers = {"from":{"email":"anna@northwind.example","firstName":"Anna","lastName":"Berger"},"sender":{"email":"anna@northwind.example"},"to":[{"email":"ada@acme.example","firstName":"Ada","lastName":"Lovelace"}],"cc":[],"bcc":[]}',
    'email.hubspot_owner_id = anna@northwind.example',
    'email.hs_attachment_ids = offer.pdf',
    'email.associations → contacts (198) = 501 · Ada Lovelace',
    'contact.email = new@acme.example',
    'contact.firstname = Isaac',
    'contact.lastname = Newton',
    'email.associations → contacts (198) = Newton, Isaac',
    'email.associations → companies (186) = 901 · Acme',
    'email.associations → deals (210) = 801 · Forty seats',
  ]);
});

test('a short form is as short as it says', () => {
  const long = 'x'.repeat(CUT_BODY + 1);
  const { hs_email_text, hs_email_html } = emailProperties(sampleEngagement(1, { text: long, html: long }), true);
  expect([hs_email_text?.length, hs_email_html]).toEqual([CUT_BODY, undefined]);
});
