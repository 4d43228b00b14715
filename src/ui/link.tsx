import type { ComponentChildren } from 'preact';
import { Icon } from './icon';

/** Only web addresses become links: what a CRM answers could also be `javascript:`. */
export const isWebUrl = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url);

interface Props {
  url: string | null;
  children: ComponentChildren;
  /** Only the icon is shown; the children are its name. */
  iconOnly?: boolean;
}

/** Opens outside of this page. Without a usable address there is no link: the words alone, or nothing for an icon. */
export function ExternalLink({ url, children, iconOnly = false }: Props) {
  if (!url || !isWebUrl(url)) return iconOnly ? null : <span>{children}</span>;
  if (!iconOnly) {
    return (
      <a href={url} target="_blank" rel="noreferrer">
        {children}
      </a>
    );
  }
  return (
    <a href={url} target="_blank" rel="noreferrer" class="tl-button tl-button-quiet tl-button-icon" title={String(children)}>
      <Icon name="external" />
      <span class="tl-unseen">{children}</span>
    </a>
  );
}
