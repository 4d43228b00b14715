import { make, mark } from './element';

/** A switch that looks like the host's small text buttons: a dot, filled or hollow, and its name. */
export class Switch {
  readonly element: HTMLButtonElement;

  constructor(name: string, onToggle: () => void) {
    this.element = make('button', { type: 'button', class: 'switch', role: 'switch' }, dot(), name);
    this.element.addEventListener('click', onToggle);
  }

  /** `isOn` null: not known yet. */
  draw(isOn: boolean | null, hint: string): void {
    const isUnknown = String(isOn === null);
    mark(this.element, { 'aria-checked': String(isOn === true), 'aria-busy': isUnknown, 'aria-disabled': isUnknown, title: hint });
  }
}

export const dot = () => make('span', { class: 'dot', 'aria-hidden': 'true' });
