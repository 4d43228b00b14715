import { useState } from 'preact/hooks';
import type { Translate } from '../../core/messages';

interface DropBoxProps {
  /** Of the deal: the CRM files there what is sent to it. */
  address: string;
  /** The deal's. */
  name: string;
  addBcc: ((address: string) => void) | null;
  t: Translate;
}

/** Offers the deal's own address: by one click in Bcc, or to be put there by the rep. */
export function DropBox({ address, name, addBcc, t }: DropBoxProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(address).then(() => setCopied(true));
  const label = t(addBcc ? 'panel_drop_box_add' : isCopied ? 'panel_drop_box_copied' : 'panel_drop_box_copy');
  return (
    <button
      type="button"
      class="fold drop-box"
      aria-label={`${label}: ${name}`}
      title={t('panel_drop_box_hint', address)}
      onClick={({ currentTarget }) => {
        if (!addBcc) return copy();
        addBcc(address);
        // The mail client goes to the field that it has filled in; the rep is still in the panel.
        currentTarget.closest('li')?.querySelector('input')?.focus();
      }}
    >
      {label}
    </button>
  );
}
