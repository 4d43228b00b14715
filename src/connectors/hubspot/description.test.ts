import { expect, test } from 'vitest';
import { sampleEngagement, sampleId } from '../../core/outbox/samples';
import { describeEngagement } from './description';

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
  const lines = told.flatMap(({ record, name, fields }) =>
    fields.map(({ field, value }) => `${record}${name && ` ${name}`}.${field} = ${value}`),
  );
  expect(lines).toEqual([
    'contact Newton, Isaac.email = new@acme.example',
    'contact Newton, Isaac.firstname = Isaac',
    'contact Newton, Isaac.lastname = Newton',
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
    'email.associations → contacts (198) = Newton, Isaac',
    'email.associations → companies (186) = 901 · Acme',
    'email.associations → deals (210) = 801 · Forty seats',
  ]);
});
