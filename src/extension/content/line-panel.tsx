import { render } from 'preact';
import type { Translate } from '../../core/messages';
import type { Plan } from '../../core/plan';
import type { TrackingPlan } from '../../core/tracking/consent';
import type { SessionView } from './compose-session';
import { make } from './element';
import { Panel } from './panel';
import { PlanParts, type PlanPartsProps } from './plan-parts';
import { TrackingPart, type TrackingPartProps } from './tracking-part';

export interface PanelParts {
  session: PlanPartsProps['session'] & TrackingPartProps['session'];
  t: Translate;
}

/** What is in the panel: never neither. */
interface Content {
  view: SessionView;
  plan: Plan | null;
  tracking: TrackingPlan | null;
}

/** The panel of a line, drawn while it is open. */
export class LinePanel {
  readonly #anchor: { current: HTMLElement };
  readonly #parts: PanelParts;
  readonly #onClose: () => void;
  #room: HTMLElement | null = null;

  constructor(line: HTMLElement, parts: PanelParts, onClose: () => void) {
    this.#anchor = { current: line };
    this.#parts = parts;
    this.#onClose = onClose;
  }

  /** Answers what is to stand in the line. */
  draw(content: Content | null): HTMLElement[] {
    if (content) return [this.#show(content)];
    if (this.#room) render(null, this.#room);
    this.#room?.remove();
    this.#room = null;
    return [];
  }

  #show({ view, plan, tracking }: Content): HTMLElement {
    const { session, t } = this.#parts;
    if (!this.#room) {
      this.#room = make('div', { class: 'room' });
      // Where it will stay, for it looks around when it is drawn.
      this.#anchor.current.append(this.#room);
    }
    render(
      <Panel title={t(titleOf(plan, tracking))} t={t} anchor={this.#anchor} onClose={this.#onClose}>
        {tracking && <TrackingPart tracking={tracking} isAlone={plan === null} individual={view.individual} session={session} t={t} />}
        {plan && <PlanParts choices={view.choices} plan={plan} session={session} t={t} />}
      </Panel>,
      this.#room,
    );
    return this.#room;
  }
}

const titleOf = (plan: Plan | null, tracking: TrackingPlan | null) =>
  plan && tracking ? 'panel_title_both' : plan ? 'panel_title' : 'panel_tracking';
