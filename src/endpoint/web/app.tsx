import { useState } from 'preact/hooks';
import type { User } from '../../core/endpoint-api';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { Waiting } from '../../ui/waiting';
import { getMe } from './api';
import { ConnectBrowser } from './connect-browser';
import { CrmPage } from './crm-page';
import { MailPage } from './mail-page';
import { RecordList } from './record-list';
import { RecordPage } from './record-page';
import { CRM_HREF } from './route';
import { SignIn } from './sign-in';
import { Trouble } from './states';
import { useRemote } from './use-remote';
import { useRevision } from './use-revision';
import { useRoute } from './use-route';

/** `consent`: as from `takeConsentResult`. */
export function App({ consent }: { consent: string | null }) {
  const t = useTexts();
  const revision = useRevision();
  const me = useRemote('me', getMe, revision);
  if (me.value && me.problem !== 'signed_out') return <Workspace user={me.value} consent={consent} revision={revision} />;
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

function Workspace({ user, consent, revision }: { user: User; consent: string | null; revision: number }) {
  const t = useTexts();
  const { route, arrived } = useRoute();
  /** The record that a mail opened by its own address belongs to. */
  const [owner, setOwner] = useState<{ kind: 'contact' | 'company' | 'deal' | 'lead'; id: string } | null>(null);
  const selected = route.view === 'record' ? route : route.view === 'mail' ? owner : null;
  const kind = route.view === 'records' || route.view === 'record' ? route.kind : (owner?.kind ?? 'contact');
  return (
    <div class="workspace" data-view={route.view}>
      {/* A button: the part of the address after # names a record, so a link cannot lead to a place in the page. */}
      <button type="button" class="skip" onClick={(event) => event.currentTarget.parentElement?.querySelector('main')?.focus()}>
        {t('timeline_skip')}
      </button>
      <Head user={user} isAtCrm={route.view === 'crm'} />
      {route.view === 'crm' ? (
        <CrmPage user={user} consent={consent} arrived={arrived} revision={revision} />
      ) : (
        <RecordList kind={kind} selected={selected?.id ?? null} shown={route.view === 'records'} arrived={arrived} revision={revision} />
      )}
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

function Head({ user, isAtCrm }: { user: User; isAtCrm: boolean }) {
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
      <a class="tl-button tl-button-quiet" href={CRM_HREF} aria-current={isAtCrm ? 'page' : undefined}>
        {t('crm_title')}
        {user.crm?.failure && (
          <>
            <span class="tl-dot tl-dot-danger" />
            <span class="tl-unseen">{t('crm_needs_you')}</span>
          </>
        )}
      </a>
      <Button onClick={() => setConnecting(true)}>{t('timeline_connect')}</Button>
      {connecting && <ConnectBrowser onClose={() => setConnecting(false)} />}
    </header>
  );
}
