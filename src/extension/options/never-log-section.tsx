import { useState } from 'preact/hooks';
import { findConnectorKind } from '../../connectors/registry';
import type { Connection, Settings } from '../../core/settings';
import { useTexts } from '../../ui/i18n';
import { EmptyState } from '../../ui/notice';
import { SelectField } from '../../ui/text-field';
import type { WorkerPort } from '../ui/worker-port';
import { hashOf } from './route';
import { RuleBox } from './rule-box';
import { RuleList } from './rule-list';
import { RuleTestBox } from './rule-test-box';
import { useRules } from './use-rules';

interface Props {
  worker: WorkerPort;
  settings: Settings;
}

/** The never-log list of one CRM: add, test, search, change. */
export function NeverLogSection({ worker, settings }: Props) {
  const t = useTexts();
  const [chosen, setChosen] = useState('');
  const { connections } = settings;
  const connection = connections.find(({ id }) => id === chosen) ?? connections[0];
  if (!connection) {
    return (
      <EmptyState
        title={t('options_no_crm')}
        text={t('options_no_crm_text')}
        action={
          <a class="tl-button" href={hashOf('accounts')}>
            {t('popup_connect')}
          </a>
        }
      />
    );
  }
  return (
    <>
      <p class="tl-soft">{t('rules_about')}</p>
      {connections.length > 1 && (
        <SelectField
          label={t('rules_of')}
          value={connection.id}
          options={connections.map(({ id, label }) => ({ value: id, label }))}
          onValue={setChosen}
        />
      )}
      <Rules key={connection.id} worker={worker} connectionId={connection.id} mayAll={mayDecideForAll(connection)} />
    </>
  );
}

/** A CRM that keeps no list has nobody but the rep herself to decide for. */
const mayDecideForAll = ({ role, connector }: Connection) => role === 'admin' && findConnectorKind(connector)?.makeRules !== undefined;

function Rules({ worker, connectionId, mayAll }: { worker: WorkerPort; connectionId: string; mayAll: boolean }) {
  const rules = useRules(worker, connectionId);
  return (
    <>
      <RuleBox rules={rules} mayAll={mayAll} />
      <RuleTestBox test={(address) => worker.ask.testRule(connectionId, address)} version={rules.version} />
      <RuleList rules={rules} mayAll={mayAll} />
    </>
  );
}
