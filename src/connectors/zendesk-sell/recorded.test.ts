import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { askSell, readList, readOne } from './api';
import { dealOf, isOpenStage } from './deals';
import { ContactShape, companyIdOf, DealShape, LeadShape, NoteShape, nameOf, PipelineShape, StageShape, UserShape } from './shapes';

const FOLDER = new URL('../../../../shared/fixtures/zendesk-sell/', import.meta.url);
const isThere = existsSync(FOLDER);
const bodies = isThere ? Object.fromEntries(readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')])) : {};
const recorded = (name: string) => JSON.parse(bodies[`${name}.fixture.json`] ?? 'null') as unknown;

/** Which of our shapes each recorded list has, and how many it holds. Lists of other resources are read as what they are not. */
const LISTS = [
  ['contact_multipleCompanies', ContactShape, 2],
  ['contact_multipleContacts', ContactShape, 2],
  ['deal_multipleDeals', DealShape, 2],
  ['deal_stages_multipleStages', StageShape, 2],
  ['deal_stages_pipelinesResponse', PipelineShape, 2],
  ['deal_stages_singleStageResponse', StageShape, 1],
  ['deal_stages_stagesResponse', StageShape, 2],
  ['lead_multipleLeads', LeadShape, 2],
  ['lead_unqualifiedLeads', LeadShape, 3],
  ['notesTasks_notes_multipleNotesResponse', NoteShape, 2],
  ['users_usersResponse', UserShape, 1],
] as const;

describe.skipIf(!isThere)('bodies that Zendesk Sell really sent (needs ../shared/fixtures/zendesk-sell)', () => {
  test.each(LISTS)('%s', (name, shape, count) => {
    expect(readList(recorded(name), shape)).toHaveLength(count);
  });

  test('a single deal', () => {
    expect(readOne(recorded('deal_singleDeal'), DealShape)).toMatchObject({ id: 123, name: 'Deal Name' });
  });

  test('people, organisations and leads have names, with and without all their fields', () => {
    const names = (name: string) => (readList(recorded(name), ContactShape) ?? []).map(nameOf);
    expect(names('contact_multipleContacts')).toEqual(['Kuba Tutaj', 'John Smith']);
    expect(names('contact_multipleCompanies')).toEqual(['Base CRM', 'Zendesk']);
    expect(names('lead_unqualifiedLeads')).toEqual(['Mark Johnson', 'Kuba Tutaj', 'Andrzej Kiszala']);
    expect(readList(recorded('contact_multipleContacts'), ContactShape)?.map(companyIdOf)).toEqual([null, null]);
  });

  test('a deal: its amount, its time, its own address', () => {
    const [deal] = readList(recorded('deal_multipleDeals'), DealShape) ?? [];
    expect(deal && dealOf(deal, { 6386894: { name: 'Won', open: false } })).toEqual({
      ...{ id: '51753911', name: 'Deal 1', stage: 'Won', open: false, amount: 0, currency: 'USD' },
      ...{ createdAt: Date.parse('2010-05-10T11:34:51Z'), url: 'https://app.futuresimple.com/sales/deals/51753911' },
      dropbox: 'dropbox@e43e1104.deals.futuresimple.com',
    });
  });

  test('every recorded stage is an open one', () => {
    const stages = ['multipleStages', 'singleStageResponse', 'stagesResponse'].flatMap(
      (name) => readList(recorded(`deal_stages_${name}`), StageShape) ?? [],
    );
    expect(stages.map(isOpenStage)).toEqual(Array(5).fill(true));
  });

  test.each(Object.keys(bodies).filter((name) => /error|unprocessable/i.test(name)))('%s is told in its own words', async (name) => {
    const body = bodies[name] ?? '';
    const status = Number(/"http_status":\s*"(\d+)/.exec(body)?.[1]);
    const answer = await askSell(
      { fetch: async () => new Response(body, { status }), baseUrl: '', token: '' },
      { method: 'GET', path: '/' },
    );
    const [{ error }] = JSON.parse(body).errors;
    const detail = [error.message, error.field].filter(Boolean).join(' ');
    expect(answer).toMatchObject({ ok: false, outcome: { kind: 'rejected', code: 'invalid', detail } });
  });
});

test('open and closed stages, as their categories and marks may stand', () => {
  const stage = (category: string | null, active?: boolean | null) => isOpenStage({ id: 1, category, active });
  expect([stage('incoming'), stage('in_progress', true), stage(null), stage('in_progress', null)]).toEqual(Array(4).fill(true));
  expect([stage('won', true), stage('Lost'), stage('unqualified', null), stage('in_progress', false)]).toEqual(Array(4).fill(false));
});
