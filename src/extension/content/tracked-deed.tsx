import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import type { Translate } from '../../core/messages';
import { isByPeople } from '../../core/tracking/by-people';
import { countHits } from '../../core/tracking/looks';
import { sayCounts, sayHit } from '../../core/tracking/words';
import { Texts } from '../../ui/i18n';
import { RelativeTime } from '../../ui/relative-time';
import type { ShownHit, TrackedInThread } from '../tracking-protocol';
import { Panel } from './panel';

interface TrackedProps {
  tracked: TrackedInThread;
  /** T7. False: nobody could be told. */
  erase(): Promise<boolean>;
  t: Translate;
  anchor: RefObject<HTMLElement | null>;
}

/** T6. How often a sent mail was opened and clicked, as far as that can be known; a click says when, and by what. */
export function TrackedDeed({ tracked, erase, t, anchor }: TrackedProps) {
  const [isOpen, setOpen] = useState(false);
  const counts = sayCounts(t, countHits(tracked.hits));
  return (
    <>
      <button type="button" class="deed" aria-haspopup="dialog" aria-expanded={isOpen} title={counts} onClick={() => setOpen(!isOpen)}>
        {counts}
      </button>
      {isOpen && (
        <Panel title={t('tracked_title')} foot={<Erase erase={erase} t={t} />} t={t} anchor={anchor} onClose={() => setOpen(false)}>
          <Texts.Provider value={t}>
            <Hits hits={tracked.hits} t={t} />
          </Texts.Provider>
        </Panel>
      )}
    </>
  );
}

/** Newest first; what no person is behind is quiet. */
function Hits({ hits, t }: { hits: ShownHit[]; t: Translate }) {
  if (hits.length === 0) return <p class="note">{t('hit_none')}</p>;
  return (
    <ul>
      {hits
        .toSorted((a, b) => b.at - a.at)
        .map((hit) => (
          <li key={hit.id} class={isByPeople(hit) ? 'row' : 'row note'}>
            <span class="text">
              {sayHit(t, hit)}
              {hit.target && <span class="detail target">{hit.target}</span>}
            </span>
            <span class="detail">
              <RelativeTime at={hit.at} short />
            </span>
          </li>
        ))}
    </ul>
  );
}

function Erase({ erase, t }: Pick<TrackedProps, 'erase' | 't'>) {
  const [state, setState] = useState<'idle' | 'asking' | 'busy' | 'failed'>('idle');
  const run = async () => {
    setState('busy');
    if (!(await erase().catch(() => false))) setState('failed');
  };
  if (state === 'idle')
    return (
      <button type="button" class="action quiet" onClick={() => setState('asking')}>
        {t('track_erase')}
      </button>
    );
  return (
    <>
      <p class={state === 'failed' ? 'over' : 'note'} role="status">
        {t(state === 'failed' ? 'tracked_stop_failed' : 'tracked_stop_sure')}
      </p>
      <button type="button" class="action quiet" onClick={() => setState('idle')}>
        {t('ui_cancel')}
      </button>
      <button type="button" class="action" disabled={state === 'busy'} onClick={run}>
        {t('track_erase')}
      </button>
    </>
  );
}
