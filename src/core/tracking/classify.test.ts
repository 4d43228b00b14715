import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import agents from './agents.corpus.json';
import { classify, type HitRequest, judgeRequest } from './classify';
import timings from './timings.corpus.json';
import { CERTAIN, GUESS, PROBABLE } from './verdict';
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
  at: fc.integer({ min: -90, max: 100 }),
  kind: fc.constantFrom('open', 'click', 'trap'),
  link: fc.integer({ min: 0, max: 4 }),
  agent: fc.constantFrom(...Object.values(agents).flat()),
  client: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  network: fc.option(fc.constantFrom('m', 'n'), { nil: undefined }),
  expect: fc.constant(''),
});
const secondsOfLook = fc.integer({ min: -10, max: 60 });
const anyScene = fc.record({
  name: fc.constant(''),
  sent: fc.boolean(),
  ownOpens: fc.array(fc.oneof(secondsOfLook, fc.record({ at: secondsOfLook, network: fc.constantFrom('m', null) })), { maxLength: 3 }),
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

const play1 = (scene: Scene) => play(scene, inOrder(scene));
const scene = (ownOpens: Scene['ownOpens'], ...hits: Scene['hits']): Scene => ({ name: '', sent: true, ownOpens, hits });
const look = (seconds: number, agent: string, network?: string) => ({ at: seconds, kind: 'open', agent, network, expect: '' });
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const GMAIL = 'GoogleImageProxy';

describe('T3: one look of the sender accounts for one open', () => {
  test('however many come in the same seconds, and in whatever order', () => {
    const hits = [0, 1, 2, 3].map((second) => look(500 + second, GMAIL));
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      const classes = play(scene([499, 501], ...hits), order).map((hit) => hit.class);
      expect(classes.toSorted()).toEqual(['proxy', 'proxy', 'self', 'self']);
    }
  });

  test('and her own is the one from her own network', () => {
    const hits = [look(500, CHROME, 'n'), look(500.2, CHROME, 'n'), look(502, GMAIL, 'g'), look(503, CHROME, 'm')];
    expect(play1(scene([{ at: 499, network: 'n' }], ...hits)).map((hit) => hit.class)).toEqual(['self', 'self', 'proxy', 'person']);
  });

  test('for certain only from her own network', () => {
    expect(play1(scene([{ at: 499, network: 'n' }], look(500, CHROME, 'n')))).toMatchObject([{ class: 'self', confidence: CERTAIN }]);
    expect(play1(scene([{ at: 499, network: 'n' }], look(500, GMAIL, 'g')))).toMatchObject([{ class: 'self', confidence: PROBABLE }]);
  });
});

describe('T2: before a scheduled mail leaves', () => {
  test('only its sender can look at it; once it is known to have left earlier, somebody may have', () => {
    const hits = play1(scene([], look(-3600, GMAIL), look(-3000, CHROME)));
    expect(hits).toMatchObject(Array(2).fill({ class: 'self', reason: 'before-sending', confidence: PROBABLE }));
    const left = { hits, sentAt: at(-3300), ownOpens: [] };
    const [{ id, verdict } = { id: '', verdict: {} }, ...others] = weigh(left);
    expect([id, verdict, others]).toEqual(['1', { class: 'person', reason: 'left-earlier', confidence: GUESS }, []]);
    Object.assign(hits[1] as JudgedHit, verdict);
    expect(weigh(left)).toEqual([]);
  });
});

test('T2: a browser beside which links are scanned is a doubt', () => {
  const clicks = [1, 2, 3].map((link) => ({ ...look(500 + link / 2, CHROME), kind: 'click', link, client: `${link}` }));
  const [open] = play1(scene([], { ...look(500, CHROME), client: 'a' }, ...clicks));
  expect(open).toMatchObject({ class: 'person', reason: 'beside-scan', confidence: GUESS });
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
