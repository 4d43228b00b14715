import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import type { ProblemKind } from './api';

/** What kept the answer away, in words, and the way on. */
export function Trouble({ kind, retry }: { kind: ProblemKind; retry(): void }) {
  const t = useTexts();
  return (
    <div role="alert">
      <Notice tone={kind === 'trouble' ? 'danger' : 'warn'} action={<Button onClick={retry}>{t('timeline_try_again')}</Button>}>
        {t(`timeline_problem_${kind}`)}
      </Notice>
    </div>
  );
}

/** Heard, not seen. */
export function Announce({ text }: { text: string }) {
  return (
    <p class="tl-unseen" role="status">
      {text}
    </p>
  );
}
