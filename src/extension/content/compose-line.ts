import type { Translate } from '../../core/messages';
import type { ComposeSession, SessionView } from './compose-session';
import { fill, make, mark } from './element';
import { LinePanel, type PanelParts } from './line-panel';
import { PlanText } from './plan-text';
import { type Destination, lineWords } from './plan-words';
import { dot, Switch } from './switch';

export interface Shortcuts {
  log: string;
  track: string;
}

export interface LineParts extends PanelParts {
  session: Pick<ComposeSession, 'toggle'> & PanelParts['session'];
  account: string;
  onGo(destination: Exclude<Destination, { to: 'panel' } | null>): void;
}

/**
 * The line under the message: two switches and what will happen, with the panel that a click on it opens. Plain elements,
 * for every window has one and waits for it; what is asked for by a click is drawn by Preact.
 */
export class ComposeLine {
  readonly element = make('div', { class: 'line' });
  readonly #parts: LineParts;
  readonly #text: PlanText;
  readonly #panel: LinePanel;
  readonly #switches: LineSwitches;
  #drawn: { view: SessionView; shortcuts: Shortcuts | null } | null = null;
  #isOpen = false;

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.#switches = new LineSwitches(parts);
    this.#panel = new LinePanel(this.element, parts, () => this.#open(false));
    this.#text = new PlanText((leadsTo) => (leadsTo.to === 'panel' ? this.#open(!this.#isOpen) : parts.onGo(leadsTo)));
  }

  /** `shortcuts` null: without switches. */
  draw(view: SessionView, shortcuts: Shortcuts | null): void {
    this.#drawn = { view, shortcuts };
    const { account, t } = this.#parts;
    const words = lineWords(view, account, t);
    // While the next plan is looked up the panel stays with the last one: the rep may be ticking in it.
    const hasPanel = words.leadsTo?.to === 'panel' || view.isPlanning;
    const plan = hasPanel && view.state?.log !== false ? view.plan : null;
    const tracking = hasPanel ? view.tracking : null;
    const isShown = this.#isOpen && (plan !== null || tracking !== null);
    mark(this.element, { 'data-tone': words.tone });
    this.#text.draw(words, view.isPlanning && words.main === t('plan_looking_up'), isShown);
    const switches = shortcuts && !view.isOrphan ? this.#switches.draw(view, shortcuts) : [];
    fill(this.element, [...switches, this.#text.element, ...this.#panel.draw(isShown ? { view, plan, tracking } : null)]);
  }

  end(): void {
    this.#panel.draw(null);
  }

  #open(isOpen: boolean): void {
    this.#isOpen = isOpen;
    if (this.#drawn) this.draw(this.#drawn.view, this.#drawn.shortcuts);
  }
}

class LineSwitches {
  readonly #t: Translate;
  readonly #log: Switch;
  readonly #track: Switch;
  readonly #onNone: () => void;
  #none: HTMLElement | null = null;

  constructor({ session, t, onGo }: LineParts) {
    this.#t = t;
    this.#log = new Switch(t('compose_log'), () => void session.toggle('log'));
    this.#track = new Switch(t('compose_track'), () => void session.toggle('track'));
    this.#onNone = () => onGo({ to: 'options', section: 'tracking' });
  }

  draw({ state }: SessionView, shortcuts: Shortcuts): HTMLElement[] {
    this.#log.draw(state?.log ?? null, this.#hint('compose_log_hint', shortcuts.log));
    const { element } = this.#log;
    if (state && !state.trackAllowed) return [element, this.#noTrack()];
    this.#track.draw(state?.track ?? null, this.#hint('compose_track_hint', shortcuts.track));
    return [element, this.#track.element];
  }

  #hint(key: string, keys: string): string {
    return keys ? this.#t('compose_with_shortcut', this.#t(key), keys) : this.#t(key);
  }

  /** Nobody serves pixels and links for this account: how to come by somebody who does is on the options page. */
  #noTrack(): HTMLElement {
    if (this.#none) return this.#none;
    const hint = this.#t('compose_track_forbidden');
    const unseen = make('span', { class: 'unseen' }, hint);
    this.#none = make('button', { type: 'button', class: 'switch none', title: hint }, dot(), this.#t('compose_track'), unseen);
    this.#none.addEventListener('click', this.#onNone);
    return this.#none;
  }
}
