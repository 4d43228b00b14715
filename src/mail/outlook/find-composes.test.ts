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

// Structures that public code names, and nothing else of their pages.
const REPORTED: Record<string, string> = {
  'Outlook 2026, as a desktop wrapper finds it':
    '<div><div id="docking_DockingTriggerPart_1"><div id="editorParent_1"><div contenteditable="true" role="textbox">Draft</div></div></div><div role="toolbar"><button id="splitButton-send__primaryActionButton" data-testid="send-button">Send</button></div><button id="discardCompose">Discard</button></div>',
  'Outlook 2026, body told by its label alone':
    '<div data-app-section="MailReadCompose"><div id="docking_InitVisiblePart_0"><div><div><div><div><button aria-label="Send">Send</button></div></div><button aria-label="Discard">Discard</button></div><div><input aria-label="Subject" id="MSG_1_SUBJECT" value=""></div><div id="docking_DockingTriggerPart_0"><div aria-label="Message body" contenteditable="true"></div></div></div></div></div>',
  'Outlook 2021, fields as pickers, Send below':
    '<div id="docking_InitVisiblePart_0"><div><div><div><div><div class="ms-BasePicker"><input></div></div></div><div><div class="ms-TextField"><input maxlength="255" placeholder="x"></div></div></div><div id="editorParent_1"><div><div contenteditable="true" role="textbox"></div></div></div><div><div><span><button class="ms-Button ms-Button--primary">x</button></span></div></div></div></div>',
  'Outlook 2023, button of two parts':
    '<div id="docking_InitVisiblePart_0"><div><div></div><div><div><div><span><button class="splitPrimaryButton root-602"><span><i></i></span></button><button aria-haspopup="true"></button></span></div></div></div><div><div><div contenteditable="true" class="EditorClass"></div></div><div><span><input></span></div></div><div id="editorParent_1"><div contenteditable="true"></div></div></div></div>',
};

test('C1: windows by the few things that public code names are found', () => {
  for (const [name, html] of Object.entries(REPORTED)) {
    show(html);
    const found = findComposes(document).map(
      ({ verdict, body }) => `${verdict} ${body.closest('[id^=editorParent], [id^=docking_DockingT]') !== null}`,
    );
    expect(found, name).toEqual(['found true']);
  }
});

test('a window in which nothing is bare of its dock still has its fields', () => {
  show(`<div><div>${composeHtml({ year: 2026, surface: 'full' }).replace(/id="docking_\w+"/g, '')}</div></div>`);
  const [found] = findComposes(document);
  expect(found?.root.querySelectorAll('[role=group]')).toHaveLength(3);
});
