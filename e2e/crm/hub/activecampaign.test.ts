import { expect, test } from 'vitest';
import { startTestEndpoint } from '../../../src/endpoint/testing';
import { mailTo, START } from '../../../src/endpoint/testing-mails';
import { KEY } from '../activecampaign/seed.mjs';
import { startActiveCampaign } from '../activecampaign/server.mjs';

test('K2, K4: an endpoint with ActiveCampaign behind it writes one note on each record, and takes them out again', async () => {
  let clock = () => START;
  const crm = await startActiveCampaign({ clock: () => clock() });
  const endpoint = await startTestEndpoint({ crm: { urls: { activecampaign: crm.url }, patienceMs: 20_000 } });
  clock = () => endpoint.time.now;
  const connected = await endpoint.hub.connect(endpoint.tom.tenant, {
    ...{ connector: 'activecampaign', baseUrl: crm.url, connectedBy: endpoint.tom.id },
    secret: { kind: 'token', token: KEY },
  });
  expect(connected).toMatchObject({ ok: true });
  const mail = mailTo(['ada@acme.example'], { subject: 'By the endpoint' });
  const notes = () => (JSON.stringify(crm.state()).match(new RegExp(`ref: ${mail.id}`, 'g')) ?? []).length;
  const result = await endpoint.log(mail);
  expect(result).toMatchObject({ result: 'created', ref: { id: expect.stringMatching(/^\d+(,\d+)*$/) } });
  expect(notes()).toBe(result.ref.id.split(',').length);
  expect(await endpoint.log(mail)).toMatchObject({ result: 'duplicate', ref: { id: result.ref.id } });
  expect((await endpoint.call('DELETE', `engagements/${mail.id}`, { token: endpoint.tokens.anna })).status).toBe(204);
  expect(notes()).toBe(0);
  await endpoint.stop();
  await crm.close();
});
