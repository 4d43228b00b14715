import { useRef, useState } from 'preact/hooks';
import { useTexts } from '../../ui/i18n';
import { useToast } from '../../ui/toast';
import { useDelayed } from '../../ui/use-delayed';
import { useLoaded } from '../../ui/use-loaded';
import type { RuleRow } from '../protocol';
import { useChanges } from '../ui/use-changes';
import type { WorkerPort } from '../ui/worker-port';

const PAGE = 200;
/** How much is read again at most when the list changes while somebody has scrolled far down. */
const MAX_REREAD = 2000;
/** One request carries a part of a long import: progress can be shown, and the endpoint takes 5,000 at most. */
const ADD_AT_ONCE = 2500;

export type Scope = RuleRow['scope'];
export interface NewRules {
  lines: string[];
  scope: Scope;
  neverTrack: boolean;
}
export interface AddResult {
  added: number;
  refused: string[];
  /** A locale string, when it did not work at all. */
  fault: string | null;
}

interface Page {
  rules: RuleRow[];
  total: number;
  cursor: string | null;
}

export type Rules = ReturnType<typeof useRules>;

/** The rules of one connection, a page at a time, and what can be done to them. */
export function useRules(worker: WorkerPort, connectionId: string) {
  const t = useTexts();
  const toast = useToast();
  const [query, setQuery] = useState('');
  const [version, setVersion] = useState(0);
  const asked = useDelayed(query.trim());
  const shown = useRef<Page | undefined>(undefined);
  const askedFor = useRef(asked);

  const loaded = useLoaded<Page>(async () => {
    const limit = askedFor.current === asked ? Math.min(Math.max(PAGE, shown.current?.rules.length ?? 0), MAX_REREAD) : PAGE;
    askedFor.current = asked;
    return worker.ask.listRules(connectionId, asked, limit, null);
  }, [asked, connectionId]);
  shown.current = loaded.value;

  const changed = () => {
    setVersion((before) => before + 1);
    loaded.reload();
  };
  useChanges(worker, (what) => {
    if (what === 'rules') changed();
  });

  const loading = useRef(false);
  async function loadMore() {
    const page = shown.current;
    if (!page?.cursor || loading.current) return;
    loading.current = true;
    try {
      const next = await worker.ask.listRules(connectionId, asked, PAGE, page.cursor);
      if (shown.current === page) loaded.set({ ...next, rules: [...page.rules, ...next.rules] });
    } catch {
      toast({ text: t('ui_not_done'), problem: true });
    } finally {
      loading.current = false;
    }
  }

  /** Adds them in parts; `onProgress` hears how many have been sent. */
  async function add({ lines, scope, neverTrack }: NewRules, onProgress?: (done: number) => void): Promise<AddResult> {
    const result: AddResult = { added: 0, refused: [], fault: null };
    for (let from = 0; from < lines.length && !result.fault; from += ADD_AT_ONCE) {
      try {
        const answer = await worker.ask.addRules(connectionId, lines.slice(from, from + ADD_AT_ONCE), scope, neverTrack);
        result.added += answer.added.length;
        result.refused.push(...answer.refused);
        if (answer.failure) result.fault = `failure_${answer.failure}`;
      } catch {
        result.fault = 'ui_not_done';
      }
      onProgress?.(Math.min(from + ADD_AT_ONCE, lines.length));
    }
    changed();
    return result;
  }

  async function remove(rule: RuleRow) {
    const failure = await worker.ask.removeRule(connectionId, rule.key, rule.scope).then(
      (answer) => answer.failure && `failure_${answer.failure}`,
      () => 'ui_not_done',
    );
    const undo = () => void add({ lines: [rule.key], scope: rule.scope, neverTrack: rule.neverTrack });
    toast(failure ? { text: t(failure), problem: true } : { text: t('rules_removed', rule.key), undo });
    changed();
  }

  /** The key and the scope are a rule's identity: another key or scope is another rule, and the old one goes. */
  async function replace(rule: RuleRow, next: { key: string; scope: Scope; neverTrack: boolean }): Promise<AddResult> {
    const result = await add({ lines: [next.key], scope: next.scope, neverTrack: next.neverTrack });
    const same = next.key === rule.key && next.scope === rule.scope;
    if (result.added > 0 && !same) await worker.ask.removeRule(connectionId, rule.key, rule.scope).catch(() => undefined);
    changed();
    return result;
  }

  /** Every rule, for the export. */
  async function readAll(): Promise<RuleRow[]> {
    const all: RuleRow[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await worker.ask.listRules(connectionId, '', MAX_REREAD, cursor);
      all.push(...page.rules);
      cursor = page.cursor;
    } while (cursor !== null);
    return all;
  }

  return {
    query,
    setQuery,
    asked,
    page: loaded.value,
    failed: loaded.failed,
    reload: loaded.reload,
    version,
    loadMore,
    add,
    remove,
    replace,
    readAll,
  };
}
