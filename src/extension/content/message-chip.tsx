import { useEffect, useRef, useState } from 'preact/hooks';
import type { Translate } from '../../core/messages';
import type { MessageSession, MessageView } from './message-session';
import { type ChipDeed, type ChipWords, chipWords } from './message-words';
import { Panel } from './panel';
import { PlanParts } from './plan-parts';
import { webUrl } from './record-link';
import { TrackedDeed } from './tracked-deed';

export interface ChipProps {
  view: MessageView;
  session: Pick<MessageSession, 'log' | 'unlog' | 'undo' | 'plan' | 'choose' | 'search' | 'eraseTracked'>;
  /** Whose card the side panel shows: who is on the other side of this message. */
  person: string;
  isPersonShown: boolean;
  isReceived: boolean;
  /** What the connection is called. */
  label: string;
  t: Translate;
  onPerson(): void;
  onRetry(): void;
  onGo(destination: { to: 'options'; section: string } | { to: 'popup' }): void;
}

/** One line at a message's head: whether it is logged, to what, and the one thing to do about it (R1). */
export function MessageChip(props: ChipProps) {
  const { view, session, t } = props;
  const line = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const words = chipWords(view, props.label, t);
  const canChoose = words.deeds.some(({ deed }) => deed === 'choose');
  useEffect(() => {
    if (!canChoose) setOpen(false);
  }, [canChoose]);
  const toggle = () => {
    if (!isOpen) void session.plan();
    setOpen(!isOpen);
  };
  const close = () => setOpen(false);
  const log = () => {
    close();
    void session.log();
  };
  const isShown = isOpen && canChoose && view.plan !== null;
  return (
    <div class="message" ref={line} data-tone={words.tone}>
      {words.hasPerson && <Person {...props} />}
      <span class="said" role="status" title={words.text}>
        {isOpen && canChoose && !view.plan ? t('plan_looking_up') : words.text}
      </span>
      <Deeds {...props} words={words} isOpen={isShown} onChoose={toggle} />
      {view.tracked && <TrackedDeed tracked={view.tracked} erase={() => session.eraseTracked()} t={t} anchor={line} />}
      {isShown && view.plan && (
        <Panel
          title={t('panel_title')}
          foot={
            <button type="button" class="action" disabled={view.plan.verdict !== 'will-log'} onClick={log}>
              {t('byhand_log')}
            </button>
          }
          t={t}
          anchor={line}
          onClose={close}
        >
          <PlanParts choices={view.choices} plan={view.plan} session={session} isReceived={props.isReceived} t={t} />
        </Panel>
      )}
    </div>
  );
}

function Person({ person, isPersonShown, t, onPerson }: ChipProps) {
  return (
    <button type="button" class="deed who" aria-expanded={isPersonShown} title={t('chip_person', person)} onClick={onPerson}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="5.25" r="2.75" />
        <path d="M2.75 13.5a5.25 4.5 0 0 1 10.5 0" />
      </svg>
      {person}
    </button>
  );
}

/** Where room is little, all but what is most wanted gives way. */
const CLASSES: Partial<Record<ChipDeed, string>> = { log: 'deed first', choose: 'deed more' };

function Deeds({
  words,
  view,
  session,
  isOpen,
  t,
  onChoose,
  onRetry,
  onGo,
}: ChipProps & { words: ChipWords; isOpen: boolean; onChoose(): void }) {
  const acts: Record<ChipDeed, () => unknown> = {
    log: () => session.log(),
    unlog: () => session.unlog(),
    undo: () => session.undo(),
    choose: onChoose,
    retry: onRetry,
    popup: () => onGo({ to: 'popup' }),
    accounts: () => onGo({ to: 'options', section: 'accounts' }),
  };
  const href = view.state?.state === 'logged' ? webUrl(view.state.url) : null;
  return (
    <>
      {words.deeds.map(({ deed, label }, index) => (
        // By its place: the button under the finger is the same one before and after, and keeps the focus.
        <button
          key={index}
          type="button"
          class={CLASSES[deed] ?? 'deed'}
          title={deed === 'choose' ? label : undefined}
          aria-haspopup={deed === 'choose' ? 'dialog' : undefined}
          aria-expanded={deed === 'choose' ? isOpen : undefined}
          // The second click of a double click would undo what the first did.
          onClick={(event) => event.detail < 2 && void acts[deed]()}
        >
          {label}
        </button>
      ))}
      {href && (
        <a class="deed" href={href} target="_blank" rel="noopener noreferrer">
          {t('sent_view')}
        </a>
      )}
    </>
  );
}
