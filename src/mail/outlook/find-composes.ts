import { type Fields, fieldsOf } from './fields';
import { BUTTON, SELECTORS } from './selectors';
import { BODY_SIGNALS, ROOT_SIGNALS, SEND_KEY_HINT, SEND_SIGNALS, type Signal, STRUCTURE, THRESHOLDS } from './signals';

/** A compose window, and how sure we are. */
export interface FoundCompose {
  root: HTMLElement;
  body: HTMLElement;
  /** Null: it looks like none that we know. */
  send: HTMLElement | null;
  score: number;
  /** What spoke for and against it. */
  signals: string[];
  /** `plausible`: it may be a mail, and may be something else. */
  verdict: 'found' | 'plausible';
}

const TESTS: Record<Signal['where'], (element: Element, selector: string) => boolean> = {
  self: (element, selector) => element.matches(selector),
  closest: (element, selector) => element.closest(selector) !== null,
  inside: (element, selector) => element.querySelector(selector) !== null,
  child: (element, selector) => [...element.children].some((child) => child.matches(selector)),
};

const signalsOf = (element: Element, signals: readonly Signal[]) =>
  signals.filter(({ where, selector }) => TESTS[where](element, selector));
const sum = (signals: readonly { weight: number }[]) => signals.reduce((total, { weight }) => total + weight, 0);

/** Editables in which a mail may be written, of those that are `wanted`: cheap, and empty in a page where nothing is being written. */
export function bodyCandidates(scope: Document | Element, wanted: (element: HTMLElement) => boolean = () => true): HTMLElement[] {
  const editables = scope.querySelectorAll<HTMLElement>('[contenteditable]');
  // Plain text is written in one, if Outlook is told to.
  const areas = scope.getElementsByTagName('textarea');
  return [...editables, ...areas].filter((element) => wanted(element) && isBodyCandidate(element));
}

function isBodyCandidate(element: HTMLElement): boolean {
  const isWritable =
    element instanceof HTMLTextAreaElement
      ? element.closest(`${SELECTORS.editorParent}, ${SELECTORS.dockTrigger}`) !== null
      : element.matches(SELECTORS.editable);
  return isWritable && !element.parentElement?.closest(SELECTORS.editable) && !element.closest(SELECTORS.mailContent);
}

/** Every compose window in `scope`, the surest first. */
export function findComposes(scope: Document | Element): FoundCompose[] {
  const scored = bodyCandidates(scope).map((body) => {
    const signals = signalsOf(body, BODY_SIGNALS);
    return { body, signals, score: sum(signals) };
  });
  const bodies = scored.filter(({ score }) => score >= THRESHOLDS.body).sort((one, other) => other.score - one.score);
  const found: FoundCompose[] = [];
  for (const { body, signals } of bodies) {
    if (found.some(({ root }) => root.contains(body))) continue;
    const others = bodies.flatMap((other) => (other.body === body ? [] : [other.body]));
    const compose = judge(body, others, signals);
    if (compose) found.push(compose);
  }
  return found.sort((one, other) => other.score - one.score);
}

type Told = Pick<Signal, 'name' | 'weight' | 'isCommon'>;

function judge(body: HTMLElement, others: HTMLElement[], own: readonly Signal[]): FoundCompose | null {
  const frame = frameOf(body, others);
  if (!frame) return null;
  const { root, send } = frame;
  const fields = fieldsOf(root, body);
  // A signature has an editor and a name, too, but nobody to go to.
  if (!send && fields.wells.length === 0 && !root.matches(SELECTORS.dockRoot)) return null;
  const told: Told[] = [...own, ...signalsOf(root, ROOT_SIGNALS), ...structureOf(fields)];
  if (send) told.push({ name: 'send', weight: Math.min(send.score, STRUCTURE.send), isCommon: send.isCommon });
  const score = sum(told);
  if (score < THRESHOLDS.plausible || !told.some(({ weight, isCommon }) => weight > 0 && !isCommon)) return null;
  const signals = told.map(({ name }) => name);
  return { root, body, send: send?.button ?? null, score, signals, verdict: score < THRESHOLDS.found ? 'plausible' : 'found' };
}

