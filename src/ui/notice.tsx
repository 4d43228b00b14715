import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

type Tone = 'plain' | 'ok' | 'warn' | 'danger';

const ICONS: Record<Tone, IconName> = { plain: 'question', ok: 'check', warn: 'alert', danger: 'alert' };

interface Props {
  tone?: Tone;
  children: ComponentChildren;
  action?: ComponentChildren;
}

/** A sentence about the state of things, with at most one thing to do. */
export function Notice({ tone = 'plain', children, action }: Props) {
  return (
    <div class={`tl-notice tl-notice-${tone}`}>
      <Icon name={ICONS[tone]} />
      <div class="tl-notice-text">{children}</div>
      {action}
    </div>
  );
}

/** Nothing here yet: one friendly sentence, and perhaps what to do. */
export function EmptyState({ title, text, action }: { title: string; text?: string; action?: ComponentChildren }) {
  return (
    <div class="tl-empty">
      <p class="tl-empty-title">{title}</p>
      {text && <p class="tl-hint">{text}</p>}
      {action}
    </div>
  );
}
