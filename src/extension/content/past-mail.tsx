import type { ComponentChildren } from 'preact';
import type { Translate } from '../../core/messages';
import { RelativeTime } from '../../ui/relative-time';
import { webUrl } from './record-link';

interface PastProps {
  /** What kind of thing it was, as wide as a letter. */
  sign: ComponentChildren;
  subject: string;
  /** Where all of it can be seen. */
  url: string | null;
  /** Epoch ms. */
  at: number;
  t: Translate;
  children: ComponentChildren;
}

/** One mail of a person's, in two or three small lines. */
export function PastMail({ sign, subject, url, at, t, children }: PastProps) {
  const href = webUrl(url);
  const title = subject || t('ui_no_subject');
  return (
    <li class="past">
      {sign}
      <span class="text">
        <span class="top">
          {href ? (
            <a href={href} target="_blank" rel="noopener noreferrer" title={title}>
              {title}
            </a>
          ) : (
            <b title={title}>{title}</b>
          )}
          <span class="when">
            <RelativeTime at={at} short />
          </span>
        </span>
        <span class="preview">{children}</span>
      </span>
    </li>
  );
}
