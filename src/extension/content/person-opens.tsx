import type { Translate } from '../../core/messages';
import { sayCounts, sayHit } from '../../core/tracking/words';
import { Icon } from '../../ui/icon';
import type { PersonHits } from '../tracking-protocol';
import { PastMail } from './past-mail';

/** R2 T6. What became of tracked mails to one person: who it was is said only as far as it can be known. */
export function PersonOpens({ hits: { mails }, t }: { hits: PersonHits; t: Translate }) {
  return (
    <section>
      <h3>{t('hits_title')}</h3>
      {mails.length === 0 && <p class="note">{t('hit_none')}</p>}
      <ul>
        {mails.map(({ id, subject, url, newest, counts }) => (
          <PastMail key={id} sign={<Sign kind={newest.kind} />} subject={subject} url={url} at={newest.at} t={t}>
            {sayHit(t, newest)}
            {counts.opens + counts.clicks > 1 && ` · ${sayCounts(t, counts)}`}
          </PastMail>
        ))}
      </ul>
    </section>
  );
}

const Sign = ({ kind }: { kind: 'open' | 'click' }) => (
  <span class="arrow">
    <Icon name={kind === 'open' ? 'eye' : 'click'} />
  </span>
);
