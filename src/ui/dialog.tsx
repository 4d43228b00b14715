import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button, IconButton } from './button';
import { useTexts } from './i18n';

interface Props {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  /** The buttons at the foot, the main one last. */
  actions?: ComponentChildren;
}

/** A modal dialog. The browser keeps focus inside, closes it with Esc and gives focus back to where it was. */
export function Dialog({ title, onClose, children, actions }: Props) {
  const t = useTexts();
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class="tl-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="tl-dialog-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label={t('ui_close')} onClick={onClose} />
      </div>
      <div class="tl-dialog-body">{children}</div>
      {actions && <div class="tl-dialog-foot">{actions}</div>}
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  text: string;
  /** The word on the button that does it. */
  action: string;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, text, action, onConfirm, onClose }: ConfirmProps) {
  const t = useTexts();
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui_cancel')}</Button>
          <Button look="danger" onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <p>{text}</p>
    </Dialog>
  );
}
