import { useMemo } from 'preact/hooks';
import { useTexts } from '../../ui/i18n';
import { Waiting } from '../../ui/waiting';
import { getMail, type Mail } from './api';
import { frameDocument, fromText, makeSafe } from './safe-body';
import { Trouble } from './states';
import { useRemote } from './use-remote';

/** The text of a mail, fetched when it is opened. */
export function MailBody({ id, subject }: { id: string; subject: string }) {
  const t = useTexts();
  const mail = useRemote(id, (signal) => getMail(id, signal));
  if (mail.value) return <Frame mail={mail.value} subject={subject} />;
  if (mail.problem) return <Trouble kind={mail.problem} retry={mail.retry} />;
  return <Waiting text={t('timeline_loading_mail')} lines={3} />;
}

function Frame({ mail, subject }: { mail: Mail; subject: string }) {
  const t = useTexts();
  const body = useMemo(() => makeSafe(mail.html || fromText(mail.text)), [mail]);
  if (mail.html.trim() === '' && mail.text.trim() === '') return <p class="tl-hint">{t('timeline_body_empty')}</p>;
  const notes = [
    body.blockedImages > 0 && t.plural('timeline_images_blocked', body.blockedImages),
    body.hasLinks && t('timeline_links_off'),
  ].filter((note) => note !== false);
  return (
    <>
      {notes.length > 0 && <p class="body-notes tl-hint">{notes.join(' ')}</p>}
      <div class="body" style={{ height: `${heightFor(mail.html, mail.text)}px` }}>
        {/* No permission of any kind: no script, no form, no pop-up, an origin of its own. */}
        <iframe sandbox="" title={t('timeline_body', subject)} srcdoc={frameDocument(body)} referrerpolicy="no-referrer" />
      </div>
    </>
  );
}

const LINE_PX = 21;
const GAP_PX = 14;
const CHARACTERS_A_LINE = 70;
const PADDING_PX = 26;

/** A guess, as nobody can look into the frame: its lines and the gaps between its blocks. It scrolls, and its lower edge can be pulled. */
function heightFor(html: string, text: string): number {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / CHARACTERS_A_LINE)), 0);
  const breaks = html.match(/<(br|div|li|tr|p|h\d)\b/g)?.length ?? 0;
  const gaps = html.match(/<(p|ul|ol|h\d|blockquote)\b/g)?.length ?? 0;
  return Math.min(480, Math.max(64, Math.max(lines, breaks) * LINE_PX + gaps * GAP_PX + PADDING_PX));
}
