interface SwitchProps {
  name: string;
  hint: string;
  /** Null: not known yet. */
  isOn: boolean | null;
  onToggle(): void;
}

/** A switch that looks like the host's small text buttons: a dot, filled or hollow, and its name. */
export function Switch({ name, hint, isOn, onToggle }: SwitchProps) {
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={isOn === true}
      aria-busy={isOn === null}
      aria-disabled={isOn === null}
      title={hint}
      onClick={onToggle}
    >
      <span class="dot" aria-hidden="true" />
      {name}
    </button>
  );
}
