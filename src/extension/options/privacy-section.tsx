import { useState } from 'preact/hooks';
import { Button } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { useTexts } from '../../ui/i18n';
import { useToast } from '../../ui/toast';
import type { WorkerPort } from '../ui/worker-port';
import { fileName, saveFile } from './files';
import type { SettingsHandle } from './use-settings';

const PLACES = ['browser', 'crm', 'elsewhere'] as const;

interface Props {
  worker: WorkerPort;
  handle: SettingsHandle;
}

/** What is kept where, everything as a file, and the way to remove it all. */
export function PrivacySection({ worker, handle }: Props) {
  const t = useTexts();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState<'json' | 'csv' | null>(null);

  async function save(kind: 'json' | 'csv') {
    setBusy(kind);
    try {
      const { json, csv } = await worker.ask.exportData();
      if (kind === 'json') saveFile(fileName('data', 'json', Date.now()), 'application/json', json);
      else saveFile(fileName('mails', 'csv', Date.now()), 'text/csv', csv);
    } catch {
      toast({ text: t('ui_not_done'), problem: true });
    }
    setBusy(null);
  }

  async function wipe() {
    setAsking(false);
    try {
      await worker.ask.wipe();
      toast({ text: t('privacy_wiped') });
      location.hash = '';
    } catch {
      toast({ text: t('ui_not_done'), problem: true });
    }
    handle.reload();
  }

  return (
    <>
      <section class="options-group" aria-labelledby="kept">
        <h2 id="kept">{t('privacy_kept')}</h2>
        <dl class="options-facts">
          {PLACES.map((place) => (
            <div key={place}>
              <dt>{t(`privacy_${place}`)}</dt>
              <dd>{t(`privacy_${place}_text`)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section class="options-group" aria-labelledby="export">
        <h2 id="export">{t('privacy_export')}</h2>
        <p class="tl-soft">{t('privacy_export_text')}</p>
        <div class="tl-buttons">
          <Button icon="download" busy={busy === 'json'} onClick={() => void save('json')}>
            {t('privacy_export_json')}
          </Button>
          <Button icon="download" busy={busy === 'csv'} onClick={() => void save('csv')}>
            {t('privacy_export_csv')}
          </Button>
        </div>
      </section>
      <section class="options-group" aria-labelledby="wipe">
        <h2 id="wipe">{t('privacy_wipe')}</h2>
        <p class="tl-soft">{t('privacy_wipe_text')}</p>
        <div class="tl-buttons">
          <Button look="danger" icon="trash" onClick={() => setAsking(true)}>
            {t('privacy_wipe_do')}
          </Button>
        </div>
      </section>
      {asking && (
        <Confirm
          title={t('privacy_wipe_title')}
          text={t('privacy_wipe_warning')}
          action={t('privacy_wipe_do')}
          onClose={() => setAsking(false)}
          onConfirm={() => void wipe()}
        />
      )}
    </>
  );
}
