import type { RenderableProps } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Translate } from '../../core/messages';
import type { ComposeSession, SessionView } from './compose-session';
import { Panel } from './panel';
import { PlanParts } from './plan-parts';
import { type Destination, type LineWords, lineWords } from './plan-words';
import { Switch } from './switch';
import { TrackingPart, type TrackingPartProps } from './tracking-part';

export interface Shortcuts {
  log: string;
  track: string;
}

export interface LineProps {
  view: SessionView;
  session: Pick<ComposeSession, 'toggle' | 'choose' | 'describe' | 'search'> &
    Partial<Pick<ComposeSession, 'addBcc'>> &
    TrackingPartProps['session'];
  account: string;
  shortcuts: Shortcuts;
  t: Translate;
  onGo(destination: Exclude<Destination, { to: 'panel' } | null>): void;
}

/** The line under the message: two switches and what will happen. */
export function ComposeLine({ shortcuts, ...props }: LineProps) {
  const { view, session, t, onGo } = props;
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
            onToggle={() => session.toggle('log')}
          />
          {trackAllowed ? (
            <Switch
              name={t('compose_track')}
              hint={hint(t('compose_track_hint'), shortcuts.track)}
              isOn={view.state?.track ?? null}
              onToggle={() => session.toggle('track')}
            />
          ) : (
            <NoTrack t={t} onGo={onGo} />
          )}
        </>
      )}
    </PlanLine>
  );
}

/** Nobody serves pixels and links for this account: how to come by somebody who does is on the options page. */
function NoTrack({ t, onGo }: Pick<LineProps, 't' | 'onGo'>) {
  const hint = t('compose_track_forbidden');
  return (
    <button type="button" class="switch none" title={hint} onClick={() => onGo({ to: 'options', section: 'tracking' })}>
      <span class="dot" aria-hidden="true" />
      {t('compose_track')}
      <span class="unseen">{hint}</span>
    </button>
  );
}

/** What will happen, and the panel that a click on it opens. */
export function PlanLine({ view, session, account, t, onGo, children }: RenderableProps<Omit<LineProps, 'shortcuts'>>) {
  const line = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const words = lineWords(view, account, t);
  // While the next plan is looked up the panel stays with the last one: the rep may be ticking in it.
  const hasPanel = words.leadsTo?.to === 'panel' || view.isPlanning;
  const plan = hasPanel && view.state?.log !== false ? view.plan : null;
  const tracking = hasPanel ? view.tracking : null;
  const isShown = isOpen && (plan !== null || tracking !== null);
  return (
    <div class="line" ref={line} data-tone={words.tone}>
      {children}
      <PlanText words={words} view={view} t={t} isOpen={isShown} onPanel={() => setOpen(!isOpen)} onGo={onGo} />
      {isShown && (
        <Panel title={t(plan ? 'panel_title' : 'panel_tracking')} t={t} anchor={line} onClose={() => setOpen(false)}>
          {tracking && <TrackingPart tracking={tracking} isAlone={plan === null} individual={view.individual} session={session} t={t} />}
          {plan && <PlanParts choices={view.choices} plan={plan} session={session} t={t} />}
        </Panel>
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
  const { main, what, out, outShort, outCount, untracked, leadsTo } = words;
  if (view.isPlanning && main === t('plan_looking_up'))
    return (
      <span class="plan" role="status">
        <span class="skeleton" aria-hidden="true" />
        <span class="main">{main}</span>
      </span>
    );
  const full = [main, out, untracked?.long].filter(Boolean).join(' — ');
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
      {untracked && (
        <span class="out untracked">
          <span class="long">— {untracked.long}</span>
          <span class="short">— {untracked.short}</span>
          <span class="count">
            <Untracked />
            {untracked.count > 0 && untracked.count}
          </span>
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

/** An eye with a stroke through it. */
function Untracked() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M1.75 8C3 5.5 5.25 4 8 4s5 1.5 6.25 4C13 10.5 10.75 12 8 12S3 10.5 1.75 8Z" />
      <circle cx="8" cy="8" r="1.75" />
      <path d="M3 13 13 3" />
    </svg>
  );
}
