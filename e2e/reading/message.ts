import { expect, type Page } from '@playwright/test';
import { type Line, rootsWith } from '../compose/line';

const READY_MS = 30_000;

/** The chips at the heads of all open messages, in the order they stand in the page. */
export const chipsIn = (page: Page): Promise<Line[]> => rootsWith(page, 'message');

/** The chip of the last of so many open messages. */
export async function chipOf(page: Page, count = 1): Promise<Line> {
  let chips: Line[] = [];
  const look = async () => {
    chips = await chipsIn(page);
    return chips.length;
  };
  await expect.poll(look, { timeout: READY_MS, message: 'chips of ours' }).toBe(count);
  return chips.at(-1) as Line;
}

/** What the chip says. */
export const said = (chip: Line): Promise<string> =>
  chip.read(function () {
    return this.querySelector('.said')?.textContent ?? '';
  });

/** Waits until the chip says this. */
export async function saysOf(chip: Line, what: RegExp): Promise<void> {
  await expect.poll(() => said(chip), { timeout: READY_MS, message: String(what) }).toMatch(what);
}

export const sidePanelsIn = (page: Page): Promise<Line[]> => rootsWith(page, 'side');

/** The side panel, once it is there. */
export async function sidePanelIn(page: Page): Promise<Line> {
  let panels: Line[] = [];
  const look = async () => {
    panels = await sidePanelsIn(page);
    return panels.length;
  };
  await expect.poll(look, { timeout: READY_MS, message: 'the side panel' }).toBe(1);
  return panels[0] as Line;
}

/** All that it says. */
export const textOf = (line: Line): Promise<string> =>
  line.read(function () {
    return [...this.children].map((node) => (node as HTMLElement).innerText).join('\n');
  });
