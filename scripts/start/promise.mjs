import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run.mjs';
import { screenReader } from './screen-reader.mjs';

/**
 * Whom and what a mail is tied to, and who is left out: names, sorted.
 * @typedef {{ contact: string[], company: string[], deal: string[], lead: string[], leftOut: string[] }} Tied
 * What the plan promises. `whole` false: made while nobody could be asked; company and deals are added later.
 * @typedef {Tied & { whole: boolean }} Promised
 */

export const words = JSON.parse(readFileSync(join(root, 'public/_locales/en/messages.json'), 'utf8'));
const SECTIONS = {
  contact: 'panel_people',
  company: 'panel_companies',
  deal: 'panel_deals',
  lead: 'panel_leads',
  leftOut: 'panel_left_out',
};
const KINDS = /** @type {(keyof Tied)[]} */ (Object.keys(SECTIONS));

/**
 * Waits for our line in the compose window, and sees to it that the switch is on.
 * @param {import('@playwright/test').Page} page
 * @param {'log' | 'track'} which
 */
export async function turnOn(page, which) {
  const reader = await screenReader(page);
  const label = words[`compose_${which}`].message;
  const found = await reader.find('switch', ({ name }) => name === label, `The switch ${label}`, 30_000);
  if (found.checked) return;
  await reader.click(found);
  await reader.find('switch', ({ name, checked }) => name === label && checked, `The switch ${label}, turned on`);
}

/**
 * Reads the plan under the message being written: the line, then every row of its panel.
 * @param {import('@playwright/test').Page} page
 * @param {RegExp} settled what the line says when the plan is there
 * @param {(name: 'compose' | 'plan') => Promise<unknown>} [shot] when the plan is there, and when its panel is open
 * @returns {Promise<{ line: string, promised: Promised }>}
 */
export async function readPromise(page, settled, shot) {
  const reader = await screenReader(page);
  const line = await reader.find('button', ({ name }) => settled.test(name), `The plan (${settled})`, 30_000);
  await shot?.('compose');
  await reader.click(line);
  const panel = await reader.find('dialog', ({ name }) => name === words.panel_title.message, 'The panel of the plan');
  const { sections, text } = await reader.read(panel, readPanel);
  await shot?.('plan');
  await page.keyboard.press('Escape');
  const namesOf = (kind) => sections.find(({ title }) => title === words[SECTIONS[kind]].message)?.names.toSorted() ?? [];
  const whole = !text.includes(words.panel_not_looked_up.message);
  return {
    line: line.name,
    promised: /** @type {Promised} */ ({ ...Object.fromEntries(KINDS.map((kind) => [kind, namesOf(kind)])), whole }),
  };
}

/** Runs in the page, with the panel as `this`. */
function readPanel() {
  const textOf = (node, selector) => node.querySelector(selector)?.textContent.trim() ?? '';
  const sections = [...this.querySelectorAll('section')].map((section) => ({
    title: textOf(section, 'h3'),
    names: [...section.querySelectorAll('li')]
      .filter((row) => row.querySelector('input')?.checked !== false)
      .map((row) => textOf(row, 'b')),
  }));
  return { sections, text: this.textContent };
}

/**
 * What an endpoint holds, in the same form.
 * @param {import('../../src/core/endpoint-api').TimelineItem} item
 * @returns {Tied}
 */
export function heldBy(item) {
  const named = (kind) =>
    item.records
      .filter((record) => record.kind === kind)
      .map(({ name }) => name)
      .sort();
  const leftOut = item.excluded.filter(({ reason }) => reason !== 'own-address').map(({ name, address }) => name || address);
  return { contact: named('contact'), company: named('company'), deal: named('deal'), lead: named('lead'), leftOut: leftOut.sort() };
}

/**
 * One line for each thing that was promised and is not so. Not every CRM tells who was left out.
 * @param {Promised} promised
 * @param {Partial<Tied>} held
 */
export function differences(promised, held) {
  const kinds = promised.whole ? KINDS : /** @type {(keyof Tied)[]} */ (['contact', 'leftOut']);
  return kinds.flatMap((kind) => {
    const there = held[kind];
    if (!there || promised[kind].join('\n') === there.join('\n')) return [];
    return [`${kind}: promised ${promised[kind].join(', ') || 'none'}; there is ${there.join(', ') || 'none'}`];
  });
}
