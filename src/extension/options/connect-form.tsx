import { useState } from 'preact/hooks';
import type { ConnectorKind, FieldFault, FieldId, FieldValues } from '../../connectors/connector-kind';
import { findConnectorKind } from '../../connectors/registry';
import type { Connection } from '../../core/settings';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import type { WorkerPort } from '../ui/worker-port';
import type { BrowserPort } from './browser-port';
import { type ConnectFaults, hostNames, wordsOfFailure } from './connect-words';
import { EndNotice } from './end-notice';
import { KindField } from './kind-field';
import { HostHint, KindChoice, Rights } from './kind-parts';

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
  const values = connection ? { ...typed, baseUrl: connection.baseUrl } : typed;
  const wordsOf = ({ key, names }: FieldFault) => t(key, ...names.map((name) => t(name)));

  /** Without a wait before the browser is asked: it shows its question only in answer to a click. */
  function submit() {
    const read = kind?.readValues(values);
    if (!kind || !read) return;
    if (!read.ok) return setFaults(Object.fromEntries(Object.entries(read.faults).map(([id, fault]) => [id, wordsOf(fault)])));
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
      class="options-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) submit();
      }}
    >
      {!connection && (
        <KindChoice
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
          {kind.endsAt && !connection && <EndNotice kind={kind} />}
          {kind.fields
            .filter((field) => !connection || field.kind !== 'url')
            .map((field) => (
              <KindField
                key={`${kind.id} ${field.id}`}
                field={field}
                value={typed[field.id] ?? ''}
                error={faults[field.id]}
                onValue={(value) => setTyped((now) => ({ ...now, [field.id]: value }) satisfies Partial<Record<FieldId, string>>)}
              />
            ))}
          <Rights kind={kind} />
          {faults.all && <Notice tone="danger">{faults.all}</Notice>}
          <HostHint kind={kind} values={values} />
          <div class="options-buttons">
            <Button type="submit" name="connect" look="primary" busy={busy}>
              {busy ? t('options_connecting') : t('options_connect')}
            </Button>
            {onCancel && <Button onClick={onCancel}>{t('ui_cancel')}</Button>}
          </div>
        </>
      )}
      {!kind && onCancel && (
        <div class="options-buttons">
          <Button onClick={onCancel}>{t('ui_cancel')}</Button>
        </div>
      )}
    </form>
  );
}
