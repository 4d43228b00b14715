import { AGENTS } from './agent-table';
import { makePatternFilter } from './pattern-filter';
import { GUESS, LIKELY, type Verdict } from './verdict';

/** What most people come with, and nothing else can look like: told without the table, which takes ten times as long. */
const PLAIN_BROWSER =
  /^(?!.*(?:bot|crawl|spider|scan|preview|proxy))Mozilla\/5\.0 \((?:Windows NT [\d.]+(?:; Win64; x64|; WOW64)?|Macintosh; Intel Mac OS X [\d._]+|X11; (?:Ubuntu; )?Linux x86_64|Linux; Android [\d.]+; [\w .+-]{1,40}|iPhone; CPU iPhone OS [\d_]+ like Mac OS X|iPad; CPU OS [\d_]+ like Mac OS X)(?:; rv:[\d.]+)?\) (?:AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)(?: SamsungBrowser\/[\d.]+)?(?: Chrome| Version| CriOS| FxiOS)\/[\d.]+(?: Mobile(?:\/\w+)?)? Safari\/[\d.]+(?: (?:Edg|EdgA|OPR|Vivaldi)\/[\d.]+)?|Gecko\/[\d.]+ Firefox\/[\d.]+)$/i;
const BROWSER: Verdict = { class: 'person', confidence: LIKELY, reason: 'browser' };

const NOTHING: Verdict = { class: 'scanner', confidence: GUESS, reason: 'no-agent' };
/** Neither a browser nor a mail program that anybody has heard of. */
const BARE: Verdict = { class: 'scanner', confidence: GUESS, reason: 'bare-agent' };
const UNKNOWN: Verdict = { class: 'person', confidence: GUESS, reason: 'unknown-agent' };
/** No browser's is longer; the rest of a longer one is not read. */
const MAX_LENGTH = 512;

/** Most of the table is about words that an agent does not have. */
const findPatterns = makePatternFilter(AGENTS.map(([pattern]) => pattern));

/** What a user agent alone tells. */
export function judgeAgent(userAgent: string): Verdict {
  const agent = userAgent.slice(0, MAX_LENGTH).trim();
  if (agent === '' || agent === '-') return NOTHING;
  if (PLAIN_BROWSER.test(agent)) return BROWSER;
  const mayFit = findPatterns(agent);
  for (let index = 0; index < AGENTS.length; index++) {
    const [pattern, verdict, confidence, reason] = AGENTS[index] as (typeof AGENTS)[number];
    if (mayFit[index] === 1 && pattern.test(agent)) return { class: verdict, confidence, reason };
  }
  return /^(?:Mozilla|Opera)\/[\d.]+ |mail/i.test(agent) ? UNKNOWN : BARE;
}
