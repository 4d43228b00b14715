import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import { Button, IconButton } from './button';
import { useTexts } from './i18n';

export interface Toast {
  text: string;
  /** For what can be taken back. */
  undo?: () => void;
  /** Something did not work: read out at once, and stays until it is closed. */
  problem?: boolean;
}

const STAYS_MS = 8000;
const SAVED_STAYS_MS = 2500;

const Context = createContext<(toast: Toast) => void>(() => undefined);

/** Says something at the foot of the page, one at a time; the place for it is `ToastArea`. */
export const useToast = () => useContext(Context);

export function ToastArea({ children }: { children: ComponentChildren }) {
  const t = useTexts();
  const [toast, setToast] = useState<Toast | null>(null);
  const [held, setHeld] = useState(false);
  const number = useRef(0);
  const show = useCallback((next: Toast) => {
    number.current++;
    setToast(next);
  }, []);
  useEffect(() => {
    if (!toast || toast.problem || held) return;
    const timer = setTimeout(() => setToast(null), toast.undo ? STAYS_MS : SAVED_STAYS_MS);
    return () => clearTimeout(timer);
  }, [toast, held]);

  return (
    <Context.Provider value={show}>
      {children}
      <div class="tl-toasts" role={toast?.problem ? 'alert' : 'status'} aria-live={toast?.problem ? 'assertive' : 'polite'}>
        {toast && (
          // Nobody should have to hurry: it waits while it is pointed at or has focus.
          // biome-ignore lint/a11y/noStaticElementInteractions: holding the clock is no action of its own
          <div
            key={number.current}
            class={`tl-toast${toast.problem ? ' tl-toast-problem' : ''}`}
            onMouseEnter={() => setHeld(true)}
            onMouseLeave={() => setHeld(false)}
            onFocusIn={() => setHeld(true)}
            onFocusOut={() => setHeld(false)}
          >
            <span class="tl-toast-text">{toast.text}</span>
            {toast.undo && (
              <Button
                look="quiet"
                onClick={() => {
                  setToast(null);
                  setHeld(false);
                  toast.undo?.();
                }}
              >
                {t('ui_undo')}
              </Button>
            )}
            <IconButton
              icon="close"
              label={t('ui_close')}
              onClick={() => {
                setToast(null);
                setHeld(false);
              }}
            />
          </div>
        )}
      </div>
    </Context.Provider>
  );
}
