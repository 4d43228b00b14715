import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import agents from './agents.corpus.json';
import { classify, type HitRequest, judgeRequest } from './classify';
import timings from './timings.corpus.json';
import { type JudgedHit, type OwnOpen, weigh } from './weigh';

interface Scene {
  name: string;
  /** False: the message is not known yet. */
  sent: boolean;
  ownOpens: (number | OwnOpen)[];
  hits: {
    at: number;
    kind: string;
    link?: number;
    agent: string;
    method?: string;
    purpose?: string;
    client?: string;
    network?: string;
    expect: string;
  }[];
}
const SENT_AT = 1_800_000_000_000;
const at = (seconds: number) => SENT_AT + Math.round(seconds * 1000);

const requestOf = (hit: Scene['hits'][number]): HitRequest => ({
  kind: hit.kind as HitRequest['kind'],
  link: hit.link ?? 0,
  at: at(hit.at),
  method: hit.method ?? 'GET',
  userAgent: hit.agent,
  purpose: hit.purpose ?? '',
  client: hit.client ?? null,
  network: hit.network ?? null,
});
const ownOpensOf = (scene: Scene): OwnOpen[] =>
  scene.ownOpens.map((open) => (typeof open === 'number' ? { at: at(open), network: null } : { at: at(open.at), network: open.network }));

/** As the endpoint does: one hit after the other, each with those before it. */
function play(scene: Scene, order: readonly number[], ownOpens = ownOpensOf(scene)): JudgedHit[] {
  const kept: JudgedHit[] = [];
  for (const place of order) {
    const request = requestOf(scene.hits[place] as Scene['hits'][number]);
    const { verdict, revised } = classify(request, { hits: kept, sentAt: scene.sent ? SENT_AT : null, ownOpens });
    for (const revision of revised) Object.assign(kept.find(({ id }) => id === revision.id) as JudgedHit, revision.verdict);
    const { kind, link, client, network } = request;
    kept.push({ id: String(place), kind, link, at: request.at, client, network, ...verdict });
  }
  return kept.sort((a, b) => Number(a.id) - Number(b.id));
}

const scenes: Scene[] = timings;
const inOrder = (scene: Scene) => scene.hits.map((_, place) => place);
const expected = (scene: Scene) => scene.hits.map((hit) => hit.expect);

describe('T2: what time and company tell', () => {
  test.each(scenes)('$name', (scene) => {
    expect(play(scene, inOrder(scene)).map((hit) => hit.class)).toEqual(expected(scene));
  });

  test('the order in which hits come in changes nothing', () => {
    for (const scene of scenes)
      expect(
        play(scene, inOrder(scene).reverse()).map((hit) => hit.class),
        scene.name,
      ).toEqual(expected(scene));
  });

  test('T3: nor does an own open that is told of later', () => {
    for (const scene of scenes) {
      const hits = play(scene, inOrder(scene), []);
      const revised = weigh({ hits, sentAt: scene.sent ? SENT_AT : null, ownOpens: ownOpensOf(scene) });
      expect(
        hits.map((hit) => revised.find(({ id }) => id === hit.id)?.verdict.class ?? hit.class),
        scene.name,
      ).toEqual(expected(scene));
    }
  });
});

const anyHit = fc.record({
  at: fc.integer({ min: -30, max: 100 }),
  kind: fc.constantFrom('open', 'click', 'trap'),
  link: fc.integer({ min: 0, max: 4 }),
  agent: fc.constantFrom(...Object.values(agents).flat()),
  client: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  network: fc.option(fc.constantFrom('m', 'n'), { nil: undefined }),
  expect: fc.constant(''),
});
const anyScene = fc.record({
  name: fc.constant(''),
  sent: fc.boolean(),
  ownOpens: fc.array(fc.integer({ min: -10, max: 60 }), { maxLength: 2 }),
  hits: fc.array(anyHit, { maxLength: 12 }),
});

test('T2: asking again changes nothing, and no machine becomes a person', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      const hits = play(scene, inOrder(scene));
      const context = { sentAt: scene.sent ? SENT_AT : null, ownOpens: ownOpensOf(scene) };
      expect(weigh({ hits, ...context })).toEqual([]);
      for (const [place, hit] of hits.entries()) {
        const alone = judgeRequest(requestOf(scene.hits[place] as Scene['hits'][number]));
        if (alone.class !== 'person') expect(hit.class).not.toBe('person');
        expect(hit.confidence).toBeGreaterThan(0);
        expect(hit.confidence).toBeLessThan(1);
      }
    }),
  );
});

test('T2: a flood is judged in no time', () => {
  const hits = Array.from(
    { length: 20_000 },
    (_, n): JudgedHit => ({
      ...{ id: String(n), kind: 'open', link: 0, at: at(100 + n / 1000), client: 'x', network: null },
      ...{ class: 'person', confidence: 0.8, reason: 'browser' },
    }),
  );
  const start = performance.now();
  expect(weigh({ hits, sentAt: SENT_AT, ownOpens: [] }).every(({ verdict }) => verdict.reason === 'hammering')).toBe(true);
  expect(performance.now() - start).toBeLessThan(1_000);
});
