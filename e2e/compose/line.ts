import { type CDPSession, expect, type Page } from '@playwright/test';

/** Something in our line, as a screen reader tells it. */
export interface Heard {
  role: string;
  name: string;
  /** Of a switch or a checkbox; `mixed` counts as off. */
  checked: boolean;
  backendNodeId: number;
}

type Box = Pick<DOMRect, 'x' | 'y' | 'width' | 'height'>;
const READY_MS = 30_000;

/**
 * Our line under one message. It lives in a closed shadow root, out of reach of the page and of Playwright's selectors:
 * it is heard by role and name, and worked with mouse and keys.
 */
export class Line {
  constructor(
    readonly page: Page,
    private readonly session: CDPSession,
    /** The shadow root. */
    private readonly root: number,
  ) {}

  /** All that has this role, in the line and in its panel. */
  async hear(role: string): Promise<Heard[]> {
    const { nodes } = await this.session.send('Accessibility.queryAXTree', { backendNodeId: this.root, role });
    return nodes.flatMap(({ ignored, name, properties = [], backendDOMNodeId }) => {
      if (ignored || !backendDOMNodeId) return [];
      const checked = properties.some((property) => property.name === 'checked' && property.value.value === 'true');
      return [{ role, name: String(name?.value ?? ''), checked, backendNodeId: backendDOMNodeId }];
    });
  }

  async find(role: string, name: string | RegExp, where: (heard: Heard) => boolean = () => true): Promise<Heard> {
    let found: Heard | undefined;
    await expect
      .poll(
        async () => {
          const all = await this.hear(role);
          found = all.find((one) => (typeof name === 'string' ? one.name === name : name.test(one.name)) && where(one));
          return found ? 'there' : all.map((one) => `${one.name}${one.checked ? ' [on]' : ''}`);
        },
        { timeout: READY_MS, message: `${role} ${name}` },
      )
      .toBe('there');
    return found as Heard;
  }

  async click(role: string, name: string | RegExp): Promise<void> {
    await this.press(await this.find(role, name));
  }

  async press({ backendNodeId }: Heard): Promise<void> {
    await this.session.send('DOM.scrollIntoViewIfNeeded', { backendNodeId });
    const [x1 = 0, y1 = 0, , , x2 = 0, y2 = 0] = await this.#whereItStays(backendNodeId);
    await this.page.mouse.click((x1 + x2) / 2, (y1 + y2) / 2);
  }

  /** Nobody hits what still moves: a window on its way to full screen, a panel that is being placed. */
  async #whereItStays(backendNodeId: number): Promise<number[]> {
    let before = '';
    let place: number[] = [];
    await expect
      .poll(async () => {
        const { quads } = await this.session.send('DOM.getContentQuads', { backendNodeId });
        place = quads[0] ?? [];
        const isStill = place.length > 0 && before === place.join();
        before = place.join();
        return isStill;
      })
      .toBe(true);
    return place;
  }

  isOn(name: string): Promise<Heard> {
    return this.find('switch', name, ({ checked }) => checked);
  }

  isOff(name: string): Promise<Heard> {
    return this.find('switch', name, ({ checked }) => !checked);
  }

  /** Waits until the plan says this, and answers all that it says. */
  async says(what: RegExp): Promise<string> {
    await expect.poll(() => this.plan(), { timeout: READY_MS, message: String(what) }).toMatch(what);
    return this.plan();
  }

  plan(): Promise<string> {
    return this.read(function () {
      const plan = this.querySelector('.line > .plan');
      return plan?.getAttribute('aria-label') ?? plan?.getAttribute('title') ?? plan?.textContent ?? '';
    });
  }

  async openPanel(): Promise<void> {
    await this.press(await this.find('button', await this.plan()));
    await this.find('dialog', /./);
  }

  /** Esc, as the rep closes it. */
  async closePanel(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await expect.poll(() => this.hear('dialog')).toEqual([]);
  }

  /** What the panel shows, by the title of the section: each row's name, `-` before one that is not ticked. */
  sections(): Promise<Record<string, string[]>> {
    return this.read(function () {
      const sections = [...this.querySelectorAll('[role=dialog] section')];
      const rowOf = (row: Element) =>
        (row.querySelector('input')?.checked === false ? '-' : '') + (row.querySelector('b') ?? row).textContent;
      const named = sections.map((section) => [
        section.querySelector('h3')?.textContent ?? '',
        [...section.querySelectorAll('li')].map(rowOf),
      ]);
      return Object.fromEntries(named.filter(([title]) => title));
    });
  }

  /** Runs in the page, with the shadow root as `this`. */
  read<T>(look: (this: ShadowRoot) => T): Promise<T> {
    return readAt(this.session, this.root, look);
  }

  box(): Promise<Box> {
    return this.read(function () {
      const { x, y, width, height } = (this.querySelector('.line') as Element).getBoundingClientRect();
      return { x, y, width, height };
    });
  }
}

