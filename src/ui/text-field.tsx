import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FrameProps {
  label: string;
  hint?: string;
  /** What is wrong with the value, and what would be right; read out with the field. */
  error?: string;
  /** For a field whose surroundings already say what it is: the label is only spoken. */
  quietLabel?: boolean;
}

export function Frame({ id, label, hint, error, quietLabel, children }: FrameProps & { id: string; children: ComponentChildren }) {
  return (
    <div class="tl-field">
      <label for={id} class={quietLabel ? 'tl-unseen' : 'tl-label'}>
        {label}
      </label>
      {children}
      {error && (
        <p id={`${id}-error`} class="tl-field-error" role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} class="tl-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

/** What is wrong is heard first; where the value is found is needed all the more then. */
export const describedBy = (id: string, { hint, error }: FrameProps) =>
  [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;

export interface ValueProps extends FrameProps {
  value: string;
  onValue(value: string): void;
  name?: string;
  placeholder?: string;
  disabled?: boolean;
  onBlur?: () => void;
}

interface InputProps extends ValueProps {
  inputMode?: 'text' | 'url' | 'email' | 'search';
  autocapitalize?: 'none' | 'characters';
}

export function TextField({ label, hint, error, quietLabel, onValue, ...native }: InputProps) {
  const id = useId();
  const frame = { label, hint, error, quietLabel };
  return (
    <Frame id={id} {...frame}>
      <input
        {...native}
        type="text"
        autocomplete="off"
        spellcheck={false}
        id={id}
        class="tl-input"
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, frame)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Frame>
  );
}

interface AreaProps extends ValueProps {
  rows?: number;
  /** Enter does this instead of beginning a line. */
  onEnter?: () => void;
}

export function TextArea({ label, hint, error, quietLabel, onValue, onEnter, ...native }: AreaProps) {
  const id = useId();
  const frame = { label, hint, error, quietLabel };
  return (
    <Frame id={id} {...frame}>
      <textarea
        {...native}
        spellcheck={false}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !onEnter) return;
          event.preventDefault();
          onEnter();
        }}
        id={id}
        class="tl-input tl-area"
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, frame)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Frame>
  );
}

interface SelectProps extends ValueProps {
  options: readonly { value: string; label: string }[];
}

export function SelectField({ label, hint, error, quietLabel, value, options, disabled, name, onValue }: SelectProps) {
  const id = useId();
  const frame = { label, hint, error, quietLabel };
  return (
    <Frame id={id} {...frame}>
      <select
        id={id}
        name={name}
        class="tl-input tl-select"
        value={value}
        disabled={disabled}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, frame)}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}
