import { useEffect, useId, useState } from 'preact/hooks';
import type { Translate } from '../../core/messages';
import type { Choices } from '../../core/plan';
import type { FoundRecord } from '../../core/records';
import { addRecord } from './choices';

const DEBOUNCE_MS = 200;
const MIN_LENGTH = 2;

type Search = { state: 'idle' | 'searching' | 'failed' } | { state: 'found'; records: FoundRecord[] };

interface SearchProps {
  choices: Choices;
  search(query: string): Promise<FoundRecord[]>;
  t: Translate;
  onChoose(choices: Choices): void;
}

/** Finds another record by name and ties the message to it. */
export function RecordSearch({ choices, search, t, onChoose }: SearchProps) {
  const id = useId();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const found = useSearch(query, search);
  const records = found.state === 'found' ? found.records : [];
  const add = (record: FoundRecord | undefined) => {
    if (!record) return;
    onChoose(addRecord(choices, record));
    setQuery('');
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && records.length > 0) setActive((active + step + records.length) % records.length);
    else if (event.key === 'Enter') add(records[active]);
    // The first Escape empties the box, the next one closes the panel.
    else if (event.key === 'Escape' && query !== '') setQuery('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section>
      <h3>{t('panel_add')}</h3>
      <input
        class="search"
        type="text"
        role="combobox"
        autocomplete="off"
        aria-label={t('panel_search')}
        aria-expanded={records.length > 0}
        aria-controls={`${id}list`}
        aria-activedescendant={records.length > 0 ? `${id}${active}` : undefined}
        placeholder={t('panel_search')}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKey}
      />
      <div role="listbox" id={`${id}list`} aria-label={t('panel_search')} class="found">
        {records.map((record, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, as its pattern wants it.
          <div
            key={`${record.kind}:${record.id}`}
            id={`${id}${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            class="row"
            onClick={() => add(record)}
          >
            <span class="text">
              <b>{record.name}</b>
              <span class="detail">{record.detail}</span>
            </span>
            <span class="tag">{t(`kind_${record.kind}`)}</span>
          </div>
        ))}
      </div>
      <p class="note" role="status">
        {found.state === 'searching' && t('panel_searching')}
        {found.state === 'failed' && t('panel_search_failed')}
        {found.state === 'found' && records.length === 0 && t('panel_nothing_found', query)}
      </p>
    </section>
  );
}

function useSearch(query: string, search: (query: string) => Promise<FoundRecord[]>): Search {
  const [found, setFound] = useState<Search>({ state: 'idle' });
  // A new query asks anew, a new drawing does not.
  useEffect(() => {
    const wanted = query.trim();
    setFound({ state: wanted.length < MIN_LENGTH ? 'idle' : 'searching' });
    if (wanted.length < MIN_LENGTH) return;
    let isStale = false;
    const timer = setTimeout(async () => {
      const answer = await search(wanted).then(
        (records): Search => ({ state: 'found', records }),
        (): Search => ({ state: 'failed' }),
      );
      if (!isStale) setFound(answer);
    }, DEBOUNCE_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [query]);
  return found;
}
