import { AGENTS } from './agent-table';
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

/** What a user agent alone tells. */
export function judgeAgent(userAgent: string): Verdict {
  const agent = userAgent.slice(0, MAX_LENGTH).trim();
  if (agent === '' || agent === '-') return NOTHING;
  if (PLAIN_BROWSER.test(agent)) return BROWSER;
  for (const [pattern, verdict, confidence, reason] of AGENTS) if (pattern.test(agent)) return { class: verdict, confidence, reason };
  return /^(?:Mozilla|Opera)\/[\d.]+ |mail/i.test(agent) ? UNKNOWN : BARE;
}
