import type { Settings } from '../../core/settings';
import type { Consent, FeedItem, TrackingSettings } from '../../core/tracking-api';
import { groupByMail } from '../background/tracking/hit-mails';
import type { FromUiTracking, ShownHit } from '../tracking-protocol';
import { HOSTILE, LONG, MINUTE, PEOPLE, type Scene, SUBJECTS } from './fake-scene';

const DAY = 86_400_000;
type Seen = Pick<FeedItem, 'kind' | 'class' | 'reason' | 'confidence' | 'oneOf'> & { after: number };

/** What happened to a mail, the oldest first; one mail after the other takes the next of these. */
const STORIES: readonly (readonly Seen[])[] = [
  [
    { kind: 'open', class: 'prefetch', reason: 'gmail-prefetch', confidence: 0.8, oneOf: 3, after: 0 },
    { kind: 'open', class: 'proxy', reason: 'gmail-proxy', confidence: 0.8, oneOf: 3, after: 40 },
    { kind: 'click', class: 'person', reason: 'browser', confidence: 0.8, oneOf: 3, after: 42 },
    { kind: 'open', class: 'proxy', reason: 'gmail-proxy', confidence: 0.8, oneOf: 3, after: 55 },
  ],
  [{ kind: 'open', class: 'person', reason: 'mail-client', confidence: 0.8, oneOf: 1, after: 10 }],
  [{ kind: 'click', class: 'person', reason: 'soon-after-sending', confidence: 0.4, oneOf: 1, after: 2 }],
  [
    { kind: 'open', class: 'scanner', reason: 'security-gateway', confidence: 0.9, oneOf: 1, after: 0 },
    { kind: 'click', class: 'scanner', reason: 'many-links', confidence: 0.9, oneOf: 1, after: 1 },
  ],
];

function makeHits(scene: Scene): ShownHit[] {
  return Array.from({ length: scene.opens }, (_, mail) => {
    const story = STORIES[mail % STORIES.length] ?? [];
    const at = Date.now() - (mail + 1) * 71 * MINUTE;
    const name = scene.hostile ? HOSTILE : scene.long ? `${PEOPLE[mail % 6]} ${LONG}` : (PEOPLE[mail % 6] as string);
    const subject = scene.hostile ? HOSTILE : scene.long ? `${LONG} ${LONG}` : (SUBJECTS[mail % 6] as string);
    return story.map(
      ({ after, ...seen }, index): ShownHit => ({
        ...{ ...seen, id: `h${mail}-${index}`, messageId: `m${mail}`, connectionId: 'crm1', at: at + after * MINUTE, subject },
        target: seen.kind === 'click' ? 'https://northwind.example/offer' : null,
        recipient: seen.oneOf === 1 ? { name, address: `person${mail}@acme.example` } : null,
        unseen: mail < 9 && mail % 3 === 0 && index === story.length - 1 ? 1 : 0,
      }),
    );
  }).flat();
}

/** Tracking as the worker tells of it, over what the scene says. */
export function fakeTracking(
  scene: Scene,
  change: (changes: Partial<Settings>) => Settings,
  tell: (what: 'opens') => void,
): FromUiTracking {
  let hits = makeHits(scene);
  let settings: TrackingSettings = {
    ground: { kind: 'consent' },
    groundBy: null,
    groundAt: null,
    footer: { required: false, text: null },
    retentionDays: 180,
  };
  const word = (state: Consent['state'], how: Consent['how'], by: string | null, days: number, note = ''): Consent => ({
    ...{ address: 'ada@acme.example', state, how, by, at: Date.now() - days * DAY, note },
  });
  const consents = new Map([
    [
      'ada@acme.example',
      [word('withdrawn', 'page', null, 3), word('given', 'spoken', 'Tom Keller', 90, scene.long ? LONG : 'At the fair')],
    ],
  ]);
  return {
    listHitMails: (limit, machines) =>
      groupByMail(
        hits.toSorted((a, b) => b.at - a.at),
        limit,
        machines,
      ),
    markHitsSeen() {
      hits = hits.map((hit) => ({ ...hit, unseen: 0 }));
      tell('opens');
    },
    eraseTracking(_, id) {
      hits = hits.filter(({ messageId }) => messageId !== id);
      tell('opens');
      return { erased: true };
    },
    readTrackingSettings: () => settings,
    saveTrackingSettings(_, changes) {
      const stated = changes.ground ? { ground: changes.ground, groundBy: 'Anna Berger', groundAt: Date.now() } : {};
      settings = { ...settings, ...changes, ...stated };
      return { settings };
    },
    notifyOpens: (notifyOpens) => change({ notifyOpens }),
    readConsents: (_, address) => consents.get(address) ?? [],
    noteConsentsAt(_, said) {
      for (const { address, state, how, note = '' } of said)
        consents.set(address, [{ ...word(state, how, 'Anna Berger', 0, note), address }, ...(consents.get(address) ?? [])]);
      return { noted: true };
    },
  };
}
