import { useRef, useState } from 'preact/hooks';
import { Button, IconButton } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { EmptyState, Notice } from '../../ui/notice';
import { TextField } from '../../ui/text-field';
import { fullTime, shortDate } from '../../ui/time-words';
import { Waiting } from '../../ui/waiting';
import { WindowedList } from '../../ui/windowed-list';
import type { RuleRow } from '../protocol';
import { RuleDialog } from './rule-dialog';
import { RuleFiles } from './rule-files';
import { isDomainRule } from './rule-words';
import type { Rules } from './use-rules';

/** All rules, with a search; only those in view are drawn, however many there are. */
export function RuleList({ rules, mayAll }: { rules: Rules; mayAll: boolean }) {
  const t = useTexts();
  const scroller = useRef<HTMLDivElement>(null);
  const [edited, setEdited] = useState<RuleRow | null>(null);
  const { page, failed, asked, query } = rules;
  return (
    <section class="options-group" aria-labelledby="rules-list">
      <div class="options-head">
        <h2 id="rules-list">{t('rules_list')}</h2>
        <RuleFiles rules={rules} mayAll={mayAll} />
      </div>
      <TextField
        quietLabel
        label={t('rules_search')}
        name="search"
        placeholder={t('rules_search')}
        inputMode="search"
        value={query}
        onValue={rules.setQuery}
      />
      <p role="status" class="tl-hint">
        {page ? t.plural(asked ? 'rules_found' : 'rules_count', page.total) : ''}
      </p>
      {failed && (
        <Notice tone="danger" action={<Button onClick={rules.reload}>{t('ui_try_again')}</Button>}>
          {t('ui_worker_silent')}
        </Notice>
      )}
      {!page && !failed && <Waiting text={t('rules_loading')} lines={4} />}
      {page && page.total === 0 && !asked && <EmptyState title={t('rules_empty')} text={t('rules_empty_text')} />}
      {page && page.total > 0 && (
        <div class="options-scroll" ref={scroller}>
          <WindowedList
            label={t('rules_list')}
            items={page.rules}
            keyOf={({ key, scope }) => `${scope} ${key}`}
            rowHeight={53}
            scroller={scroller}
            total={page.total}
            onEnd={() => void rules.loadMore()}
          >
            {(rule) => <Row rule={rule} mayAll={mayAll} onEdit={() => setEdited(rule)} onRemove={() => void rules.remove(rule)} />}
          </WindowedList>
        </div>
      )}
      {edited && <RuleDialog rule={edited} rules={rules} mayAll={mayAll} onClose={() => setEdited(null)} />}
    </section>
  );
}

interface RowProps {
  rule: RuleRow;
  mayAll: boolean;
  onEdit(): void;
  onRemove(): void;
}

function Row({ rule, mayAll, onEdit, onRemove }: RowProps) {
  const t = useTexts();
  const mine = rule.scope === 'me' || mayAll;
  const facts = [
    rule.neverTrack ? t('rules_not_tracked') : '',
    t.plural('rules_hits', rule.hits),
    t('rules_added_by', rule.addedBy, shortDate(rule.addedAt, Date.now(), t.language)),
  ];
  const line = facts.filter(Boolean).join(' · ');
  return (
    <div class="options-rule">
      <div class="options-rule-words">
        <p class="options-rule-key">
          <span class="tl-one-line" title={rule.key}>
            {rule.key}
          </span>
          {isDomainRule(rule.key) && <span class="tl-hint options-covers">{t('rules_covers')}</span>}
        </p>
        <p class="tl-hint tl-one-line" title={`${line} (${fullTime(rule.addedAt, t.language)})`}>
          {line}
        </p>
      </div>
      <span class="tl-tag">{t(`scope_${rule.scope}`)}</span>
      <div class="options-rule-buttons">
        {mine && <IconButton icon="edit" label={t('rules_edit', rule.key)} onClick={onEdit} />}
        {mine && <IconButton icon="trash" label={t('rules_remove', rule.key)} onClick={onRemove} />}
      </div>
    </div>
  );
}
