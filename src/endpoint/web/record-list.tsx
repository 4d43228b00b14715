import { useEffect, useRef, useState } from 'preact/hooks';
import type { RecordKind } from '../../core/engagement';
import type { FoundRecord } from '../../core/records';
import { useTexts } from '../../ui/i18n';
import { EmptyState } from '../../ui/notice';
import { Waiting } from '../../ui/waiting';
import { WindowedList } from '../../ui/windowed-list';
import { getRecords } from './api';
import { KINDS, listHref, recordHref } from './route';
import { Announce, Trouble } from './states';
import { NARROW, useMedia } from './use-media';
import { useRemoteList } from './use-remote';

const TABS: Record<RecordKind, string> = {
  contact: 'timeline_contacts',
  company: 'timeline_companies',
  deal: 'timeline_deals',
  lead: 'timeline_leads',
};
const ROW_HEIGHT = 52;
const TYPING_MS = 150;

interface Props {
  kind: RecordKind;
  selected: string | null;
  /** The list is what the page is about: nothing else is open. */
  shown: boolean;
  arrived: boolean;
  revision: number;
}

export function RecordList({ kind, selected, shown, arrived, revision }: Props) {
  const t = useTexts();
  const pane = useRef<HTMLDivElement>(null);
  // Alone on the page, the list is what the page is about.
  const alone = useMedia(NARROW) && shown;
  const landmark = { role: alone ? 'main' : 'navigation', 'aria-label': t(TABS[kind]) } as const;
  useReturn(pane, selected, shown && arrived);
  return (
    <div ref={pane} class="list-pane" {...landmark}>
      <ul class="tabs" aria-label={t('timeline_kinds')}>
        {KINDS.map((one) => (
          <li key={one}>
            <a href={listHref(one)} aria-current={one === kind ? 'true' : undefined}>
              {t(TABS[one])}
            </a>
          </li>
        ))}
      </ul>
      <Records key={kind} kind={kind} selected={selected} pane={pane} revision={revision} />
    </div>
  );
}

function Records({
  kind,
  selected,
  pane,
  revision,
}: Pick<Props, 'kind' | 'selected' | 'revision'> & { pane: { current: HTMLElement | null } }) {
  const t = useTexts();
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim());
  const list = useRemoteList(`${kind}?${q}`, (cursor, signal) => getRecords(kind, q, cursor, signal), revision);
  const found = list.value;
  return (
    <>
      <search class="search">
        <input
          type="search"
          class="tl-input"
          aria-label={t(`timeline_search_${kind}`)}
          placeholder={t(`timeline_search_${kind}`)}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </search>
      {found && <Announce text={list.more ? t('timeline_found_more', found.length) : t.plural('timeline_found', found.length)} />}
      {found && found.length > 0 && (
        <WindowedList
          items={found}
          keyOf={(record) => record.id}
          rowHeight={ROW_HEIGHT}
          scroller={pane as { current: HTMLElement }}
          label={t(TABS[kind])}
          total={list.more ? found.length + 1 : found.length}
          onEnd={list.problem ? undefined : list.loadMore}
        >
          {(record) => <Row record={record} selected={record.id === selected} />}
        </WindowedList>
      )}
      {found?.length === 0 && !list.problem && <EmptyState title={q ? t('timeline_none_match', q) : t(`timeline_none_${kind}`)} />}
      {list.problem && <Trouble kind={list.problem} retry={list.retry} />}
      {!found && !list.problem && <Waiting text={t('timeline_loading_list')} lines={6} />}
    </>
  );
}

function Row({ record, selected }: { record: FoundRecord; selected: boolean }) {
  return (
    <a class="row" href={recordHref(record)} aria-current={selected ? 'page' : undefined} data-record={record.id}>
      <span class="row-name" title={record.name}>
        {record.name || record.address}
      </span>
      <span class="row-detail" title={record.detail}>
        {record.detail}
      </span>
    </a>
  );
}

/** What was typed, once the typing pauses. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Coming back from a record to the list, focus returns to that record's row. */
function useReturn(pane: { current: HTMLElement | null }, selected: string | null, returned: boolean) {
  const before = useRef(selected);
  useEffect(() => {
    if (selected !== null) before.current = selected;
    else if (returned && before.current !== null && !pane.current?.contains(document.activeElement)) {
      pane.current?.querySelector<HTMLElement>(`[data-record="${CSS.escape(before.current)}"]`)?.focus();
    }
  }, [pane, selected, returned]);
}
