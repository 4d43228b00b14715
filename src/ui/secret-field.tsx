import { useId, useState } from 'preact/hooks';
import { Button } from './button';
import { describedBy, Frame, type ValueProps } from './text-field';

interface SecretProps extends ValueProps {
  /** What the button beside it says, which shows what was typed, or hides it again. */
  show: string;
  hide: string;
}

/** For what nobody looking over the shoulder should read. Not a password: no browser is to keep it. */
export function SecretField({ label, hint, error, quietLabel, onValue, show, hide, ...native }: SecretProps) {
  const id = useId();
  const [isShown, setShown] = useState(false);
  const frame = { label, hint, error, quietLabel };
  return (
    <Frame id={id} {...frame}>
      <div class="tl-secret">
        <input
          {...native}
          // Preact's types know either, and not one that changes.
          type={(isShown ? 'text' : 'password') as 'password'}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          data-1p-ignore
          id={id}
          class="tl-input"
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id, frame)}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
        <Button aria-controls={id} aria-label={`${isShown ? hide : show}: ${label}`} onClick={() => setShown(!isShown)}>
          {isShown ? hide : show}
        </Button>
      </div>
    </Frame>
  );
}
