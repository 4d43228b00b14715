import { expect, test } from 'vitest';
import type { Hit, MailHits } from '../../core/tracking-api';
import { translateFor } from '../http/texts';
import { hitNoteText } from './hit-note-text';

const AT = Date.UTC(2026, 4, 4, 9);
const hit = (seconds: number, changes: Partial<Hit>): Hit => ({
  ...{ id: `h${seconds}`, messageId: 'm', kind: 'open', class: 'person', confidence: 0.8, reason: 'browser', target: null },
  at: AT + seconds * 1000,
  ...changes,
});
function mailWith(hits: Hit[], expired = 0): MailHits {
  const recipient = { address: 'ada@acme.example', name: 'Ada Lovelace' };
  const counts = hits.map(({ kind, class: by, target, at }) => ({ kind, class: by, target, hits: 1, firstAt: at, lastAt: at }));
  if (expired > 0) counts.push({ kind: 'open', class: 'proxy', target: null, hits: expired, firstAt: AT, lastAt: AT });
  return { message: { id: 'm', subject: 'Offer', at: AT, oneOf: 3, recipient, links: [], silenced: null }, hits, counts };
}
const OFFER = 'https://shop.example/offer';

test('K7 T2: the note counts looks and not requests, names nobody, and says what an open is', () => {
  const clicks = [60, 61, 400].map((seconds) => hit(seconds, { kind: 'click', target: OFFER }));
  const text = hitNoteText(mailWith([hit(1, { class: 'scanner' }), hit(30, { class: 'proxy' }), ...clicks]), translateFor('en'));
  expect(text.split('\n')).toEqual([
    'Opens and clicks of the e-mail: Offer',
    '1 open, 2 clicks',
    'It went to 3 people; it may have been any of them.',
    'Last on 2026-05-04 09:06 UTC',
    `${OFFER}: 2 clicks`,
    'An open is seen only where pictures are loaded. That none was seen does not mean that nobody read it.',
  ]);
});

test('K7: machines alone are no opens, and what has expired is not nothing', () => {
  expect(hitNoteText(mailWith([hit(1, { class: 'prefetch' })]), translateFor('en'))).toContain('No open seen so far, 1 hit by a machine');
  expect(hitNoteText(mailWith([], 7), translateFor('en'))).toContain('7 earlier hits, only counted');
});

test('K7: in no language is anybody named or a text missing', () => {
  for (const language of ['en', 'de', 'it', 'fr', 'es']) {
    const text = hitNoteText(mailWith([hit(30, {}), hit(60, { kind: 'click', target: OFFER })], 2), translateFor(language));
    expect(text).not.toMatch(/Ada|hit_|\$\d/);
    expect(text.split('\n')).toHaveLength(6);
  }
});
