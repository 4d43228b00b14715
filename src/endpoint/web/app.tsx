import { useState } from 'preact/hooks';
import type { User } from '../../core/endpoint-api';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { Waiting } from '../../ui/waiting';
import { getMe } from './api';
import { ConnectBrowser } from './connect-browser';
import { MailPage } from './mail-page';
import { RecordList } from './record-list';
import { RecordPage } from './record-page';
import { SignIn } from './sign-in';
import { Trouble } from './states';
import { useRemote } from './use-remote';
import { useRevision } from './use-revision';
import { useRoute } from './use-route';

export function App() {
  const t = useTexts();
  const me = useRemote('me', getMe);
  if (me.value) return <Workspace user={me.value} />;
  return (
    <main class="alone">
      {me.problem === 'signed_out' ? (
        <SignIn retry={me.retry} />
      ) : me.problem ? (
        <Trouble kind={me.problem} retry={me.retry} />
      ) : (
        <Waiting text={t('timeline_starting')} />
      )}
    </main>
  );
}

function Workspace({ user }: { user: User }) {
  const t = useTexts();
  const { route, arrived } = useRoute();
  const revision = useRevision();
  /** The record that a mail opened by its own address belongs to. */
  const [owner, setOwner] = useState<{ kind: 'contact' | 'company' | 'deal' | 'lead'; id: string } | null>(null);
  const selected = route.view === 'record' ? route : route.view === 'mail' ? owner : null;
  const kind = route.view === 'mail' ? (owner?.kind ?? 'contact') : route.kind;
  return (
    <div class="workspace" data-view={route.view}>
      {/* A button: the part of the address after # names a record, so a link cannot lead to a place in the page. */}
      <button type="button" class="skip" onClick={(event) => event.currentTarget.parentElement?.querySelector('main')?.focus()}>
        {t('timeline_skip')}
      </button>
      <Head user={user} />
      <RecordList kind={kind} selected={selected?.id ?? null} shown={route.view === 'records'} arrived={arrived} revision={revision} />
      {route.view === 'record' && (
        <RecordPage key={`${route.kind}/${route.id}`} kind={route.kind} id={route.id} arrived={arrived} revision={revision} />
      )}
      {route.view === 'mail' && <MailPage key={route.id} id={route.id} arrived={arrived} revision={revision} onOwner={setOwner} />}
      {route.view === 'records' && (
        <main class="timeline-pane" tabIndex={-1}>
          <p class="choose tl-hint">{t('timeline_choose')}</p>
        </main>
      )}
    </div>
  );
}

function Head({ user }: { user: User }) {
  const t = useTexts();
  const [connecting, setConnecting] = useState(false);
  return (
    <header class="head">
      <h1>
        <span>{t('app_name')}</span> <span class="organisation">{user.organisation}</span>
      </h1>
      <span class="user" title={t('timeline_signed_in_as', `${user.name} <${user.address}>`)}>
        {user.name}
      </span>
      <Button onClick={() => setConnecting(true)}>{t('timeline_connect')}</Button>
      {connecting && <ConnectBrowser onClose={() => setConnecting(false)} />}
    </header>
  );
}
