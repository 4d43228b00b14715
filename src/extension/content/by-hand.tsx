import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Translate } from '../../core/messages';
import type { Notice } from '../../mail/mail-client';
import { ComposeLine, type LineParts } from './compose-line';
import type { ComposeSession, SessionView } from './compose-session';
import { FormCompose, type FormFields } from './form-compose';

export interface ByHandProps {
  /** The accounts it may have been sent from; null: still asked for. */
  accounts: string[] | null;
  /** What could be read of the message. */
  prefill(): FormFields;
  openSession(compose: FormCompose, account: string, onView: (view: SessionView) => void): ComposeSession;
  t: Translate;
  /** What became of a message that was logged here, where the page has no place of its own to say it. */
  notice: Notice | null;
  onGo: LineParts['onGo'];
  onDone(): void;
}

/** The way out where Threadline cannot work by itself: says so, and takes the message by hand. */
export function ByHand(props: ByHandProps) {
  const { accounts, notice, t } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="chip">
      {isOpen && accounts?.[0] && <ByHandForm {...props} accounts={accounts} onClose={() => setOpen(false)} />}
      <span class="text" role="status">
        {notice?.text ?? t('byhand_degraded')}
      </span>
      {notice?.actions.map(({ label, run }) => (
        <button type="button" class="action quiet" key={label} onClick={run}>
          {label}
        </button>
      ))}
      {accounts?.length === 0 && !notice ? (
        <button type="button" class="action" onClick={() => props.onGo({ to: 'options', section: 'accounts' })}>
          {t('compose_connect')}
        </button>
      ) : (
        <button type="button" class="action" aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t('compose_log')}
        </button>
      )}
      <button type="button" class="icon" aria-label={t('panel_close')} title={t('panel_close')} onClick={props.onDone}>
        <span aria-hidden="true">×</span>
      </button>
    </div>
  );
}

function ByHandForm({ accounts, prefill, openSession, t, onGo, onClose }: ByHandProps & { accounts: string[]; onClose(): void }) {
  const form = useRef<HTMLFormElement>(null);
  const [account, setAccount] = useState(accounts[0] ?? '');
  const [fields, setFields] = useState(prefill);
  const work = useFormSession(account, fields, openSession);
  // Once, when it opens.
  useEffect(() => {
    form.current?.showPopover();
    form.current?.querySelector<HTMLElement>('input')?.focus();
  }, []);
  const change = (part: Partial<FormFields>) => {
    setFields({ ...fields, ...part });
    work?.compose.set(part);
  };
  const log = () => {
    work?.compose.send(Date.now());
    onClose();
  };
  const input = (name: 'to' | 'cc' | 'subject') => (
    <label class="field">
      {t(`byhand_${name}`)}
      <input type="text" value={fields[name]} onInput={(event) => change({ [name]: event.currentTarget.value })} />
    </label>
  );
  return (
    <form
      class="panel form"
      popover="manual"
      aria-label={t('byhand_title')}
      ref={form}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
      onSubmit={(event) => {
        event.preventDefault();
        log();
      }}
    >
      <h2>{t('byhand_title')}</h2>
      <label class="field">
        {t('byhand_from')}
        <select value={account} onChange={(event) => setAccount(event.currentTarget.value)}>
          {accounts.map((address) => (
            <option key={address}>{address}</option>
          ))}
        </select>
      </label>
      {input('to')}
      {input('cc')}
      {input('subject')}
      <label class="field">
        {t('byhand_text')}
        <textarea rows={5} value={fields.text} onInput={(event) => change({ text: event.currentTarget.value })} />
      </label>
      {work?.view && <FormLine view={work.view} session={work.session} account={account} t={t} onGo={onGo} />}
      <div class="buttons">
        <button type="button" class="action quiet" onClick={onClose}>
          {t('byhand_cancel')}
        </button>
        <button type="submit" class="action" disabled={work?.view?.plan?.verdict !== 'will-log'}>
          {t('byhand_log')}
        </button>
      </div>
    </form>
  );
}

/** What will happen, in a place of its own: Preact has no hand in it. */
function FormLine({ view, ...parts }: LineParts & { view: SessionView }) {
  const place = useRef<HTMLDivElement>(null);
  const [line, setLine] = useState<ComposeLine | null>(null);
  useLayoutEffect(() => {
    const made = new ComposeLine(parts);
    place.current?.append(made.element);
    setLine(made);
    return () => {
      made.end();
      made.element.remove();
    };
  }, [parts.session]);
  useLayoutEffect(() => line?.draw(view, null), [line, view]);
  return <div ref={place} />;
}

interface Work {
  compose: FormCompose;
  session: ComposeSession;
  view: SessionView | null;
}

function useFormSession(account: string, fields: FormFields, openSession: ByHandProps['openSession']): Work | null {
  const [work, setWork] = useState<Work | null>(null);
  // Another account is another draft; the fields are handed on as they change.
  useEffect(() => {
    const ended = new AbortController();
    const compose = new FormCompose({ address: account, name: '' }, fields, ended.signal);
    const session = openSession(compose, account, (view) => setWork((now) => (now?.compose === compose ? { ...now, view } : now)));
    setWork({ compose, session, view: session.view });
    return () => ended.abort();
  }, [account]);
  const state = work?.view?.state;
  useEffect(() => {
    // Whatever the account's default is: this form is there to log.
    if (state && !state.log) void work.session.toggle('log');
  }, [state]);
  return work;
}
