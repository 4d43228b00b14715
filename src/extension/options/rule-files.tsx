import { useRef, useState } from 'preact/hooks';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { useToast } from '../../ui/toast';
import { fileName, saveFile } from './files';
import { rulesFromCsv, rulesToCsv } from './rules-csv';
import type { Rules } from './use-rules';

/** Rules from and to a CSV file. */
export function RuleFiles({ rules, mayAll }: { rules: Rules; mayAll: boolean }) {
  const t = useTexts();
  const toast = useToast();
  const input = useRef<HTMLInputElement>(null);
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null);

  async function importFile(file: File) {
    const { groups, wrong } = rulesFromCsv(await file.text(), mayAll);
    const of = groups.reduce((sum, { lines }) => sum + lines.length, 0);
    const refused = [...wrong];
    let [added, before] = [0, 0];
    for (const group of groups) {
      const result = await rules.add(group, (done) => setProgress({ done: before + done, of }));
      if (result.fault) {
        setProgress(null);
        return toast({ text: t(result.fault), problem: true });
      }
      added += result.added;
      before += group.lines.length;
      refused.push(...result.refused);
    }
    setProgress(null);
    const words = t.plural('rules_added', added);
    if (refused.length === 0) toast({ text: words });
    else toast({ text: `${words} ${t('rules_not_understood', shortened(refused))}`, problem: true });
  }

  async function exportFile() {
    try {
      saveFile(fileName('never-log', 'csv', Date.now()), 'text/csv', rulesToCsv(await rules.readAll()));
    } catch {
      toast({ text: t('ui_not_done'), problem: true });
    }
  }

  return (
    <div class="tl-buttons">
      {progress && (
        <span class="tl-hint" role="status">
          {t('rules_progress', progress.done, progress.of)}
        </span>
      )}
      <Button look="quiet" icon="upload" busy={progress !== null} onClick={() => input.current?.click()}>
        {t('rules_import')}
      </Button>
      <Button look="quiet" icon="download" onClick={() => void exportFile()}>
        {t('rules_export')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv,text/plain"
        hidden
        aria-label={t('rules_import')}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file) void importFile(file);
        }}
      />
    </div>
  );
}

const shortened = (lines: string[]): string => (lines.length > 5 ? `${lines.slice(0, 5).join(', ')} …` : lines.join(', '));
