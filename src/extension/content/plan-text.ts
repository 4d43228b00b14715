import { fill, make, mark } from './element';
import type { Destination, LineWords } from './plan-words';

type Kind = 'planning' | 'status' | 'button';

/** What will happen, as the line says it. */
export class PlanText {
  readonly #onClick: (leadsTo: NonNullable<Destination>) => void;
  #element = make('span', {});
  #kind: Kind | null = null;
  #leadsTo: Destination = null;
  #said = '';

  constructor(onClick: (leadsTo: NonNullable<Destination>) => void) {
    this.#onClick = onClick;
  }

  get element(): HTMLElement {
    return this.#element;
  }

  /** `isOpen`: the panel that it leads to. */
  draw(words: LineWords, isPlanning: boolean, isOpen: boolean): void {
    const { leadsTo } = words;
    this.#leadsTo = leadsTo;
    this.#become(isPlanning ? 'planning' : leadsTo ? 'button' : 'status');
    const full = [words.main, words.out, words.untracked?.long].filter(Boolean).join(' — ');
    const isPanel = leadsTo?.to === 'panel';
    mark(this.#element, {
      title: isPlanning ? null : full,
      'aria-label': this.#kind === 'button' ? full : null,
      'aria-haspopup': isPanel && !isPlanning ? 'dialog' : null,
      'aria-expanded': isPanel && !isPlanning ? String(isOpen) : null,
    });
    const said = JSON.stringify([this.#kind, words]);
    if (said === this.#said) return;
    this.#said = said;
    fill(this.#element, isPlanning ? [make('span', { class: 'skeleton', 'aria-hidden': 'true' }), main(words.main)] : parts(words));
  }

  #become(kind: Kind): void {
    const isButton = kind === 'button';
    if (this.#kind === null || isButton !== (this.#kind === 'button')) this.#element = isButton ? this.#makeButton() : makeStatus();
    this.#kind = kind;
  }

  #makeButton(): HTMLElement {
    const button = make('button', { type: 'button', class: 'plan' });
    button.addEventListener('click', () => this.#leadsTo && this.#onClick(this.#leadsTo));
    return button;
  }
}

const makeStatus = () => make('span', { class: 'plan', role: 'status' });
const main = (text: string) => make('span', { class: 'main' }, text);

function parts({ main: text, what, out, outShort, outCount, untracked, leadsTo, tone }: LineWords): Node[] {
  const isPlan = tone === 'plain' && leadsTo?.to === 'panel';
  return [
    ...(isPlan ? [make('span', { class: 'arrow', 'aria-hidden': 'true' }, '→')] : []),
    main(what ? text.slice(0, -what.length) : text),
    ...(what ? [make('span', { class: 'what' }, what)] : []),
    ...(out ? [make('span', { class: 'out' }, ...inRoom(out, outShort), make('span', { class: 'count' }, `−${outCount}`))] : []),
    ...(untracked ? [untrackedPart(untracked)] : []),
  ];
}

function untrackedPart({ long, short, count }: NonNullable<LineWords['untracked']>): Node {
  const counted = make('span', { class: 'count' }, crossedEye(), count > 0 ? String(count) : null);
  return make('span', { class: 'out untracked' }, ...inRoom(long, short), counted);
}

const inRoom = (long: string, short: string) => [
  make('span', { class: 'long' }, `— ${long}`),
  make('span', { class: 'short' }, `— ${short}`),
];

const SVG = 'http://www.w3.org/2000/svg';
const EYE =
  'M1.75 8C3 5.5 5.25 4 8 4s5 1.5 6.25 4C13 10.5 10.75 12 8 12S3 10.5 1.75 8ZM6.25 8a1.75 1.75 0 1 0 3.5 0 1.75 1.75 0 1 0-3.5 0ZM3 13 13 3';

/** An eye with a stroke through it. */
function crossedEye(): Element {
  const svg = document.createElementNS(SVG, 'svg');
  mark(svg, { viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true' });
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', EYE);
  svg.append(path);
  return svg;
}
