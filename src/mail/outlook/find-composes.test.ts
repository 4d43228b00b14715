// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { findComposes } from './find-composes';
import { composeHtml, NON_COMPOSES, pageHtml, type Sample, SURFACES, WORDS, YEARS } from './samples';

/** Attributes that Outlook might change together, as it has over the years. */
const FAMILIES: Record<string, (attribute: string) => boolean> = {
  ids: (name) => name === 'id',
  roles: (name) => name === 'role',
  aria: (name) => name.startsWith('aria-'),
  data: (name) => name.startsWith('data-'),
  icons: (name) => name === 'data-icon-name',
  tests: (name) => /^data-test-?id$/.test(name),
  sections: (name) => name === 'data-app-section',
  titles: (name) => name === 'title' || name === 'aria-keyshortcuts',
  classes: (name) => name === 'class',
  hints: (name) => ['placeholder', 'maxlength', 'autocomplete', 'type'].includes(name),
  editing: (name) => ['tabindex', 'dir', 'spellcheck', 'textprediction', 'draggable'].includes(name),
};
const NAMES = Object.keys(FAMILIES);
const LOSSES = [[], ...NAMES.map((name) => [name]), ...NAMES.flatMap((one, place) => NAMES.slice(place + 1).map((other) => [one, other]))];

function show(html: string, lost: readonly string[] = []): void {
  document.body.innerHTML = html;
  if (lost.length === 0) return;
  for (const element of document.body.querySelectorAll('*'))
    for (const { name } of [...element.attributes]) if (lost.some((family) => FAMILIES[family]?.(name))) element.removeAttribute(name);
}

const bodyOf = (html: string) => {
  show(html);
  return [...document.querySelectorAll('*')].indexOf(document.querySelector('[aria-multiline]') as Element);
};
const ALL = YEARS.flatMap((year) =>
  SURFACES.flatMap((surface) => [WORDS.en, WORDS.invented].map((words): Sample => ({ year, surface, words }))),
);

test('C1: every window of every year is found, in whatever language', () => {
  for (const year of YEARS)
    for (const surface of SURFACES)
      for (const [language, words] of Object.entries(WORDS)) {
        show(pageHtml({ year, surface, words }));
        const found = findComposes(document);
        expect(
          found.map(({ verdict }) => verdict),
          `${year} ${surface} ${language}`,
        ).toEqual(['found']);
        expect(found[0]?.body.getAttribute('aria-multiline')).toBe('true');
        expect(found[0]?.send?.textContent).toBe(words.send);
      }
});

test('E2: with any one or two families of attributes gone, a window is found, or logging by hand is offered', () => {
  let sure = 0;
  for (const sample of ALL) {
    const html = pageHtml(sample);
    const place = bodyOf(html);
    for (const lost of LOSSES) {
      show(html, lost);
      const found = findComposes(document);
      const what = `${sample.year} ${sample.surface} without ${lost.join(' and ')}`;
      expect(found, what).toHaveLength(1);
      expect([...document.querySelectorAll('*')].indexOf(found[0]?.body as Element), what).toBe(place);
      if (found[0]?.verdict === 'found') sure += 1;
    }
  }
  expect(sure / (ALL.length * LOSSES.length), 'mostly without the fallback').toBeGreaterThan(0.98);
});

test('E2: whatever is gone, what is no compose window is taken for none', () => {
  for (const [name, html] of Object.entries(NON_COMPOSES))
    for (const lost of LOSSES) {
      show(html, lost);
      const found = findComposes(document).map(({ score, signals }) => `${score} ${signals.join(', ')}`);
      expect(found, `${name} without ${lost.join(' and ')}`).toEqual([]);
    }
});

test('C1: several windows are several, each with its own Send', () => {
  for (const year of YEARS) {
    show(pageHtml({ year, surface: 'full' }, { year, surface: 'full', place: 1 }));
    const found = findComposes(document);
    expect(found).toHaveLength(2);
    for (const { root, body, send } of found) expect(root.contains(body) && root.contains(send)).toBe(true);
    expect(new Set(found.map(({ root }) => root)).size).toBe(2);
  }
});

test('a window in which nothing is bare of its dock still has its fields', () => {
  show(`<div><div>${composeHtml({ year: 2026, surface: 'full' }).replace(/id="docking_\w+"/g, '')}</div></div>`);
  const [found] = findComposes(document);
  expect(found?.root.querySelectorAll('[role=group]')).toHaveLength(3);
});
