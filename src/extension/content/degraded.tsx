import { render } from 'preact';
import type { Notice } from '../../mail/mail-client';
import { ByHand, type ByHandProps } from './by-hand';
import { makeShadow } from './shadow';

export type DegradedOptions = Omit<ByHandProps, 'accounts' | 'notice' | 'onDone'> & {
  accounts(): Promise<string[]>;
  onClosed(): void;
  signal: AbortSignal;
};

/** A chip at the window's foot, for as long as the rep does not close it. The answer lets it say something. */
export function showByHand({ accounts, onClosed, signal, ...props }: DegradedOptions): (notice: Notice) => void {
  const { host, root } = makeShadow(() => matchMedia('(prefers-color-scheme: dark)').matches, ['panel']);
  host.style.cssText = 'position: fixed; left: 16px; bottom: 16px; z-index: 2147483647';
  let known: string[] | null = null;
  let notice: Notice | null = null;
  const hide = () => {
    render(null, root);
    host.remove();
    onClosed();
  };
  const draw = () => render(<ByHand {...props} accounts={known} notice={notice} onDone={hide} />, root);
  const learn = (found: string[]) => {
    known = found;
    draw();
  };
  document.body.append(host);
  signal.addEventListener('abort', hide);
  draw();
  // A worker that cannot say which accounts there are leaves the button that opens the options.
  accounts().then(learn, () => learn([]));
  return (news) => {
    notice = news;
    draw();
  };
}
