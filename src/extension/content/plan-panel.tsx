import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { MAX_ATTACHMENTS_BYTES, MAX_BODY_BYTES } from '../../core/limits';
import type { Translate } from '../../core/messages';
import type { Choices, Plan } from '../../core/plan';
import type { ComposeSession } from './compose-session';
import { placePanel, windowAround } from './panel-place';
import { PlanPeople } from './plan-people';
import { PlanRecords } from './plan-records';
import { formatBytes } from './plan-words';
import { RecordSearch } from './record-search';
import { addLook } from './shadow';
import { WrittenFields } from './written-fields';

export interface PanelProps {
  choices: Choices;
  plan: Plan;
  /** Without `describe` there is no dry run: the message is already there to be read. */
  session: Pick<ComposeSession, 'choose' | 'search'> & Partial<Pick<ComposeSession, 'describe' | 'addBcc'>>;
  /** It came in: its sender counts, and nobody else gets a new record. */
  isReceived?: boolean;
  /** What can be done with what is ticked, where nothing is sent that would do it. */
  action?: { label: string; run(): void };
  t: Translate;
  /** The line it belongs to. */
  anchor: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** What will be logged, to be ticked on and off before it is. In the top layer: no window of the page can cut it off. */
export function PlanPanel({ choices, plan, session, isReceived = false, action, t, anchor, onClose }: PanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  useOpenAt(panel, anchor, onClose);
  const choose = (chosen: Choices) => void session.choose(chosen);
  const describe = session.describe?.bind(session);
  return (
    <div
      class="panel"
      ref={panel}
      popover="manual"
      role="dialog"
      aria-label={t('panel_title')}
      tabIndex={-1}
      onKeyDown={(event) => keepInside(event, panel.current, onClose)}
    >
      <header>
        <h2>{t('panel_title')}</h2>
        <button type="button" class="icon" aria-label={t('panel_close')} title={t('panel_close')} onClick={onClose}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
          </svg>
        </button>
      </header>
      <div class="scroll">
        <PlanPeople plan={plan} choices={choices} isReceived={isReceived} t={t} onChoose={choose} />
        {plan.inherited && <p class="note">{t('panel_inherited')}</p>}
        <PlanRecords plan={plan} choices={choices} t={t} onChoose={choose} addBcc={session.addBcc} />
        {!plan.lookedUp && plan.contacts.length > 0 && <p class="note">{t('panel_not_looked_up')}</p>}
        <RecordSearch choices={choices} search={(query) => session.search(query)} t={t} onChoose={choose} />
        <Sizes plan={plan} t={t} />
        {describe && <WrittenFields plan={plan} describe={describe} t={t} />}
      </div>
      {action && (
        <div class="buttons foot">
          <button type="button" class="action" disabled={plan.verdict !== 'will-log'} onClick={action.run}>
            {action.label}
          </button>
        </div>
      )}
    </div>
  );
}

function Sizes({ plan, t }: { plan: Plan; t: Translate }) {
  const size = (bytes: number) => formatBytes(bytes, t);
  const files = plan.attachmentsLeftOut ? 'panel_files_over' : 'panel_files_size';
  return (
    <section>
      <h3>{t('panel_sizes')}</h3>
      <p class={plan.verdict === 'too-large' ? 'over' : 'note'}>
        {t(plan.verdict === 'too-large' ? 'panel_body_over' : 'panel_body_size', size(plan.bodyBytes), size(MAX_BODY_BYTES))}
      </p>
      {plan.attachmentBytes > 0 && (
        <p class={plan.attachmentsLeftOut ? 'over' : 'note'}>{t(files, size(plan.attachmentBytes), size(MAX_ATTACHMENTS_BYTES))}</p>
      )}
    </section>
  );
}

/** Shows the panel in its place, with the focus in it, until it is closed or something else is clicked. */
function useOpenAt(panel: RefObject<HTMLDivElement | null>, anchor: RefObject<HTMLElement | null>, onClose: () => void): void {
  useLayoutEffect(() => {
    const root = panel.current?.getRootNode() as ShadowRoot | undefined;
    if (root) addLook(root, 'panel');
    // Asked for late: the line may have been drawn anew since.
    const opener = () => anchor.current?.querySelector<HTMLElement>('[aria-haspopup="dialog"]');
    const place = () => panel.current && anchor.current && putAt(panel.current, anchor.current);
    panel.current?.showPopover();
    place();
    (panel.current?.querySelector<HTMLElement>('input') ?? panel.current)?.focus();
    const ended = new AbortController();
    const { signal } = ended;
    addEventListener('resize', place, { signal });
    addEventListener('scroll', place, { signal, capture: true, passive: true });
    return () => {
      ended.abort();
      // Only if the focus would be lost with the panel: a click elsewhere has put it where the rep wants it.
      if (panel.current?.contains(root?.activeElement ?? null)) opener()?.focus();
    };
  }, [panel, anchor]);
  useEffect(() => {
    const ended = new AbortController();
    const host = (panel.current?.getRootNode() as ShadowRoot | undefined)?.host;
    addEventListener('pointerdown', ({ target }) => target !== host && onClose(), { capture: true, signal: ended.signal });
    return () => ended.abort();
  }, [panel, onClose]);
}

function putAt(panel: HTMLElement, anchor: HTMLElement): void {
  const line = anchor.getBoundingClientRect();
  const host = (anchor.getRootNode() as ShadowRoot).host;
  const place = placePanel(line, windowAround(line, host), { width: innerWidth, height: innerHeight });
  const px = (value: number | null) => (value === null ? 'auto' : `${Math.round(value)}px`);
  Object.assign(panel.style, {
    left: px(place.left),
    top: px(place.top),
    bottom: px(place.bottom),
    width: px(place.width),
    maxHeight: px(place.maxHeight),
  });
}

const FOCUSABLE = 'button:not([disabled]), a[href], input, select';

/** Escape closes; Tab goes round inside. The page hears neither, or Gmail would close the whole window. */
function keepInside(event: KeyboardEvent, panel: HTMLElement | null, onClose: () => void): void {
  event.stopPropagation();
  if (event.key === 'Escape') {
    event.preventDefault();
    onClose();
  }
  if (event.key !== 'Tab' || !panel) return;
  const stops = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const active = (panel.getRootNode() as ShadowRoot).activeElement;
  const [first, last] = [stops[0], stops.at(-1)];
  if (event.shiftKey ? active === first || active === panel : active === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
