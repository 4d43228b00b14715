import type { Static } from 'typebox';
import type { HitClassSchema } from '../tracking-api';

export type HitClass = Static<typeof HitClassSchema>;

/** How sure a verdict is, 0 to 1. Four steps: finer ones would claim to know more than anybody does. */
export const CERTAIN = 0.95;
export const LIKELY = 0.8;
export const PROBABLE = 0.6;
export const GUESS = 0.4;

/** Why a hit has its class. Kept with it and shown; none is ever renamed. */
export type HitReason =
  // self
  | 'own-open'
  // she alone has it: it was to leave later
  | 'before-sending'
  // proxy: it fetches when somebody opens the mail
  | 'gmail-proxy'
  | 'yahoo-proxy'
  | 'hey-proxy'
  | 'fastmail-proxy'
  | 'proton-proxy'
  | 'mail-proxy'
  // prefetch: it fetches whether anybody opens the mail or not
  | 'apple-privacy'
  | 'gmail-prefetch'
  | 'mail-sync'
  | 'browser-prefetch'
  | 'at-delivery'
  // scanner
  | 'security-gateway'
  | 'link-check'
  | 'crawler'
  | 'monitor'
  | 'headless-browser'
  | 'http-library'
  | 'bare-agent'
  | 'no-agent'
  | 'head-request'
  | 'trap'
  | 'near-trap'
  | 'many-links'
  | 'click-at-delivery'
  | 'hammering'
  // preview
  | 'chat-preview'
  | 'social-preview'
  | 'link-preview'
  // person
  | 'mail-client'
  | 'browser'
  | 'app'
  | 'soon-after-sending'
  | 'left-earlier'
  | 'beside-scan'
  | 'unknown-agent';

export interface Verdict {
  class: HitClass;
  /** 0 to 1. */
  confidence: number;
  reason: HitReason;
}

/** A hit that was judged by its request, as it is kept: without address and agent. */
export interface JudgedHit extends Verdict {
  id: string;
  kind: 'open' | 'click' | 'trap';
  link: number;
  /** Epoch ms. */
  at: number;
  /** See `HitRequest`; null once it is forgotten. */
  client: string | null;
  network: string | null;
}
