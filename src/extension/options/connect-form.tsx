import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConnectorKind } from '../../connectors/connector-kind';
import { connectorKinds, findConnectorKind } from '../../connectors/registry';
import type { FieldValues } from '../../core/connector-face';
import type { Connection } from '../../core/settings';
import { Button } from '../../ui/button';
import { type ConnectFaults, wordsOfFailure, wordsOfFaults } from '../../ui/connect-words';
import { ConnectorChoice, ConnectorFields, EndNotice } from '../../ui/connector-parts';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import type { WorkerPort } from '../ui/worker-port';
import type { BrowserPort } from './browser-port';
import { HostHint, hostNames } from './host-hint';

interface Props {
  worker: WorkerPort;
  host: Pick<BrowserPort, 'requestHosts'>;
  /** Gets a new key; undefined: a new connection is made. */
  connection?: Connection;
  onConnected(connection: Connection): void;
  onCancel?: () => void;
}

/** Asks for what the CRM declares and for the browser's permission, connects, and says at the field what is wrong. */
export function ConnectForm({ worker, host, connection, onConnected, onCancel }: Props) {
  const t = useTexts();
  const [chosen, setChosen] = useState(connection?.connector ?? '');
  const kind = findConnectorKind(chosen);
  const [typed, setTyped] = useState<FieldValues>({});
  const [faults, setFaults] = useState<ConnectFaults>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const values = connection ? { ...typed, baseUrl: connection.baseUrl } : typed;

  // Where to type: at a new key, and at what was wrong.
  useEffect(() => {
    if (connection) form.current?.querySelector('input')?.focus();
  }, []);
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus(), [faults]);

  /** Without a wait before the browser is asked: it shows its question only in answer to a click. */
  function submit() {
    const read = kind?.readValues(values);
    if (!kind || !read) return;
    if (!read.ok) return setFaults(wordsOfFaults(read.faults, t));
    const origins = kind.hostsOf(read.baseUrl);
    const asked = origins.length > 0 ? host.requestHosts(origins) : Promise.resolve(true);
    setFaults({});
    setBusy(true);
    void finish(kind, asked, origins);
  }

  async function finish(kind: ConnectorKind, asked: Promise<boolean>, origins: string[]) {
    try {
      if (!(await asked)) return setFaults({ all: t('options_host_refused', hostNames(origins)) });
      const request = { connector: kind.id, values, account: null, connectionId: connection?.id ?? null };
      const answer = await worker.ask.connect(request);
      if (answer.ok) return onConnected(answer.connection);
      setFaults(wordsOfFailure(answer, kind, connection !== undefined, t));
    } catch {
      setFaults({ all: t('ui_worker_silent') });
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      ref={form}
      class="tl-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) submit();
      }}
    >
      {!connection && (
        <ConnectorChoice
          faces={connectorKinds}
          chosen={chosen}
          onChoose={(id) => {
            setChosen(id);
            setTyped({});
            setFaults({});
          }}
        />
      )}
      {kind && (
        <>
          {!connection && <EndNotice face={kind} />}
          <ConnectorFields
            face={kind}
            reconnects={connection !== undefined}
            typed={typed}
            faults={faults}
            onType={(id, value) => setTyped((now) => ({ ...now, [id]: value }))}
          />
          {faults.all && (
            <div role="alert">
              <Notice tone="danger">{faults.all}</Notice>
            </div>
          )}
          <div class="tl-buttons">
            <Button type="submit" name="connect" look="primary" busy={busy}>
              {busy ? t('options_connecting') : t('options_connect')}
            </Button>
            {onCancel && <Button onClick={onCancel}>{t('ui_cancel')}</Button>}
          </div>
          <HostHint kind={kind} values={values} />
        </>
      )}
      {!kind && onCancel && (
        <div class="tl-buttons">
          <Button onClick={onCancel}>{t('ui_cancel')}</Button>
        </div>
      )}
    </form>
  );
}
