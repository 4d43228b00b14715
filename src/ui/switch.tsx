import { useId } from 'preact/hooks';

interface Props {
  label: string;
  hint?: string;
  on: boolean;
  disabled?: boolean;
  onChange(on: boolean): void;
}

/** A setting that is on or off and takes effect at once. */
export function Switch({ label, hint, on, disabled = false, onChange }: Props) {
  const id = useId();
  return (
    <div class="tl-switch-row">
      <div class="tl-switch-words">
        <label for={id} class="tl-label">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} class="tl-hint">
            {hint}
          </p>
        )}
      </div>
      <button
        type="button"
        role="switch"
        id={id}
        class="tl-switch"
        aria-checked={on}
        aria-describedby={hint ? `${id}-hint` : undefined}
        disabled={disabled}
        onClick={() => onChange(!on)}
      />
    </div>
  );
}
