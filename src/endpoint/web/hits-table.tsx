import { useState } from 'preact/hooks';
import { sayHit } from '../../core/tracking/words';
import type { Hit, MailHits } from '../../core/tracking-api';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';

const AT_FIRST = 20;

interface Props {
  message: MailHits['message'];
  /** Newest first. */
  hits: readonly Hit[];
  caption: string;
}

/** What the chart shows, in words: when, and what can be said of it. */
export function HitsTable({ message, hits, caption }: Props) {
  const t = useTexts();
  const [all, setAll] = useState(false);
  const shown = all ? hits : hits.slice(0, AT_FIRST);
  const format = new Intl.DateTimeFormat(t.language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <>
      <table class="hits-table">
        <caption class="tl-unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('hits_when')}</th>
            <th scope="col">{t('hits_what')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((hit) => (
            <tr key={hit.id}>
              <td>
                <time dateTime={new Date(hit.at).toISOString()}>{format.format(hit.at)}</time>
              </td>
              <td>
                {sayHit(t, { ...hit, oneOf: message.oneOf, recipient: message.recipient })}
                {hit.target && <span class="hits-target tl-hint">{hit.target}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < hits.length && (
        <Button look="quiet" onClick={() => setAll(true)}>
          {t('hits_show_all', hits.length)}
        </Button>
      )}
    </>
  );
}