function structureOf({ wells, subject, inputs }: Fields): Told[] {
  const [well] = wells;
  const [input] = inputs;
  const told: Told[] = [];
  if (well) told.push({ name: 'wells', weight: STRUCTURE.wells });
  if (subject) told.push({ name: 'subject', weight: STRUCTURE.subject, isCommon: true });
  if (well && input) {
    const isInOrder = well.element.compareDocumentPosition(input) & Node.DOCUMENT_POSITION_FOLLOWING;
    told.push(isInOrder ? { name: 'in order', weight: STRUCTURE.inOrder } : { name: 'title first', weight: STRUCTURE.titleFirst });
  }
  if (inputs.length > 2) told.push({ name: 'many inputs', weight: STRUCTURE.manyInputs });
  return told;
}

interface Send {
  button: HTMLElement;
  score: number;
  isCommon?: true;
}

/** The surest Send button among `scopes`. */
function findSend(scopes: Iterable<Element>, body: Element): Send | null {
  let best: Send | null = null;
  for (const scope of scopes) {
    const buttons = [...(scope.matches(BUTTON) ? [scope] : []), ...scope.querySelectorAll(BUTTON)] as HTMLElement[];
    for (const button of buttons) {
      const told = sendSignalsOf(button);
      const score = sum(told);
      if (score < THRESHOLDS.send || score <= (best?.score ?? 0) || body.contains(button) || button.closest(SELECTORS.mailContent))
        continue;
      best = { button, score, ...(told.every(({ isCommon }) => isCommon) && { isCommon: true }) };
    }
  }
  return best;
}

const HINT: Told = { name: 'hint', weight: 3 };

function sendSignalsOf(button: Element): Told[] {
  const told = signalsOf(button, SEND_SIGNALS);
  const hints = ['title', 'aria-label'].map((name) => button.getAttribute(name) ?? '');
  return hints.some((hint) => SEND_KEY_HINT.test(hint)) && !told.some(({ name }) => name === 'key') ? [...told, HINT] : told;
}

export const looksLikeSend = (button: Element): boolean => sum(sendSignalsOf(button)) >= THRESHOLDS.send;

/** As far as a window reaches beyond Send or its fields, in elements. */
const BEYOND = 6;

/**
 * The window around a body: its dock, or else the nearest element that also holds Send and the fields, found by looking
 * at what stands beside the way up. Never one that holds another body, or the whole pane.
 */
function frameOf(body: HTMLElement, others: HTMLElement[]): { root: HTMLElement; send: Send | null } | null {
  const dock = body.closest<HTMLElement>(SELECTORS.dockRoot);
  if (dock) return { root: dock, send: findSend([dock], body) };
  let root: HTMLElement | null = null;
  let send: Send | null = null;
  let hasFields = false;
  let beyond = 0;
  for (
    let from: Element = body, node = body.parentElement;
    node && !node.matches(SELECTORS.boundary);
    from = node, node = node.parentElement
  ) {
    if (others.some((other) => node?.contains(other)) || beyond > BEYOND) break;
    const beside = [...node.children].filter((child) => child !== from);
    const sendHere: Send | null = send ? null : findSend(beside, body);
    const fieldsHere: boolean = !hasFields && beside.some((child) => holdsFields(child, body));
    send ??= sendHere;
    hasFields ||= fieldsHere;
    if (sendHere || fieldsHere) {
      root = node;
      beyond = 0;
    } else if (root) beyond += 1;
    if ((send && hasFields) || node.matches(SELECTORS.popOut)) break;
  }
  return root ? { root, send } : null;
}

/** Fields for sure: a lone line of text may be a search. */
function holdsFields(element: Element, body: Element): boolean {
  if (!(element.compareDocumentPosition(body) & Node.DOCUMENT_POSITION_FOLLOWING)) return false;
  const { fieldGroup, editable, picker } = SELECTORS;
  const marks = `${fieldGroup}, ${editable}, ${picker}, input[maxlength="255"], input[id$="_SUBJECT"]`;
  const holds = [element, ...element.querySelectorAll(marks)].some((one) => one.matches(marks) && !one.closest(SELECTORS.mailContent));
  return holds;
}
