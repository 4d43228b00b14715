import { useId } from 'preact/hooks';
import { useTexts } from '../../ui/i18n';

export type View = 'mails' | 'opens';
const VIEWS: readonly View[] = ['mails', 'opens'];
/** The locale string that names it. */
export const nameOfView = (view: View): string => (view === 'mails' ? 'popup_view_mails' : 'hits_title');

interface Props {
  view: View;
  /** Opens and clicks that the rep has not seen. */
  unseen: number;
  /** The id of what is shown. */
  panel: string;
  onView(view: View): void;
}

/** What the popup shows: the mails, or what became of those that are tracked. Arrow keys go from one to the other. */
export function Views({ view, unseen, panel, onView }: Props) {
  const t = useTexts();
  const id = useId();
  const step = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const next = view === 'mails' ? 'opens' : 'mails';
    onView(next);
    const list = event.currentTarget as HTMLElement;
    list.querySelector<HTMLElement>(`#${CSS.escape(id + next)}`)?.focus();
  };
  return (
    <nav aria-label={t('popup_views')}>
      <div class="popup-views" role="tablist" aria-label={t('popup_views')} onKeyDown={step}>
        {VIEWS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={id + name}
            aria-selected={name === view}
            aria-controls={panel}
            tabIndex={name === view ? 0 : -1}
            onClick={() => onView(name)}
          >
            {t(nameOfView(name))}
            {name === 'opens' && unseen > 0 && (
              <span class="popup-unseen">
                <span aria-hidden="true">{new Intl.NumberFormat(t.language).format(unseen)}</span>
                <span class="tl-unseen">{t.plural('popup_unseen', unseen)}</span>
              </span>
            )}
          </button>
        ))}
      </div>
    </nav>
  );
}
