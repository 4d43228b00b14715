import { useState } from 'preact/hooks';
import type { CrmAnswer, CrmCheck, CrmState } from '../../core/endpoint-api';
import { Button } from '../../ui/button';
import { EndNotice, MissingRights } from '../../ui/connector-parts';
import { Confirm } from '../../ui/dialog';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import { shortDate } from '../../ui/time-words';
import { checkCrm, disconnectCrm, type ProblemKind } from './api';
import { CrmForm } from './crm-form';
import { Trouble } from './states';
import { useAction } from './use-action';
import { sentenceOf } from './words';

/** What only a new key or a visit to the CRM mends; anything else passes. */
const needsSomebody = ({ failure }: CrmState) => failure === 'token_refused' || failure === 'permission_missing';

interface Props {
  crm: CrmAnswer;
  connection: CrmState;
  isAdmin: boolean;
  reload(): void;
}

/** The CRM that is connected: which account, how it is, what is on its way; and for an admin the way to mend it. */
export function CrmCard({ crm, connection, isAdmin, reload }: Props) {
  const t = useTexts();
  const face = crm.faces.find(({ id }) => id === connection.connector);
  const name = face ? t(face.labelKey) : connection.connector;
  const { failure, connectedBy, connectedAt } = connection;
  const isDanger = needsSomebody(connection);
  const state = failure === null ? 'ok' : isDanger ? 'needs_reconnect' : 'unreachable';
  const since = shortDate(connectedAt, Date.now(), t.language);
  return (
    <article class="tl-card" aria-label={connection.account || name}>
      <div class="tl-card-head">
        <span class={`tl-dot tl-dot-${failure === null ? 'ok' : isDanger ? 'danger' : 'warn'}`} />
        <h3 class="tl-one-line" title={connection.account || name}>
          {connection.account || name}
        </h3>
        <span class="tl-hint" role="status">
          {t(`options_health_${state}`)}
        </span>
      </div>
      <p class="tl-hint crm-break">
        {name} · {connectedBy === null ? t('crm_since', since) : t('crm_since_by', connectedBy, since)} · {connection.baseUrl}
      </p>
      <Counts outbox={crm.outbox} />
      {failure && (
        <Notice tone={isDanger ? 'danger' : 'warn'}>
          {sentenceOf(failure === 'token_refused' && !isAdmin ? 'crm_reconnect' : failure, t)}
        </Notice>
      )}
      {face && <EndNotice face={face} />}
      {isAdmin ? <Deeds crm={crm} connection={connection} name={name} reload={reload} /> : <p class="tl-hint">{t('crm_admin_only')}</p>}
    </article>
  );
}

function Counts({ outbox }: Pick<CrmAnswer, 'outbox'>) {
  const t = useTexts();
  const count = (...states: string[]) => states.reduce((sum, state) => sum + (outbox[state] ?? 0), 0);
  const counts = {
    waiting: count('waiting', 'sending'),
    logged: count('logged'),
    refused: count('failed', 'blocked'),
    removing: count('removing'),
  };
  const number = new Intl.NumberFormat(t.language);
  return (
    <dl class="crm-counts" aria-label={t('crm_counts')}>
      {Object.entries(counts)
        .filter(([key, value]) => value > 0 || key !== 'removing')
        .map(([key, value]) => (
          <div key={key}>
            <dt>{t(`crm_count_${key}`)}</dt>
            <dd>{number.format(value)}</dd>
          </div>
        ))}
    </dl>
  );
}

function Deeds({ crm, connection, name, reload }: Omit<Props, 'isAdmin'> & { name: string }) {
  const t = useTexts();
  const [asked, setAsked] = useState<'reconnect' | 'disconnect' | null>(null);
  const [check, setCheck] = useState<CrmCheck | null>(null);
  const [problem, setProblem] = useState<ProblemKind | null>(null);
  const { busy, run } = useAction(({ kind }) => setProblem(kind));

  function act<T>(deed: (signal: AbortSignal) => Promise<T>, done: (value: T) => void) {
    setProblem(null);
    setCheck(null);
    void run(deed, (value) => {
      done(value);
      reload();
    });
  }

  if (asked === 'reconnect')
    return (
      <CrmForm
        faces={crm.faces}
        oauth={crm.oauth}
        connection={connection}
        onCancel={() => setAsked(null)}
        onConnected={() => {
          setAsked(null);
          reload();
        }}
      />
    );
  return (
    <>
      <div class="crm-said" role="status">
        {check && <CheckResult check={check} name={name} labelKey={labelKeyOf(crm, connection)} />}
      </div>
      {problem && <Trouble kind={problem} retry={reload} />}
      <div class="tl-buttons">
        <Button busy={busy} onClick={() => act(checkCrm, setCheck)}>
          {busy ? t('options_checking') : t('options_check')}
        </Button>
        <Button look={needsSomebody(connection) ? 'primary' : 'plain'} onClick={() => setAsked('reconnect')}>
          {t('popup_reconnect')}
        </Button>
        <Button look="quiet" onClick={() => setAsked('disconnect')}>
          {t('options_disconnect')}
        </Button>
      </div>
      {asked === 'disconnect' && (
        <Confirm
          title={t('options_disconnect_title', connection.account || name)}
          text={t('crm_disconnect_text')}
          action={t('options_disconnect')}
          onClose={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null);
            act(disconnectCrm, () => undefined);
          }}
        />
      )}
    </>
  );
}

const labelKeyOf = ({ faces }: CrmAnswer, { connector }: CrmState) => faces.find(({ id }) => id === connector)?.labelKey ?? '';

function CheckResult({ check, name, labelKey }: { check: CrmCheck; name: string; labelKey: string }) {
  const t = useTexts();
  // What is wrong stands above already, once it has been read anew.
  if (!check.ok) return null;
  return (
    <>
      <Notice tone="ok">{t('crm_works', check.name || check.account || name)}</Notice>
      {check.missing.length > 0 && <MissingRights missing={check.missing} crm={labelKey} />}
    </>
  );
}
