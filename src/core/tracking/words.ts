import type { Translate } from '../messages';
import type { FeedItem } from '../tracking-api';
import { isDoubtful } from './by-people';
import type { TrackingPlan, TrackingRefusal } from './consent';
import type { HitCounts } from './looks';
import { type HitReason, PROBABLE } from './verdict';

/** What of a hit a sentence is made of. */
export type SaidHit = Pick<FeedItem, 'kind' | 'class' | 'confidence' | 'reason' | 'oneOf' | 'recipient'>;

/** Names that are the same in every language. */
const HOSTS: Partial<Record<HitReason, string>> = {
  'gmail-proxy': 'Gmail',
  'yahoo-proxy': 'Yahoo Mail',
  'hey-proxy': 'HEY',
  'fastmail-proxy': 'Fastmail',
  'proton-proxy': 'Proton Mail',
  'apple-privacy': 'Apple Mail',
  'gmail-prefetch': 'Gmail',
};
const BY_SECURITY: readonly string[] = ['security-gateway', 'link-check', 'trap', 'near-trap', 'many-links', 'click-at-delivery'];

/** T2. One open or click in a sentence that is true: of several who got the mail none is named, and nothing is claimed that is not known. */
export function sayHit(t: Translate, hit: SaidHit): string {
  const isClick = hit.kind === 'click';
  const host = HOSTS[hit.reason as HitReason];
  switch (hit.class) {
    case 'person':
      return isClick ? sayClick(t, hit) : sayOpen(t, hit);
    case 'proxy':
      return isClick ? sayClick(t, hit) : sayProxied(t, hit, host);
    case 'self':
      return saySelf(t, hit);
    case 'prefetch':
      if (hit.reason === 'at-delivery') return t('hit_prefetch_early');
      return host ? t('hit_prefetch_by', host) : t('hit_prefetch');
    case 'preview':
      return isClick ? t('hit_preview_click') : t('hit_preview_open');
    case 'scanner':
      if (BY_SECURITY.includes(hit.reason)) return isClick ? t('hit_scanner_click') : t('hit_scanner_open');
      return isClick ? t('hit_program_click') : t('hit_program_open');
  }
}

const nameOf = ({ name, address }: { name: string; address: string }) => name || address;

function saySelf(t: Translate, { kind, reason, confidence }: SaidHit): string {
  const isClick = kind === 'click';
  if (reason === 'before-sending') return isClick ? t('hit_self_click_early') : t('hit_self_open_early');
  if (isClick) return t('hit_self_click');
  return confidence > PROBABLE ? t('hit_self_open') : t('hit_self_open_perhaps');
}

function sayOpen(t: Translate, hit: SaidHit): string {
  const { recipient, oneOf } = hit;
  if (isDoubtful(hit)) {
    if (oneOf > 1) return t('hit_open_perhaps_one_of', oneOf);
    return recipient ? t('hit_open_perhaps_by', nameOf(recipient)) : t('hit_open_perhaps');
  }
  if (oneOf > 1) return t('hit_open_one_of', oneOf);
  return recipient ? t('hit_open_by', nameOf(recipient)) : t('hit_open');
}

function sayProxied(t: Translate, { recipient, oneOf }: SaidHit, host: string | undefined): string {
  if (host === undefined) {
    if (oneOf > 1) return t('hit_open_any_proxy_one_of', oneOf);
    return recipient ? t('hit_open_any_proxy_by', nameOf(recipient)) : t('hit_open_any_proxy');
  }
  if (oneOf > 1) return t('hit_open_proxy_one_of', oneOf, host);
  return recipient ? t('hit_open_proxy_by', nameOf(recipient), host) : t('hit_open_proxy', host);
}

function sayClick(t: Translate, hit: SaidHit): string {
  const { recipient, oneOf } = hit;
  if (isDoubtful(hit)) {
    if (oneOf > 1) return t('hit_click_perhaps_one_of', oneOf);
    return recipient ? t('hit_click_perhaps_by', nameOf(recipient)) : t('hit_click_perhaps');
  }
  if (oneOf > 1) return t('hit_click_one_of', oneOf);
  return recipient ? t('hit_click_by', nameOf(recipient)) : t('hit_click');
}

/** "2 opens, 1 click, 1 of them uncertain"; machines are told of where there is nothing else to tell. */
export function sayCounts(t: Translate, { opens, clicks, machines, uncertain = 0, earlier = 0 }: HitCounts): string {
  const isNone = opens + clicks + earlier === 0;
  const looks = [...(opens > 0 ? [t.plural('hit_opens', opens)] : []), ...(clicks > 0 ? [t.plural('hit_clicks', clicks)] : [])];
  const isAllUncertain = uncertain > 0 && uncertain === opens + clicks;
  const said = [
    ...(isAllUncertain ? [t('hit_all_uncertain', looks.join(', '))] : looks),
    ...(uncertain > 0 && !isAllUncertain ? [t('hit_some_uncertain', uncertain)] : []),
    ...(earlier > 0 ? [t.plural('hit_earlier', earlier)] : []),
    ...(isNone ? [t('hit_none')] : []),
    ...(isNone && machines > 0 ? [t.plural('hit_machines', machines)] : []),
  ];
  return said.join(', ');
}

/** T5. Why a mail is not tracked; null: it may be. */
export function sayHeldBack(t: Translate, { verdict, refusals }: TrackingPlan): string | null {
  if (verdict === 'may-track') return null;
  const [first] = refusals;
  if (!first) return t('track_nobody');
  const reason = sayRefusal(t, first);
  return refusals.length === 1 ? t('track_held_back', reason) : t.plural('track_held_back_more', refusals.length - 1, reason);
}

/** Somebody who may not be tracked, as a part of a sentence. */
export function sayRefusal(t: Translate, refusal: TrackingRefusal): string {
  const name = nameOf(refusal);
  switch (refusal.reason) {
    case 'never-track':
      return refusal.rule?.scope === 'me'
        ? t('track_refused_never_me', name, refusal.rule.key)
        : t('track_refused_never_everyone', name, refusal.rule?.key ?? '');
    case 'withdrawn':
      return t('track_refused_withdrawn', name);
    case 'refused':
      return t('track_refused_refused', name);
    case 'no-consent':
      return t('track_refused_no_consent', name);
    case 'not-known':
      return t('track_refused_not_known', name);
    case 'unreadable':
      return t('track_refused_unreadable', name);
  }
}
