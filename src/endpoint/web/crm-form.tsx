import { useState } from 'preact/hooks';
import type { ConnectFailure, ConnectorFace, FieldFaults, FieldValues } from '../../core/connector-face';
import type { CrmAnswer, CrmState } from '../../core/endpoint-api';
import type { Translate } from '../../core/messages';
import { Button } from '../../ui/button';
import { type ConnectFaults, wordsOfFailure, wordsOfFaults } from '../../ui/connect-words';
import { ConnectorChoice, ConnectorFields, EndNotice } from '../../ui/connector-parts';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import { connectCrm, type Problem } from './api';
import { useAction } from './use-action';
import { sentenceOf } from './words';

interface Props {
  faces: readonly ConnectorFace[];
  oauth: readonly string[];
  /** Gets a new key; undefined: a CRM is chosen first. */
  connection?: CrmState;
  onConnected(crm: CrmAnswer): void;
  onCancel?: () => void;
}

/** Connects the whole team to a CRM: by a visit there, where the server is known there, or by a key. */
export function CrmForm({ faces, oauth, connection, onConnected, onCancel }: Props) {
  const t = useTexts();
  const [chosen, setChosen] = useState(connection?.connector ?? '');
  const [typed, setTyped] = useState<FieldValues>({});
  const [faults, setFaults] = useState<ConnectFaults>({});
  const face = faces.find(({ id }) => id === chosen);
  const { busy, run } = useAction((problem) => face && setFaults(wordsOfProblem(problem, face, connection !== undefined, t)));

  function submit() {
    if (!face) return;
    setFaults({});
    const { baseUrl = connection?.baseUrl, token = '' } = typed;
    const request = { connector: face.id, baseUrl, token, reconnects: connection !== undefined };
    void run((signal) => connectCrm(request, signal), onConnected);
  }

  return (
    <form
      class="tl-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {!connection && (
        <ConnectorChoice
          faces={faces}
          chosen={chosen}
          onChoose={(id) => {
            setChosen(id);
            setTyped({});
            setFaults({});
          }}
        />
      )}
      {face && (
        <>
          {!connection && <EndNotice face={face} />}
          {oauth.includes(face.id) && (
            <>
              <div class="tl-buttons">
                <a class="tl-button tl-button-primary" href={`/oauth/${face.id}/start`}>
                  {t('crm_sign_in', t(face.labelKey))}
                </a>
              </div>
              <p class="tl-soft">{t('crm_or_key')}</p>
            </>
          )}
          <ConnectorFields
            face={face}
            reconnects={connection !== undefined}
            typed={typed}
            faults={faults}
            onType={(id, value) => setTyped((now) => ({ ...now, [id]: value }))}
          />
          {connection && <p class="tl-hint">{t('crm_same_account')}</p>}
          {faults.all && (
            <div role="alert">
              <Notice tone="danger">{faults.all}</Notice>
            </div>
          )}
        </>
      )}
      {(face || onCancel) && (
        <div class="tl-buttons">
          {face && (
            <Button type="submit" look={oauth.includes(face.id) ? 'plain' : 'primary'} busy={busy}>
              {busy ? t('options_connecting') : t('options_connect')}
            </Button>
          )}
          {onCancel && <Button onClick={onCancel}>{t('ui_cancel')}</Button>}
        </div>
      )}
    </form>
  );
}

/** At the field that is to blame, where there is one. */
function wordsOfProblem({ kind, told }: Problem, face: ConnectorFace, hasAddress: boolean, t: Translate): ConnectFaults {
  if (kind !== 'trouble' || !told) return { all: t(`timeline_problem_${kind}`) };
  const { code, detail, faults } = told;
  if (faults) return wordsOfFaults(faults as FieldFaults, t);
  if (code === 'other_account') return { token: t('crm_other_account', detail) };
  const words = wordsOfFailure({ code: code as ConnectFailure, detail }, face, hasAddress, t);
  return words.all ? { all: sentenceOf(code, t) } : words;
}
