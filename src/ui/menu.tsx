import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon';

interface MenuItem {
  label: string;
  icon?: IconName;
  run(): void;
}

interface Props {
  label: string;
  icon: IconName;
  items: readonly MenuItem[];
  /** The label is written on the button; otherwise only the icon is, and the label is its name. */
  wide?: boolean;
}

/** A button with a short list of things to do. Arrow keys move, Esc closes and gives focus back. */
export function Menu({ label, icon, items, wide = false }: Props) {
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);

  // Before the next key can come: it must reach the list, not the button.
  useLayoutEffect(() => {
    if (!open) return;
    const ending = new AbortController();
    root.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const closeOutside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside, { signal: ending.signal });
    document.addEventListener('focusin', closeOutside, { signal: ending.signal });
    return () => ending.abort();
  }, [open]);

  function close() {
    setOpen(false);
    button.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const all = [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') close();
    else if (next !== undefined) all[(next + all.length) % all.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div class="tl-menu" ref={root}>
      <button
        type="button"
        ref={button}
        class={`tl-button tl-button-quiet${wide ? '' : ' tl-button-icon'}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={wide ? undefined : label}
        title={wide ? undefined : label}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} />
        {wide && <span class="tl-button-text">{label}</span>}
      </button>
      {open && (
        <div role="menu" id={id} aria-label={label} tabIndex={-1} class="tl-menu-list" onKeyDown={onKeyDown}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class="tl-menu-item"
              onClick={() => {
                close();
                item.run();
              }}
            >
              {item.icon && <Icon name={item.icon} />}
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
