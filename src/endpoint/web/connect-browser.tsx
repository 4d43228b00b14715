import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { useTexts } from '../../ui/i18n';
import { clockTime } from '../../ui/time-words';
import { Waiting } from '../../ui/waiting';
import { askPairingCode, type PairingCode } from './api';
import { Trouble } from './states';
import { useRemote } from './use-remote';

/** Shows a pairing code: what another browser's extension needs to log under this user's name. */
export function ConnectBrowser({ onClose }: { onClose(): void }) {
  const t = useTexts();
  const code = useRemote('pairing-code', askPairingCode);
  return (
    <Dialog title={t('timeline_connect')} onClose={onClose}>
      <p>{t('timeline_connect_how')}</p>
      {code.value ? (
        <Pairing code={code.value} renew={code.retry} />
      ) : code.problem ? (
        <Trouble kind={code.problem} retry={code.retry} />
      ) : (
        <Waiting text={t('timeline_connect_loading')} />
      )}
    </Dialog>
  );
}

function Pairing({ code, renew }: { code: PairingCode; renew(): void }) {
  const t = useTexts();
  const [expired, setExpired] = useState(false);
  useEffect(() => {
    setExpired(false);
    const timer = setTimeout(() => setExpired(true), Math.max(0, code.expiresAt - Date.now()));
    return () => clearTimeout(timer);
  }, [code]);
  return (
    <>
      <dl class="pairing">
        <Copyable label={t('timeline_connect_address')} value={location.origin} />
        {!expired && <Copyable label={t('timeline_connect_code')} value={code.code} />}
      </dl>
      <div role="status">
        <p class="tl-hint">
          {expired ? t('timeline_connect_expired') : t('timeline_connect_until', clockTime(code.expiresAt, t.language))}
        </p>
        {expired && <Button onClick={renew}>{t('timeline_connect_new')}</Button>}
      </div>
    </>
  );
}

function Copyable({ label, value }: { label: string; value: string }) {
  const t = useTexts();
  const [result, setResult] = useState('');
  async function copy() {
    // The clipboard is only there on https and on the machine itself.
    const copied = await navigator.clipboard?.writeText(value).then(
      () => true,
      () => false,
    );
    setResult(t(copied ? 'timeline_copied' : 'timeline_copy_by_hand'));
  }
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <code>{value}</code>
        <span class="tl-hint" role="status">
          {result}
        </span>
        <Button icon="copy" aria-label={t('timeline_copy_what', label)} onClick={copy}>
          {t('timeline_copy')}
        </Button>
      </dd>
    </div>
  );
}
