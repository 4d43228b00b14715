import { type ESTree, Visitor } from 'vite';
import { expect, test } from 'vitest';
import { isTest, lineOf, type Source, sourcesUnder } from './sources';

// What code may do, by where it stands: found in the syntax tree, so that a comment or a string never counts.

const sources = sourcesUnder('src').filter(({ path }) => !isTest(path));
const HTML_FROM_TEXT = ['innerHTML', 'outerHTML', 'srcdoc', 'dangerouslySetInnerHTML', 'srcDoc'];
/** Shows a mail's body: cleaned by DOMPurify, in a sandboxed frame. */
const MAY_SHOW_HTML = ['src/endpoint/web/'];

/** `place: what` for each use outside the allowed paths. */
function usesOutside(
  allowed: readonly string[],
  find: (use: (node: ESTree.Node, what: string) => void, source: Source) => ConstructorParameters<typeof Visitor>[0],
) {
  const uses: string[] = [];
  for (const source of sources.filter(({ path }) => !allowed.some((place) => path.startsWith(place)))) {
    const use = (node: ESTree.Node, what: string) => uses.push(`${lineOf(source, node.start)}: ${what}`);
    new Visitor(find(use, source)).visit(source.parsed.program);
  }
  return uses;
}

const nameOf = (node: ESTree.Node) => (node.type === 'Identifier' ? node.name : '');
const memberOf = (node: ESTree.MemberExpression) => (node.computed ? '' : nameOf(node.property));

test('only browser-api.ts names the browser API', () => {
  const uses = usesOutside(['src/extension/browser-api.ts'], (use) => ({
    MemberExpression(node) {
      if (['browser', 'chrome'].includes(nameOf(node.object))) use(node, `${nameOf(node.object)}.${memberOf(node)}`);
    },
  }));
  expect(uses).toEqual([]);
});

test('only mail adapters look for things in the mail page', () => {
  const uses = usesOutside(['src/mail/'], (use, source) => ({
    MemberExpression(node) {
      const isEntry = /\/main\.tsx$/.test(source.path) && memberOf(node) === 'getElementById';
      if (nameOf(node.object) === 'document' && /^(querySelector|getElement)/.test(memberOf(node)) && !isEntry)
        use(node, `document.${memberOf(node)}`);
    },
  }));
  expect(uses).toEqual([]);
});

test('nothing makes HTML out of text but the box that shows mails', () => {
  const uses = usesOutside(MAY_SHOW_HTML, (use) => ({
    AssignmentExpression(node) {
      if (node.left.type === 'MemberExpression' && HTML_FROM_TEXT.includes(memberOf(node.left))) use(node, memberOf(node.left));
    },
    JSXAttribute(node) {
      if (node.name.type === 'JSXIdentifier' && HTML_FROM_TEXT.includes(node.name.name)) use(node, node.name.name);
    },
    CallExpression(node) {
      const called = node.callee.type === 'MemberExpression' ? memberOf(node.callee) : nameOf(node.callee);
      if (['insertAdjacentHTML', 'createContextualFragment', 'setHTMLUnsafe'].includes(called)) use(node, called);
      if (node.callee.type === 'MemberExpression' && nameOf(node.callee.object) === 'document' && /^write/.test(called))
        use(node, `document.${called}`);
    },
  }));
  expect(uses).toEqual([]);
});

test('no text becomes code', () => {
  const uses = usesOutside([], (use) => ({
    CallExpression(node) {
      if (nameOf(node.callee) === 'eval') use(node, 'eval');
    },
    NewExpression(node) {
      if (nameOf(node.callee) === 'Function') use(node, 'new Function');
    },
  }));
  expect(uses).toEqual([]);
});

test('only the worker, the connectors and the timeline ask the network, and Gmail itself is asked for a mail as it came', () => {
  const allowed = ['src/extension/background/', 'src/connectors/', 'src/endpoint/', 'src/mail/gmail/original.ts'];
  const uses = usesOutside(allowed, (use) => ({
    CallExpression(node) {
      if (nameOf(node.callee) === 'fetch') use(node, 'fetch');
      if (node.callee.type === 'MemberExpression' && memberOf(node.callee) === 'sendBeacon') use(node, 'sendBeacon');
    },
    NewExpression(node) {
      if (['XMLHttpRequest', 'WebSocket', 'EventSource'].includes(nameOf(node.callee))) use(node, nameOf(node.callee));
    },
  }));
  expect(uses).toEqual([]);
});

test('only the store of settings reads what is kept where the secrets are', () => {
  const allowed = ['src/extension/background/settings-store.ts', 'src/extension/background/fake-world.ts', 'src/extension/browser-api.ts'];
  const uses = usesOutside(allowed, (use) => ({
    Identifier(node) {
      if (['readLocal', 'writeLocal'].includes(node.name)) use(node, node.name);
    },
  }));
  expect(uses).toEqual([]);
});

test('E3: only the options page asks the browser for a host', () => {
  const uses = usesOutside(['src/extension/options/', 'src/extension/browser-api.ts'], (use) => ({
    Identifier(node) {
      if (node.name === 'requestHosts') use(node, node.name);
    },
  }));
  expect(uses).toEqual([]);
});

test('nothing is written to the console but what the endpoint says at its start', () => {
  const uses = usesOutside(['src/endpoint/main.ts'], (use) => ({
    MemberExpression(node) {
      if (nameOf(node.object) === 'console') use(node, `console.${memberOf(node)}`);
    },
  }));
  expect(uses).toEqual([]);
});