/** The lines of all compose windows in the page, in the order they stand in it: the newest last. */
export async function linesIn(page: Page): Promise<Line[]> {
  return rootsWith(page, 'line');
}

/** The chip that offers logging by hand, once it is there. */
export async function chipIn(page: Page): Promise<Line> {
  let chips: Line[] = [];
  const look = async () => {
    chips = await rootsWith(page, 'chip');
    return chips.length;
  };
  await expect.poll(look, { timeout: READY_MS, message: 'the chip' }).toBe(1);
  return chips[0] as Line;
}

export async function rootsWith(page: Page, name: string): Promise<Line[]> {
  const session = await sessionOf(page);
  const isIt = ({ attributes = [] }: DomNode) => attributes[attributes.indexOf('class') + 1] === name;
  const roots = closedRoots(await documentOf(session)).filter(({ children }) => children?.some(isIt));
  return roots.map(({ backendNodeId }) => new Line(page, session, backendNodeId));
}

const documentOf = async (session: CDPSession) => (await session.send('DOM.getDocument', { depth: -1, pierce: true })).root;
type DomNode = Awaited<ReturnType<typeof documentOf>>;
const closedRoots = (node: DomNode): DomNode[] => [
  ...(node.shadowRootType === 'closed' ? [node] : []),
  ...[...(node.shadowRoots ?? []), ...(node.children ?? [])].flatMap(closedRoots),
];

/** Waits for the line of the newest of so many windows. */
export async function lineOf(page: Page, count = 1): Promise<Line> {
  let lines: Line[] = [];
  await expect
    .poll(
      async () => {
        lines = await linesIn(page);
        return lines.length;
      },
      { timeout: READY_MS, message: 'lines of ours' },
    )
    .toBe(count);
  const line = lines.at(-1) as Line;
  await line.find('switch', 'Log');
  return line;
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

function sessionOf(page: Page): Promise<CDPSession> {
  const session = sessions.get(page) ?? open(page);
  sessions.set(page, session);
  return session;
}

async function open(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('Accessibility.enable');
  return session;
}

/** What our notice says, in its closed root; '' while it says nothing. */
export async function noticeIn(page: Page): Promise<string> {
  const session = await sessionOf(page);
  for (const { backendNodeId } of closedRoots(await documentOf(session))) {
    const text = await readAt(session, backendNodeId, function () {
      return this.querySelector('.line') ? '' : (this.querySelector('[role=status] > span')?.textContent ?? '');
    });
    if (text) return text;
  }
  return '';
}

/** Runs in the page, with the shadow root as `this`. */
async function readAt<T>(session: CDPSession, backendNodeId: number, look: (this: ShadowRoot) => T): Promise<T> {
  const { object } = await session.send('DOM.resolveNode', { backendNodeId });
  const { result, exceptionDetails } = await session.send('Runtime.callFunctionOn', {
    objectId: object.objectId ?? '',
    functionDeclaration: look.toString(),
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}
