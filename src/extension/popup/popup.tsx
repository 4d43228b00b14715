import { useId, useRef, useState } from 'preact/hooks';
import type { OutboxEntry } from '../../core/outbox/entry';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import { ToastArea } from '../../ui/toast';
import { useLoaded } from '../../ui/use-loaded';
import { Waiting } from '../../ui/waiting';
import { useChanges } from '../ui/use-changes';
import type { WorkerPort } from '../ui/worker-port';
import { EditDialog } from './edit-dialog';
import { Foot } from './foot';
import { summariseHealth } from './health';
import { HealthRow } from './health-row';
import { OpensList } from './opens-list';
import { OutboxLists } from './outbox-lists';
import { useActions } from './use-actions';
import { useOnline } from './use-online';
import { useOutbox } from './use-outbox';
import { useView } from './use-view';
import { nameOfView, Views } from './views';

export function Popup({ worker }: { worker: WorkerPort }) {
  return (
    <ToastArea>
      <PopupPage worker={worker} />
    </ToastArea>
  );
}

function PopupPage({ worker }: { worker: WorkerPort }) {
  const t = useTexts();
  const panel = useId();
  const scroller = useRef<HTMLElement>(null);
  const settings = useLoaded(worker.ask.getSettings, []);
  const health = useLoaded(worker.ask.health, []);
  const outbox = useOutbox(worker);
  const { view, setView, opens, mayTrack } = useView(worker, settings.value, outbox.outbox);
  const [edited, setEdited] = useState<OutboxEntry | null>(null);
  const isOnline = useOnline();
  const act = useActions(worker, outbox.refresh, setEdited);

  useChanges(worker, (what) => {
    if (what === 'settings') settings.reload();
    if (what === 'settings' || what === 'health') health.reload();
  });
  const failed = settings.failed || outbox.failed || opens.failed;
  const retryAll = () => {
    settings.reload();
    health.reload();
    opens.reload();
    void outbox.refresh();
  };

  return (
    <div class="popup">
      {settings.value ? (
        <HealthRow summary={summariseHealth(settings.value, health.value ?? [], isOnline)} openOptions={worker.openOptions} />
      ) : (
        <header class="popup-health">
          <h1>{t('app_name')}</h1>
        </header>
      )}
      {mayTrack && view && <Views view={view} unseen={opens.found?.unseen ?? 0} panel={panel} onView={setView} />}
      <main class="popup-main" ref={scroller}>
        <div id={panel} {...(mayTrack && view ? { role: 'tabpanel', 'aria-label': t(nameOfView(view)) } : {})}>
          {failed && <WorkerSilent onRetry={retryAll} />}
          {settings.value && outbox.outbox && view === 'mails' && (
            <OutboxLists
              {...outbox}
              outbox={outbox.outbox}
              connected={settings.value.connections.length > 0}
              scroller={scroller}
              act={act}
            />
          )}
          {settings.value && view === 'opens' && (
            <OpensList opens={opens} settings={settings.value} scroller={scroller} onErase={(mail) => void act.erase(mail)} />
          )}
          {view === null && !failed && <Waiting text={t('popup_loading')} lines={4} />}
        </div>
      </main>
      {settings.value && (
        <Foot
          settings={settings.value}
          onPause={(until) => worker.ask.pause(until).then(settings.set, settings.reload)}
          openOptions={() => worker.openOptions('')}
        />
      )}
      {edited && (
        <EditDialog
          entry={edited}
          search={(query) => worker.ask.search(edited.connectionId, query)}
          onClose={() => setEdited(null)}
          onSave={(associations) => {
            setEdited(null);
            act.save(edited, associations);
          }}
        />
      )}
    </div>
  );
}

/** The part of the extension that does the work does not answer. */
function WorkerSilent({ onRetry }: { onRetry(): void }) {
  const t = useTexts();
  return (
    <div class="popup-silent">
      <Notice
        tone="danger"
        action={
          <Button class="tl-button-small" onClick={onRetry}>
            {t('ui_try_again')}
          </Button>
        }
      >
        {t('ui_worker_silent')}
      </Notice>
    </div>
  );
}
