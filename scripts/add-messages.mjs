// Adds texts to public/_locales in every language at once: node scripts/add-messages.mjs FILE.json [--force] [--remove KEY…]
// FILE.json is { "key": { "en": "…", "de": "…", "it": "…", "fr": "…", "es": "…" } }. A key that exists with another text
// is refused unless --force is given, and nothing is written when anything is refused. One process at a time.
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LANGUAGES = ['en', 'de', 'it', 'fr', 'es'];
const LOCALES = join(dirname(fileURLToPath(import.meta.url)), '..', 'public', '_locales');
const LOCK = join(LOCALES, '.lock');
const STALE_MS = 10_000;

const placeholders = (text) => [...new Set(text.match(/\$[1-9]/g) ?? [])].sort().join(' ');

/** What is wrong with one entry of FILE.json, or nothing. */
function faultOf(key, texts) {
  if (!/^[a-z0-9_]+$/.test(key)) return `${key}: only a-z, 0-9 and _ are allowed in a key`;
  const missing = LANGUAGES.filter((language) => typeof texts[language] !== 'string' || texts[language].trim() === '');
  if (missing.length > 0) return `${key}: no text for ${missing.join(', ')}`;
  const unknown = Object.keys(texts).filter((language) => !LANGUAGES.includes(language));
  if (unknown.length > 0) return `${key}: unknown language ${unknown.join(', ')}`;
  // "One mail" needs no number, so the singular is free to leave $1 out.
  const odd = LANGUAGES.filter((language) => placeholders(texts[language]) !== placeholders(texts.en));
  if (odd.length > 0 && !key.endsWith('_one')) return `${key}: ${odd.join(', ')} fills in other values than en`;
  return undefined;
}

/** French keeps its double signs on the line of the word before: with a space that does not break. */
const tied = (text) => (typeof text === 'string' ? text.replace(/ (?=[;:?!»])/g, '\u00a0').replace(/« /g, '«\u00a0') : text);

const pathOf = (language) => join(LOCALES, language, 'messages.json');

function read(language) {
  try {
    return JSON.parse(readFileSync(pathOf(language), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

function write(language, messages) {
  mkdirSync(join(LOCALES, language), { recursive: true });
  const sorted = Object.fromEntries(Object.entries(messages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(`${pathOf(language)}.new`, `${JSON.stringify(sorted, null, 2)}\n`);
  renameSync(`${pathOf(language)}.new`, pathOf(language));
}

async function locked(work) {
  for (;;) {
    try {
      closeSync(openSync(LOCK, 'wx'));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > STALE_MS) rmSync(LOCK, { force: true });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  try {
    return work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function merge(added, removed, force) {
  const files = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)]));
  const faults = [];
  for (const [key, texts] of Object.entries(added)) {
    const fault = faultOf(key, texts);
    if (fault) {
      faults.push(fault);
      continue;
    }
    for (const language of LANGUAGES) {
      const present = files[language][key]?.message;
      if (present !== undefined && present !== texts[language] && !force) faults.push(`${key}: ${language} already says "${present}"`);
      files[language][key] = { message: texts[language] };
    }
  }
  if (faults.length > 0) return faults;
  for (const language of LANGUAGES) {
    for (const key of removed) delete files[language][key];
    write(language, files[language]);
  }
  return [];
}

const words = process.argv.slice(2);
const force = words.includes('--force');
const cut = words.indexOf('--remove');
const removed = cut < 0 ? [] : words.slice(cut + 1).filter((word) => word !== '--force');
const file = (cut < 0 ? words : words.slice(0, cut)).find((word) => word !== '--force');
if (!file && removed.length === 0) {
  console.error('Usage: node scripts/add-messages.mjs FILE.json [--force] [--remove KEY…]');
  process.exit(2);
}
const added = file ? JSON.parse(readFileSync(file, 'utf8'), (key, value) => (key === 'fr' ? tied(value) : value)) : {};
const faults = await locked(() => merge(added, removed, force));
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error('Nothing was changed.');
  process.exit(1);
}
console.log(`${Object.keys(added).length} added, ${removed.length} removed.`);
