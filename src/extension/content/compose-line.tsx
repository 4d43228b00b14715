import type { RenderableProps } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Translate } from '../../core/messages';
import type { ComposeSession, SessionView } from './compose-session';
import { PlanPanel } from './plan-panel';
import { type Destination, type LineWords, lineWords } from './plan-words';
import { Switch } from './switch';

export interface Shortcuts {
  log: string;
  track: string;
}

export interface LineProps {
  view: SessionView;
  session: Pick<ComposeSession, 'toggle' | 'choose' | 'describe' | 'search'> & Partial<Pick<ComposeSession, 'addBcc'>>;
  account: string;
  shortcuts: Shortcuts;
  t: Translate;
  onGo(destination: Exclude<Destination, { to: 'panel' } | null>): void;
}

/** The line under the message: two switches and what will happen. */
export function ComposeLine({ shortcuts, ...props }: LineProps) {
  const { view, session, t } = props;
  const hint = (text: string, keys: string) => (keys ? t('compose_with_shortcut', text, keys) : text);
  const trackAllowed = view.state?.trackAllowed ?? true;
  return (
    <PlanLine {...props}>
      {!view.isOrphan && (
        <>
          <Switch
            name={t('compose_log')}
            hint={hint(t('compose_log_hint'), shortcuts.log)}
            isOn={view.state?.log ?? null}
            isAllowed
            onToggle={() => session.toggle('log')}
          />
          <Switch
            name={t('compose_track')}
            hint={trackAllowed ? hint(t('compose_track_hint'), shortcuts.track) : t('compose_track_forbidden')}
            isOn={view.state ? view.state.track && trackAllowed : null}
            isAllowed={trackAllowed}
            onToggle={() => session.toggle('track')}
          />
        </>
      )}
    </PlanLine>
  );
}

/** What will happen, and the panel that a click on it opens. */
export function PlanLine({ view, session, account, t, onGo, children }: RenderableProps<Omit<LineProps, 'shortcuts'>>) {
  const line = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const words = lineWords(view, account, t);
  // While the next plan is looked up the panel stays with the last one: the rep may be ticking in it.
  const plan = words.leadsTo?.to === 'panel' || view.isPlanning ? view.plan : null;
  return (
    <div class="line" ref={line} data-tone={words.tone}>
      {children}
      <PlanText words={words} view={view} t={t} isOpen={isOpen && plan !== null} onPanel={() => setOpen(!isOpen)} onGo={onGo} />
      {isOpen && plan && (
        <PlanPanel choices={view.choices} plan={plan} session={session} t={t} anchor={line} onClose={() => setOpen(false)} />
      )}
    </div>
  );
}

interface PlanTextProps {
  words: LineWords;
  view: SessionView;
  t: Translate;
  isOpen: boolean;
  onPanel(): void;
  onGo: LineProps['onGo'];
}

function PlanText({ words, view, t, isOpen, onPanel, onGo }: PlanTextProps) {
  const { main, what, out, outShort, outCount, leadsTo } = words;
  if (view.isPlanning && main === t('plan_looking_up'))
    return (
      <span class="plan" role="status">
        <span class="skeleton" aria-hidden="true" />
        <span class="main">{main}</span>
      </span>
    );
  const full = out ? `${main} — ${out}` : main;
  const isPlan = words.tone === 'plain' && leadsTo?.to === 'panel';
  const text = (
    <>
      {isPlan && (
        <span class="arrow" aria-hidden="true">
          →
        </span>
      )}
      <span class="main">{what ? main.slice(0, -what.length) : main}</span>
      {what && <span class="what">{what}</span>}
      {out && (
        <span class="out">
          <span class="long">— {out}</span>
          <span class="short">— {outShort}</span>
          <span class="count">−{outCount}</span>
        </span>
      )}
    </>
  );
  if (!leadsTo)
    return (
      <span class="plan" title={full} role="status">
        {text}
      </span>
    );
  return (
    <button
      type="button"
      class="plan"
      title={full}
      aria-label={full}
      aria-haspopup={leadsTo.to === 'panel' ? 'dialog' : undefined}
      aria-expanded={leadsTo.to === 'panel' ? isOpen : undefined}
      onClick={() => (leadsTo.to === 'panel' ? onPanel() : onGo(leadsTo))}
    >
      {text}
    </button>
  );
}
