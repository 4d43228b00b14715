import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon'>;

interface Props extends Native {
  /** `primary`: the one thing to do here. `quiet`: no border until it is pointed at. `danger`: cannot be taken back. */
  look?: 'plain' | 'primary' | 'quiet' | 'danger';
  icon?: IconName;
  /** Under way: keeps focus, takes no second click. */
  busy?: boolean;
  children?: ComponentChildren;
}

export function Button({ look = 'plain', icon, busy = false, children, onClick, type = 'button', class: more, ...native }: Props) {
  return (
    <button
      {...native}
      type={type}
      class={`tl-button tl-button-${look}${more ? ` ${more}` : ''}`}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon && <Icon name={icon} />}
      {children !== undefined && <span class="tl-button-text">{children}</span>}
    </button>
  );
}

interface IconButtonProps extends Native {
  icon: IconName;
  /** What it does; spoken, and shown as a tooltip. */
  label: string;
}

export function IconButton({ icon, label, type = 'button', class: more, ...native }: IconButtonProps) {
  return (
    <button
      {...native}
      type={type}
      class={`tl-button tl-button-quiet tl-button-icon${more ? ` ${more}` : ''}`}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </button>
  );
}
